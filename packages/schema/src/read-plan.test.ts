import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import { fieldMeta } from './field-meta.ts'
import type { AnyModelEntity } from './model.types.ts'
import { planGet, planQuery, planRead, planText, selectFields } from './read-plan.ts'
import type { ReadRequest } from './read-plan.types.ts'
import { StoreError } from './store-error.ts'
import { ordersModel } from './testing/orders-model.ts'

type Tree = string | Tree[]
const Tree: z.ZodType<Tree> = z.lazy(() => z.union([z.string(), z.array(Tree)]))

const model = defineModel({
  service: 'kinds',
  entities: {
    things: defineEntity({
      schema: z.object({
        id: z.string(),
        text: z.string().register(fieldMeta, { indexed: true }),
        level: z.literal([1, 2, 'top', null]).register(fieldMeta, { indexed: true }),
        grade: z.literal([1, 2, 3]).register(fieldMeta, { unique: true }),
        state: z.enum(['a', 'b']).nullish(),
        yes: z.boolean(),
        nothing: z.null(),
        count: z.number(),
        big: z.bigint(),
        at: z.codec(z.string(), z.date(), {
          decode: (text) => new Date(text),
          encode: (date) => date.toISOString(),
        }),
        any: z.unknown(),
        list: z.array(z.string()),
        nested: z.array(z.array(z.string())),
        choices: z.array(z.enum(['x', 'y']).nullable()),
        set: z.set(z.date()),
        pair: z.tuple([z.string(), z.number()], z.boolean()),
        either: z.union([z.string(), z.int(), z.array(z.bigint()), z.object({ x: z.int() })]),
        tree: Tree,
        map: z.map(z.string(), z.string()),
        record: z.record(z.string(), z.string()).optional(),
        object: z.object({ x: z.string() }).nullable(),
      }),
    }),
  },
})
const { things } = model.entities

const refusal = (request: ReadRequest, entity: AnyModelEntity = things): string => {
  try {
    planRead(entity, request)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'invalid') return error.message
    throw error
  }
  throw new Error('It was taken.')
}
const operatorsOf = (field: string): string | undefined =>
  /It can by: (.*)\.$/.exec(refusal({ where: { [field]: { '?': 1 } } }))?.[1]

describe('planRead', () => {
  it('gives each kind of field the operators of its values', () => {
    const ordered = 'eq, ne, in, gt, gte, lt, lte'
    expect(Object.fromEntries(things.fields.map(({ name }) => [name, operatorsOf(name)]))).toEqual({
      id: `${ordered}, startsWith, contains`,
      text: `${ordered}, startsWith, contains`,
      level: `${ordered}, startsWith, contains`,
      grade: ordered,
      state: `${ordered}, startsWith, contains, exists`,
      yes: 'eq, ne, in',
      nothing: 'eq, ne, in',
      count: ordered,
      big: ordered,
      at: ordered,
      any: `${ordered}, startsWith, contains, exists`,
      list: 'contains',
      nested: undefined,
      choices: 'contains',
      set: 'contains',
      pair: 'contains',
      either: `${ordered}, startsWith, contains`,
      tree: `${ordered}, startsWith, contains`,
      map: undefined,
      record: 'exists',
      object: 'eq, ne, in',
    })
    expect(refusal({ where: { map: new Map() } })).toBe(
      '"things.map" cannot be asked by "eq". Keep a plain value beside it.',
    )
  })

  it('takes the values of each kind', () => {
    const taken = {
      level: { in: [1, 'top', null], gte: 1, startsWith: 'to' },
      grade: { gt: 1, ne: 3 },
      state: { eq: null, in: ['a'], startsWith: 'zz', exists: false },
      nothing: null,
      at: { lt: new Date(0) },
      any: { eq: null, gt: 1n, contains: true, startsWith: '' },
      list: { contains: '' },
      choices: { contains: null },
      set: { contains: new Date(0) },
      pair: { contains: false },
      either: { eq: 1, gt: 'a', contains: 2n },
      tree: { eq: 'a', contains: 'b' },
      object: null,
    }
    for (const [field, where] of Object.entries(taken)) {
      const asked = typeof where === 'object' && where !== null ? where : { eq: where }
      expect(planRead(things, { where: { [field]: where } }).conditions).toEqual(
        expect.arrayContaining(Object.entries(asked).map(([op, value]) => ({ field, op, value }))),
      )
    }
  })

  it.each([
    [{ level: 3 }, '"things.level" asked by "eq" takes one of 1, 2, "top", not another value.'],
    [{ level: true }, '"things.level" asked by "eq" takes a finite number or text or null, not a boolean.'],
    [{ grade: { gt: null } }, '"things.grade" asked by "gt" takes a finite number, not null.'],
    [{ yes: { gt: true } }, '"things.yes" cannot be asked by "gt". It can by: eq, ne, in.'],
    [{ nothing: 0 }, '"things.nothing" asked by "eq" takes null, not a finite number.'],
    [{ at: '2020' }, '"things.at" asked by "eq" takes a date, not text.'],
    [{ any: { startsWith: 1 } }, '"things.any" asked by "startsWith" takes text, not a finite number.'],
    [{ any: [] }, /^"things.any" asked by "eq" takes .* or null, not a list\.$/],
    [{ any: new URL('http://a.b') }, /, not an object\.$/],
    [
      { choices: { contains: 'z' } },
      '"things.choices" asked by "contains" takes one of "x", "y", not another value.',
    ],
    [
      { pair: { contains: 1n } },
      '"things.pair" asked by "contains" takes text or a finite number or a boolean, not a bigint.',
    ],
    [
      { either: { contains: 1 } },
      '"things.either" asked by "contains" takes text or a bigint, not a finite number.',
    ],
    [{ object: { x: 'a' } }, '"things.object" cannot be asked by "x". It can by: eq, ne, in.'],
    [{ count: Infinity }, '"things.count" asked by "eq" takes a finite number, not Infinity.'],
    [{ count: { in: [1, undefined] } }, '"things.count" asked by "in" takes a finite number, not undefined.'],
    // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tested
    [{ count: { in: [1, , 2] } }, '"things.count" asked by "in" takes a finite number, not undefined.'],
    [
      { count: { in: 1 } },
      '"things.count" asked by "in" takes a list of 1 to 100 values, not a finite number.',
    ],
    [{ count: { gt: undefined } }, /takes a value, not undefined\. Leave the condition out\.$/],
  ])('refuses %o', (where, message) => {
    expect(refusal({ where })).toMatch(message)
  })

  it('tells no value that was given, which may be private', () => {
    const secret = 'DE89370400440532013000'
    for (const where of [
      { count: secret },
      { state: secret },
      { yes: { in: [secret] } },
      { text: { [`eq`]: [secret] } },
    ]) {
      expect(refusal({ where })).not.toContain(secret)
    }
  })

  it('makes one plan of what is asked in other words', () => {
    const plans = [
      { where: { count: { lt: 9, gte: 1 }, text: 'a' }, orderBy: { text: 'asc' } },
      { where: { text: { eq: 'a' }, count: { gte: 1, lt: 9 } }, orderBy: { text: 'asc' }, fields: ['id'] },
    ].map((request) => planRead(things, request))
    expect(plans[0]?.conditions).toEqual([
      { field: 'text', op: 'eq', value: 'a' },
      { field: 'count', op: 'gte', value: 1 },
      { field: 'count', op: 'lt', value: 9 },
    ])
    expect(plans[1]?.conditions).toEqual(plans[0]?.conditions)
    expect(new Set(plans.map((plan) => planText(plan))).size).toBe(1)
  })

  it('tells plans apart that find other rows, or the same in another order', () => {
    const requests: ReadRequest[] = [
      {},
      { where: { text: '1' } },
      { where: { any: 1 } },
      { where: { any: '1' } },
      { where: { any: 1n } },
      { where: { any: new Date(1) } },
      { where: { any: { in: [1] } } },
      { where: { text: { ne: '1' } } },
      { where: { text: '1', count: 1 } },
      { orderBy: { text: 'asc' } },
      { orderBy: { text: 'desc' } },
      { orderBy: { id: 'asc' } },
    ]
    const texts = requests.map((request) => planText(planRead(things, request)))
    expect(new Set(texts).size).toBe(requests.length)
  })

  it('orders by the key, and by fields with an index that are of one type', () => {
    const order = (orderBy: object): unknown => planRead(things, { orderBy }).orderBy
    expect(order({ id: 'desc' })).toEqual({ field: 'id', descending: true, by: 'key' })
    expect(order({ grade: 'asc' })).toEqual({ field: 'grade', descending: false, by: 'value' })
    expect(refusal({ orderBy: { level: 'asc' } })).toBe(
      '"things" cannot be ordered by "level". Keep a value of one type beside it, or order by: id, text, grade.',
    )
    expect(refusal({ orderBy: { count: 'asc' } })).toBe(
      '"things" cannot be ordered by "count". Mark the field as `indexed`, or order by: id, text, grade.',
    )
    for (const orderBy of [null, 'id', ['id'], {}, { id: 'asc', text: 'asc' }]) {
      expect(refusal({ orderBy })).toBe(
        `"things" is ordered by one field, given as { field: 'asc' } or { field: 'desc' }.`,
      )
    }
    for (const direction of [undefined, null, 1, 'ASC']) {
      expect(refusal({ orderBy: { id: direction } })).toContain("is ordered 'asc' or 'desc'")
    }
  })

  it('orders by the first field of a key alone, and children by none over all their parents', () => {
    const { customers, orders, orderLines } = ordersModel.entities
    expect(planRead(customers, { orderBy: { country: 'asc' } }).orderBy?.by).toBe('key')
    expect(refusal({ orderBy: { number: 'asc' } }, customers)).toContain('or order by: country, email.')
    expect(refusal({ orderBy: { orderNumber: 'asc' } }, orders)).toBe(
      '"orders" cannot be ordered by "orderNumber". Mark the field as `indexed`.',
    )
    const where = { country: 'CH', customerNumber: 1 }
    const asc = 'asc'
    expect(planQuery(orders, { where, orderBy: { orderNumber: asc } }).orderBy?.by).toBe('key')
    const ofOrder = { ...where, orderNumber: 2 }
    expect(planQuery(orderLines, { where: ofOrder, orderBy: { line: 'desc' } }).orderBy).toEqual({
      field: 'line',
      descending: true,
      by: 'key',
    })
    expect(() => planQuery(orders, { where, orderBy: { country: asc } })).toThrow('or order by: orderNumber.')
  })
})

describe('planQuery', () => {
  const { orders } = ordersModel.entities

  it('takes the whole key of the parent apart from the conditions', () => {
    expect(planQuery(orders, { where: { total: { gt: 1n }, customerNumber: 1, country: 'CH' } })).toEqual({
      parent: { country: 'CH', customerNumber: 1 },
      conditions: [{ field: 'total', op: 'gt', value: 1n }],
    })
  })

  it.each([
    [undefined, '"orders" cannot be queried by nothing. Give its parent: country, customerNumber.'],
    [{ country: 'CH' }, '"orders" cannot be queried by country. Give its parent: country, customerNumber.'],
    [
      { country: 'CH', customerNumber: '1' },
      '"orders.customerNumber" asked by "eq" takes a finite number, not text.',
    ],
    [
      { country: 'CH', customerNumber: { gt: 1 } },
      '"orders.customerNumber" asked by "eq" takes a finite number, not an object.',
    ],
    [
      { country: undefined, customerNumber: 1 },
      '"orders.country" asked by "eq" takes a value, not undefined. Leave the condition out.',
    ],
    [Object.create({ country: 'CH', customerNumber: 1 }), /cannot be queried by nothing/],
  ])('refuses %o', (where, message) => {
    expect(() => planQuery(orders, { where })).toThrow(message)
  })
})

describe('fields', () => {
  it('are in the order of the entity, with those of the key, each once', () => {
    expect(planGet(things, { fields: ['yes', 'text', 'yes'] })).toEqual({ fields: ['id', 'text', 'yes'] })
    expect(planGet(ordersModel.entities.orders, { fields: [] })).toEqual({
      fields: ['country', 'customerNumber', 'orderNumber'],
    })
    expect(planGet(things)).toEqual({})
    expect(planGet(things, { fields: things.fields.map(({ name }) => name) })).toEqual({})
  })

  it.each([
    ['id', 'The "fields" of "things" are a list of its fields\' names.'],
    [['x'], /^"things" has no field "x"\. It has: id, text/],
    [[undefined], /^"things" has no such field as undefined\./],
    [['__proto__'], /^"things" has no field "__proto__"\./],
  ])('are refused: %o', (fields, message) => {
    expect(() => planGet(things, { fields })).toThrow(message)
  })

  it('select what a row has of them', () => {
    expect(selectFields({ a: 1, b: null, c: 3 }, ['a', 'b', 'd', 'toString'])).toEqual({ a: 1, b: null })
    const row = { a: 1 }
    expect(selectFields(row, undefined)).toBe(row)
  })
})
