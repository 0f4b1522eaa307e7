import { defineEntity, defineModel, type EntityRow, fieldMeta } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { countingStore } from '../../tests/counting-store.ts'
import { createModelRouter } from '../model-router.ts'
import type { ListInput } from '../wire.types.ts'

const model = defineModel({
  service: 'trips',
  entities: {
    trips: defineEntity({
      key: ['code'],
      schema: z.object({
        code: z.string().min(1),
        title: z.string().register(fieldMeta, { indexed: true }),
        leaves: z.date(),
        price: z.bigint(),
        tags: z.set(z.string()),
        days: z.array(z.date()),
        note: z.string().optional(),
        limit: z.union([z.date(), z.string()]),
        seats: z.number().nullable(),
      }),
    }),
    stops: defineEntity({
      key: ['place'],
      schema: z.object({ tripId: z.string(), place: z.string(), at: z.date() }),
      relations: { trip: { kind: 'belongsTo', target: 'trips', field: 'tripId' } },
      parent: 'trip',
    }),
  },
})

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n))
const trip = (code: string, n: number, note?: string): EntityRow<typeof model> => ({
  entity: 'trips',
  row: {
    code,
    title: `Trip ${code}`,
    leaves: day(n),
    price: BigInt(n) * 10n ** 20n,
    tags: new Set([`tag${n}`, 'all']),
    days: [day(n), day(n + 1)],
    limit: n % 2 === 0 ? day(n) : `within ${n} days`,
    seats: n === 3 ? null : n,
    ...(note !== undefined && { note }),
  },
})
const stop = (tripId: string, place: string, n: number) =>
  ({ entity: 'stops', row: { tripId, place, at: day(n) } }) as const

const rows: readonly EntityRow<typeof model>[] = [
  trip('a', 1, 'first'),
  trip('b', 2),
  trip('c', 3),
  stop('a', 'Rome', 1),
  stop('a', 'Ulm', 2),
  stop('b', 'Rome', 3),
]

const { store, reads } = countingStore(memoryStore(model))
const api = createModelRouter(model, { store }).createCaller({})
beforeEach(async () => {
  await store.clear()
  await store.load(rows)
  reads.length = 0
})

type WhereOf<TName extends 'stops' | 'trips'> = NonNullable<ListInput<typeof model, TName>['where']>

const codes = async (where: WhereOf<'trips'>): Promise<string[]> =>
  (await api.trips.list({ where })).items.map(({ row }) => row.code).toSorted()

describe('list', () => {
  it.each<[string, WhereOf<'trips'>, string[]]>([
    ['a text', { title: 'Trip b' }, ['b']],
    ['the beginning of a text', { title: { startsWith: 'Trip' }, code: { ne: 'a' } }, ['b', 'c']],
    ['part of a text', { title: { contains: 'ip c' } }, ['c']],
    ['a date', { leaves: day(2).toISOString() }, ['b']],
    ['a date of another time zone', { leaves: { eq: '2026-01-02T01:00:00+01:00' } }, ['b']],
    ['dates from one to another', { leaves: { gt: day(1), lte: '2026-01-03' } }, ['b', 'c']],
    ['dates of a list', { leaves: { in: [day(1).toISOString(), day(3).toISOString()] } }, ['a', 'c']],
    ['a bigint', { price: '200000000000000000000' }, ['b']],
    ['bigints above one', { price: { gt: '100000000000000000000' } }, ['b', 'c']],
    ['an element of a set', { tags: { contains: 'tag2' } }, ['b']],
    ['a date in a list', { days: { contains: day(2).toISOString() } }, ['a', 'b']],
    ['a value that is there', { note: { exists: true } }, ['a']],
    ['a value that is not', { note: { exists: false } }, ['b', 'c']],
    ['null', { seats: null }, ['c']],
    ['not null', { seats: { ne: null } }, ['a', 'b']],
    ['a date where a text may be', { limit: { $date: day(2).toISOString() } }, ['b']],
    [
      'a text where a date may be',
      { limit: { in: ['within 1 days', { $date: day(2).toISOString() }] } },
      ['a', 'b'],
    ],
  ])('finds by %s', async (_name, where, expected) => {
    expect(await codes(where)).toEqual(expected)
  })

  it('orders by an indexed field, either way, page by page', async () => {
    const asked = { orderBy: { title: 'desc' }, limit: 2 } as const
    const first = await api.trips.list(asked)
    const second = await api.trips.list({ ...asked, cursor: first.cursor })
    expect([...first.items, ...second.items].map(({ row }) => row.code)).toEqual(['c', 'b', 'a'])
    expect(second.cursor).toBeNull()
  })

  it('asks one parent where its whole key is given by value, and all rows otherwise', async () => {
    const places = async (where: WhereOf<'stops'>) =>
      (await api.stops.list({ where })).items.map(({ row }) => row.place)
    expect(await places({ tripId: 'a' })).toEqual(['Rome', 'Ulm'])
    expect(await places({ tripId: { eq: 'a' }, at: { gte: day(2) } })).toEqual(['Ulm'])
    expect(await places({ tripId: { in: ['b'] } })).toEqual(['Rome'])
    expect(await places({ tripId: { eq: 'a', ne: 'b' } })).toEqual(['Rome', 'Ulm'])
    expect((await places({ place: 'Rome' })).length).toBe(2)
    expect(reads).toEqual(['query stops', 'query stops', 'list stops', 'list stops', 'list stops'])
  })

  it('answers the fields that are asked for, with those of the key', async () => {
    const { items } = await api.trips.list({ fields: ['leaves'], where: { code: 'b' } })
    expect(items.map(({ row }) => row)).toEqual([{ code: 'b', leaves: day(2).toISOString() }])
    expect((await api.trips.byId({ code: 'a', fields: ['note'] })).row).toEqual({ code: 'a', note: 'first' })
  })

  it('answers JSON also where nothing makes JSON of it', async () => {
    const { row } = await api.trips.byId({ code: 'b' })
    expect(row).toEqual(JSON.parse(JSON.stringify(row)))
    expect(row.limit).toEqual({ $date: day(2).toISOString() })
  })
})

describe('a list that asks wrongly', () => {
  const many = (count: number, value: (n: number) => unknown) =>
    Array.from({ length: count }, (_, n) => value(n))
  it.each<[string, object, string[], RegExp]>([
    [
      'no such field',
      { where: { nom: 'x' } },
      ['where', 'nom'],
      /"trips" has no field "nom"\. It has: code,/,
    ],
    [
      'an own __proto__',
      { where: JSON.parse('{"__proto__":"x"}') },
      ['where', '__proto__'],
      /has no field "__proto__"/,
    ],
    ['a constructor', { where: { constructor: 'x' } }, ['where', 'constructor'], /has no field/],
    [
      'no such operator',
      { where: { title: { like: 'x' } } },
      ['where', 'title'],
      /cannot be asked by "like"/,
    ],
    [
      'an operator of prototypes',
      { where: { title: JSON.parse('{"__proto__":1}') } },
      ['where', 'title'],
      /__proto__/,
    ],
    [
      'a value of another type',
      { where: { leaves: 'soon' } },
      ['where', 'leaves'],
      /a date or null|a date, not text/,
    ],
    ['digits that are none', { where: { price: '1.5' } }, ['where', 'price'], /takes a bigint, not text/],
    [
      'a text for a number',
      { where: { seats: '1' } },
      ['where', 'seats'],
      /takes a finite number or null, not text/,
    ],
    ['two conditions, one wrong', { where: { title: 'x', leaves: 5 } }, ['where', 'leaves'], /a date/],
    ['no order', { orderBy: { leaves: 'asc' } }, ['orderBy'], /cannot be ordered by "leaves"/],
    ['no direction', { orderBy: { title: 'up' } }, ['orderBy'], /'asc' or 'desc'/],
    ['two orders', { orderBy: { title: 'asc', code: 'asc' } }, ['orderBy'], /ordered by one field/],
    ['no such field in fields', { fields: ['nom'] }, ['fields'], /has no field "nom"/],
    ['a prototype in fields', { fields: ['__proto__'] }, ['fields'], /has no field/],
    [
      '21 conditions',
      {
        where: {
          title: { in: ['x'], ne: 'a', gt: 'a', gte: 'a', lt: 'z', lte: 'z', startsWith: 'T' },
          code: { in: ['x'], ne: 'a', gt: 'a', gte: 'a', lt: 'z', lte: 'z', startsWith: 'T' },
          leaves: { eq: day(1), ne: day(2), gt: day(1), gte: day(1), lt: day(1), lte: day(1), in: [day(1)] },
        },
      },
      ['where'],
      /at most 20 conditions, not 21/,
    ],
    [
      '101 values',
      { where: { title: { in: many(101, String) } } },
      ['where', 'title'],
      /at most 100 values by "in", not 101/,
    ],
  ])('is refused with a sentence: %s', async (_name, input, path, message) => {
    await expect(api.trips.list(input as never)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(message),
      issues: [{ path, message: expect.stringMatching(message) }],
    })
    expect(reads).toEqual([])
    expect({}).not.toHaveProperty('polluted')
  })

  it.each<[string, object, string]>([
    ['an unknown option', { wher: {} }, 'wher'],
    ['a where that is none', { where: [] }, 'where'],
    ['1,001 rows', { limit: 1001 }, 'limit'],
    ['fields that are none', { fields: 'title' }, 'fields'],
  ])('is refused in its shape: %s', async (_name, input, field) => {
    const refused = api.trips.list(input)
    await expect(refused).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(refused).rejects.toThrow(field)
    expect(reads).toEqual([])
  })

  it('has the limits that the router was given', async () => {
    const strict = createModelRouter(model, {
      store,
      queryLimits: { maxConditions: 1, maxValues: 2, maxInclude: 0 },
    })
    const own = strict.createCaller({})
    await expect(own.trips.list({ where: { title: 'a', code: 'b' } })).rejects.toThrow(
      'at most 1 conditions, not 2',
    )
    await expect(own.trips.list({ where: { title: { in: ['a', 'b', 'c'] } } })).rejects.toThrow(
      'at most 2 values',
    )
    await expect(own.trips.list({ include: ['stops'] })).rejects.toThrow('at most 0 relations, not 1')
  })
})
