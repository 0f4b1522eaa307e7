import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { createFactory } from './factory.ts'
import { fake } from './fake.ts'
import { localeOf } from './locale.ts'

const Thread = z.object({
  text: z.string(),
  get replies() {
    return z.array(Thread).max(2)
  },
})

/** A model with a field of every kind, names that are understood, relations and unique values. */
const model = defineModel({
  service: 'everything',
  entities: {
    customers: defineEntity({
      schema: z.object({
        id: z.uuid(),
        firstName: z.string(),
        lastName: z.string(),
        email: z.email().register(fieldMeta, { unique: true }),
        code: z
          .string()
          .regex(/^[A-Z]{2}-\d{4}$/)
          .register(fieldMeta, { unique: true }),
        street: z.string(),
        city: z.string(),
        zip: z.string(),
        country: z.string().length(2),
        iban: z.iban(),
        bornOn: z.iso.date(),
        startsAt: z.iso.datetime(),
        endsAt: z.iso.datetime().nullable(),
        since: z.date(),
        credit: z.bigint().min(0n),
        rating: z.number().gt(0).lte(5).multipleOf(0.5),
        tags: z.set(z.string()).max(3),
        prices: z.map(z.string(), z.number()),
        size: z.tuple([z.int(), z.int()]),
        contact: z.discriminatedUnion('type', [
          z.object({ type: z.literal('mail'), address: z.email() }),
          z.object({ type: z.literal('phone'), number: z.e164() }),
        ]),
        thread: Thread,
        password: z.string().regex(/^(?=.*[A-Z])(?=.*\d).{8,}$/),
        createdAt: z.iso.datetime(),
        updatedAt: z.iso.datetime(),
      }),
    }),
    orders: defineEntity({
      key: ['customerId', 'number'],
      relations: {
        previous: { kind: 'belongsTo', target: 'orders', field: ['customerId', 'previousNumber'] },
      },
      schema: z.object({
        customerId: z.uuid(),
        number: z.int(),
        previousNumber: z.int().nullable(),
        total: z.number(),
      }),
    }),
  },
})

/** The hash of rows, with what JSON does not have written out. */
function hashOf(rows: Iterable<unknown>): string {
  const plain = (_key: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`
    return value instanceof Set || value instanceof Map ? [...value] : value
  }
  const hash = createHash('sha256')
  for (const row of rows) hash.update(JSON.stringify(row, plain))
  return hash.digest('hex')
}

function firstRows(): unknown[] {
  const rows: unknown[] = []
  for (const row of fake(model, {
    seed: 1,
    counts: { customers: 1000, orders: [0, 3] },
    locale: localeOf('de'),
  })) {
    if (rows.push(row) === 1000) break
  }
  return rows
}

describe('the same rows', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })

  // What was published stays: whoever changes these on purpose says so in a changeset.
  it('come on every machine and every version of Node: the first 1,000', () => {
    expect(hashOf(firstRows())).toMatchInlineSnapshot(
      `"00b8a94c44381c59399011546d81c16679ecd9047c5d1df5b5cd9604d91eb6f0"`,
    )
  })

  it('come from a factory', () => {
    const factory = createFactory(model)
    factory.customers.buildTree({ orders: 3 })
    expect(hashOf(factory.$take())).toMatchInlineSnapshot(
      `"ac29073ef42b4aa9152d354b09f6fc17752d40dd171211c5f7bbb44901368e9c"`,
    )
  })

  it('come at any time, in any time zone, without the random numbers of the machine', () => {
    const rows = hashOf(firstRows())
    vi.useFakeTimers({ now: new Date('2040-02-29T23:59:59.999Z') })
    vi.spyOn(Math, 'random').mockImplementation(() => {
      throw new Error('Math.random was called.')
    })
    for (const zone of ['Pacific/Kiritimati', 'America/St_Johns']) {
      vi.stubEnv('TZ', zone)
      expect(new Date(0).getTimezoneOffset()).not.toBe(0)
      expect(hashOf(firstRows())).toBe(rows)
    }
  })
})
