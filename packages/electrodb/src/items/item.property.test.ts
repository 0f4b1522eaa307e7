import { keyPartSchema } from '@throughline/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depotModel } from '../../tests/depot-model.ts'
import { shopModel } from '../../tests/shop-model.ts'
import { deriveEntities } from '../electro/derive-entities.ts'
import { modelItems } from './item.ts'
import { tableLayout } from '../layout/table-layout.ts'

const items = modelItems(shopModel, tableLayout(shopModel))
const all = [...items.all, ...modelItems(depotModel, tableLayout(depotModel)).all]
// Short and from few characters, so that equal parts and parts that look like prefixes are common.
const part = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'A', 'b', '|', '$', '{', '}', '\\', 'ü'),
    minLength: 1,
    maxLength: 3,
  }),
  fc.constantFrom('PROFILE', 'ORDER', 'GIFT', 'CUSTOMER', 'ALL_DATA', '${id}', '0', '00'),
  fc.string({ minLength: 1, maxLength: 20 }).filter((text) => keyPartSchema.safeParse(text).success),
)
const number = fc.oneof(fc.integer({ min: -12, max: 12 }), fc.maxSafeInteger())
const keys = fc.constantFrom(...all).chain((entity) => {
  const { path, fields } = entity.entity
  const parts = path.map((name) =>
    fields.some((field) => field.name === name && field.kind === 'number') ? number : part,
  )
  return fc.tuple(...parts).map((values) => ({
    entity,
    values,
    key: Object.fromEntries(path.map((field, index) => [field, values[index] ?? ''])),
  }))
})

describe('keys', () => {
  it('are different for any two different rows, in the table and in each index', () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const same = a.entity === b.entity && JSON.stringify(a.values) === JSON.stringify(b.values)
        const [left, right] = [a.entity.keys(a.key), b.entity.keys(b.key)]
        const equal = (pk: string, sk: string): boolean => left[pk] === right[pk] && left[sk] === right[sk]
        expect(equal('pk', 'sk')).toBe(same)
        expect(equal('gsi2pk', 'gsi2sk')).toBe(same)
        if (left['gsi1pk'] !== undefined) expect(equal('gsi1pk', 'gsi1sk')).toBe(same)
      }),
      { numRuns: 2_000 },
    )
  })

  it('begin with the prefix by which the entity is found, and with no other entity’s', () => {
    fc.assert(
      fc.property(keys, ({ entity, key }) => {
        const { sk } = entity.key(key)
        const found = all.filter(
          (other) => other.entity.parent !== undefined && sk.startsWith(`${other.entity.keyPrefix}#`),
        )
        expect(found).toEqual(entity.entity.parent === undefined ? [] : [entity])
      }),
    )
  })
})

describe('toItem', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  const orders = fc.record(
    {
      id: part,
      customerId: part,
      total: fc.integer(),
      note: fc.option(text),
      lines: fc.array(
        fc.record(
          { sku: text, at: fc.date({ noInvalidDate: true }) },
          { requiredKeys: ['sku'], noNullPrototype: true },
        ),
        { maxLength: 3 },
      ),
      extra: fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(text, fc.integer(), fc.constant(null)), {
        noNullPrototype: true,
      }),
    },
    { requiredKeys: ['id', 'customerId', 'total', 'note'], noNullPrototype: true },
  )
  const entities = deriveEntities(shopModel)
  const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }

  it('writes the item that the ElectroDB entity writes, and reads its own back', () => {
    const order = items.of('orders')
    fc.assert(
      fc.property(orders, (row) => {
        const item = order.toItem({ row, meta })
        const { Item } = entities.orders.put({ ...row, ...meta }).params<{ Item: object }>()
        expect(item).toEqual({ ...Item, updatedAt: meta.updatedAt })
        expect(order.toStored(item)).toEqual({ row, meta })
      }),
    )
  })

  it('holds a root’s key under the name that its children give it', () => {
    const item = items.of('customers').toItem({ row: { id: 'c', name: 'Ann' }, meta })
    const { Item } = entities.customers
      .put({ id: 'c', customerId: 'c', name: 'Ann', ...meta })
      .params<{ Item: object }>()
    expect(item).toEqual({ ...Item, updatedAt: meta.updatedAt })
  })

  it('refuses a key that is longer than DynamoDB takes', () => {
    const long = '語'.repeat(256)
    const toItem = (): unknown => items.of('giftCards').toItem({ row: { id: long, customerId: long }, meta })
    expect(toItem).toThrow(/longer than the 1024 bytes/)
  })
})
