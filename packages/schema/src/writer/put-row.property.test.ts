import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { memoryStore } from '../memory/memory-store.ts'
import type { SyncStore } from '../sync.types.ts'
import { createWriter } from './create-writer.ts'

/** Text that is written, a date that is read. */
const day = z.codec(z.iso.date(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString().slice(0, 10),
})

const model = defineModel({
  service: 'racks',
  entities: {
    racks: defineEntity({ schema: z.object({ id: z.string() }) }),
    books: defineEntity({
      schema: z
        .object({
          id: z.string(),
          rackId: z.string(),
          title: z.string().trim().min(1),
          note: z.string().optional(),
          pages: z.int().nullish(),
          kind: z.enum(['novel', 'poem']).default('novel'),
          year: z.int().prefault(1999),
          bought: day.optional(),
          due: day.default(() => new Date('2026-01-01')),
          tags: z.set(z.string()).default(() => new Set(['new'])),
          createdAt: z.iso.datetime(),
        })
        .catchall(z.int()),
    }),
  },
})
/** By name alone: what a catchall takes is of another type than the fields are. */
const openStore = (): SyncStore => memoryStore(model) as never

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const date = fc.constantFrom('2026-01-02', '1999-12-31')
const book = fc
  .record({
    title: fc.constantFrom('One', ' Two '),
    note: maybe(fc.string()),
    pages: fc.option(maybe(fc.nat())),
    kind: maybe(fc.constantFrom('novel', 'poem')),
    year: maybe(fc.nat()),
    bought: maybe(date),
    due: maybe(date),
    tags: maybe(fc.array(fc.string()).map((tags) => new Set(tags))),
    caught: fc.dictionary(fc.constantFrom('extra', 'other'), fc.nat()),
  })
  .map(({ caught, ...row }) => Object.assign(row, caught, { id: 'b', rackId: 's' }))

it('makes any row the one that it would be if it were created', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(book, { minLength: 1, maxLength: 3 }), book, async (before, row) => {
      const [store, fresh] = [openStore(), openStore()]
      const [writer, other] = [createWriter(store), createWriter(fresh)]
      for (const each of [writer, other]) await each.create('racks', { id: 's' })
      for (const each of before) await writer.put('books', each)
      const put = await writer.put('books', row)
      const created = await other.create('books', row)
      expect({ ...put.row, createdAt: '' }).toEqual({ ...created.row, createdAt: '' })
      expect(put.meta.version).toBe(before.length + 1)
      expect(await store.get('books', { rackId: 's', id: 'b' })).toEqual(put)
    }),
    { numRuns: 300 },
  )
})

it('moves any row with its values as they are', async () => {
  await fc.assert(
    fc.asyncProperty(book, async (row) => {
      const store = openStore()
      const writer = createWriter(store)
      await writer.create('racks', { id: 's' })
      await writer.create('racks', { id: 't' })
      const created = await writer.create('books', row)
      const moved = await writer.move('books', { rackId: 's', id: 'b' }, { rackId: 't' })
      const { createdAt } = moved.meta
      expect(moved.row).toEqual({ ...created.row, rackId: 't', createdAt })
    }),
    { numRuns: 200 },
  )
})
