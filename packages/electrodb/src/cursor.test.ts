import { StoreError } from '@throughline/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depotModel } from '../tests/depot-model.ts'
import { shopModel } from '../tests/shop-model.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { modelItems } from './item.ts'
import { tableLayout } from './table-layout.ts'

const model = modelItems(shopModel, tableLayout(shopModel))
const items = model.of('orders')
const key = { customerId: 'c/1', id: 'ü 2' }
const scope = ['query', 'orders', 'c/1']
const cursor = writeCursor(scope, { items, key })

const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('cursor', () => {
  it('names the last row, opaquely', () => {
    expect(cursor).toMatch(/^[\w-]+$/)
    expect(readCursor(model, scope, cursor)).toEqual({ items, key })
  })

  it('keeps numbers, and refuses a text in the place of one', () => {
    const depots = modelItems(depotModel, tableLayout(depotModel))
    const bins = depots.of('bins')
    const ofDepot = ['query', 'bins', -7]
    const last = { items: bins, key: { depotNumber: -7, aisle: '7', shelf: 10 } }
    expect(readCursor(depots, ofDepot, writeCursor(ofDepot, last))).toEqual(last)
    expect(() => readCursor(depots, ['query', 'bins', '-7'], writeCursor(ofDepot, last))).toThrow(
      /another list/,
    )
    expect(() => readCursor(depots, ofDepot, forged([ofDepot, 'bins', [-7, '7', '10']]))).toThrow(StoreError)
  })

  it.each([
    ['another parent', ['query', 'orders', 'c/2']],
    ['another entity', ['query', 'giftCards', 'c/1']],
    ['another call', ['list', 'orders']],
  ])('is refused by %s', (_name, other) => {
    expect(() => readCursor(model, other, cursor)).toThrow(/belongs to another list/)
  })

  it.each([
    ['an unknown entity', [scope, 'nobody', ['c', 'o']]],
    ['a key that breaks the grammar', [scope, 'orders', ['c#1', 'o']]],
    ['a key with too few parts', [scope, 'orders', ['c']]],
    ['a key with too many parts', [scope, 'orders', ['c', 'o', 'x']]],
  ])('is refused with %s', (_name, value) => {
    expect(() => readCursor(model, scope, forged(value))).toThrow(StoreError)
  })

  it('is refused, and throws nothing else, whatever is sent', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        expect(() => readCursor(model, scope, text)).toThrow(expect.objectContaining({ code: 'invalid' }))
      }),
    )
  })
})
