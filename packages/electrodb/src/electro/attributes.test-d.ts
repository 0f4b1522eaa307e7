import { Entity, type EntityItem } from 'electrodb'
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { zodToElectroDBAttributes } from './attributes.ts'

const Node = z.object({
  at: z.date(),
  get next() {
    return z.array(Node)
  },
})
const Thing = z.object({
  id: z.string(),
  color: z.enum(['red', 'blue']),
  size: z.number(),
  step: z.literal([1, 2]),
  agreed: z.literal(true),
  flag: z.boolean(),
  big: z.bigint(),
  tags: z.set(z.string()),
  byDay: z.map(z.date(), z.bigint()),
  pair: z.tuple([z.string(), z.date()]),
  either: z.union([z.date(), z.string()]),
  at: z.codec(z.iso.datetime(), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  }),
  tree: Node.optional(),
  free: z.unknown(),
})

const entity = new Entity({
  model: { entity: 'thing', service: 'test', version: '1' },
  attributes: zodToElectroDBAttributes(Thing),
  indexes: { primary: { pk: { field: 'pk', composite: ['id'] }, sk: { field: 'sk', composite: [] } } },
})

type Item = EntityItem<typeof entity>

test('an item has the types of what is read', () => {
  expectTypeOf<Item['color']>().toEqualTypeOf<'blue' | 'red'>()
  expectTypeOf<Item['size']>().toEqualTypeOf<number>()
  expectTypeOf<Item['step']>().toEqualTypeOf<1 | 2>()
  expectTypeOf<Item['agreed']>().toEqualTypeOf<true>()
  expectTypeOf<Item['flag']>().toEqualTypeOf<boolean>()
  expectTypeOf<Item['big']>().toEqualTypeOf<bigint>()
  expectTypeOf<Item['tags']>().toEqualTypeOf<Set<string>>()
  expectTypeOf<Item['byDay']>().toEqualTypeOf<Map<Date, bigint>>()
  expectTypeOf<Item['pair']>().toEqualTypeOf<[string, Date]>()
  expectTypeOf<Item['either']>().toEqualTypeOf<Date | string>()
  expectTypeOf<Item['at']>().toEqualTypeOf<Date>()
  expectTypeOf<Item['tree']>().toEqualTypeOf<z.output<typeof Node> | undefined>()
  expectTypeOf<Item['free']>().toBeAny()
})

test('an entity takes what is stored', () => {
  expectTypeOf(entity.update({ id: '1' }).set).toBeCallableWith({ big: 1n, step: 2, tags: new Set(['x']) })
  // @ts-expect-error -- 3 is none of the values
  entity.update({ id: '1' }).set({ step: 3 })
  // @ts-expect-error -- a bigint is no number
  entity.update({ id: '1' }).set({ big: 1 })
  expectTypeOf(entity.update({ id: '1' }).add).toBeCallableWith({ size: 1 })
})
