import { defineEntity, defineModel } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { shopModel } from '../../tests/shop-model.ts'
import { deriveEntities, deriveService } from './derive-entities.ts'

const keyNames = ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk']

/** The keys of a put, without its values. */
function keysOf(params: object): Record<string, unknown> {
  // Sound: `.params()` of a put holds the item.
  const { Item } = params as { Item: Record<string, unknown> }
  return Object.fromEntries(keyNames.filter((name) => name in Item).map((name) => [name, Item[name]]))
}

describe('deriveEntities', () => {
  const { customers, orders, giftCards, priceLists } = deriveEntities(shopModel, { table: 'shop-table' })

  it('writes the keys of the layout, in the case of the ids', () => {
    expect(keysOf(customers.put({ customerId: 'AbC', id: 'AbC', name: 'Ann' }).params())).toEqual({
      pk: 'CUSTOMER#AbC',
      sk: 'PROFILE',
      gsi1pk: 'CUSTOMERS',
      gsi1sk: 'CUSTOMER#AbC',
      gsi2pk: 'ALL_DATA',
      gsi2sk: 'CUSTOMER#AbC#PROFILE',
    })
    expect(keysOf(orders.put({ customerId: 'AbC', id: 'Xy', total: 1, note: null }).params())).toEqual({
      pk: 'CUSTOMER#AbC',
      sk: 'ORDER#Xy',
      gsi2pk: 'ALL_DATA',
      gsi2sk: 'CUSTOMER#AbC#ORDER#Xy',
    })
    expect(keysOf(giftCards.put({ customerId: 'AbC', id: 'Xy' }).params())).toMatchObject({ sk: 'GIFT#Xy' })
    expect(keysOf(priceLists.put({ region: 'EU', season: '2026', factor: 1 }).params())).toMatchObject({
      pk: 'PRICE_LIST#EU#2026',
      sk: 'PROFILE',
      gsi1pk: 'PRICE_LISTS',
    })
  })

  it('marks its items, and gives them version and times', () => {
    const { Item } = customers.put({ customerId: 'c', id: 'c', name: 'Ann' }).params<{ Item: object }>()
    expect(Item).toMatchObject({
      id: 'c',
      customerId: 'c',
      __edb_e__: 'customer',
      __edb_v__: '1',
      version: 1,
    })
    expect(Item).toHaveProperty('createdAt', expect.stringMatching(/^\d{4}-.*Z$/))
  })

  it('finds rows by the same keys', () => {
    expect(orders.get({ customerId: 'AbC', id: 'Xy' }).params()).toMatchObject({
      TableName: 'shop-table',
      Key: { pk: 'CUSTOMER#AbC', sk: 'ORDER#Xy' },
    })
    expect(orders.query.primary({ customerId: 'AbC' }).params()).toMatchObject({
      ExpressionAttributeValues: { ':pk': 'CUSTOMER#AbC', ':sk1': 'ORDER#' },
    })
    expect(customers.query.list({}).params()).toMatchObject({
      IndexName: 'GSI1',
      ExpressionAttributeValues: { ':pk': 'CUSTOMERS' },
    })
  })

  it('leaves the keys alone when a row is updated', () => {
    const { UpdateExpression } = customers
      .update({ customerId: 'c' })
      .set({ name: 'Bea' })
      .add({ version: 1 })
      .params()
    expect(UpdateExpression).toMatch(/#name = /)
    expect(UpdateExpression).not.toMatch(/pk|sk|#id/)
  })

  it('keeps one name for a partition where the children use several', () => {
    const id = z.string()
    const model = defineModel({
      service: 'mixed',
      entities: {
        owners: defineEntity({ singular: 'owner', schema: z.object({ id }) }),
        cats: defineEntity({ singular: 'cat', schema: z.object({ id, ownerId: id }) }),
        dogs: defineEntity({ singular: 'dog', schema: z.object({ id, owner_id: id }) }),
      },
    })
    const service = deriveService(model)
    // The types know the names of the foreign keys; which of them all share is settled at run time.
    const put = service.entities.dogs.put({ ownerId: 'o', owner_id: 'o', id: 'd' } as never).params()
    expect(put).toMatchObject({ Item: { pk: 'OWNER#o', sk: 'DOG#d', owner_id: 'o', ownerId: 'o' } })
  })
})

describe('deriveService', () => {
  const service = deriveService(shopModel)

  it('reads a root with all its children in one query', () => {
    expect(service.collections.customer({ customerId: 'c' }).params()).toMatchObject({
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeValues: { ':pk': 'CUSTOMER#c' },
    })
  })

  it('reads all rows in one query', () => {
    expect(service.collections.allRows({}).params()).toMatchObject({
      IndexName: 'GSI2',
      ExpressionAttributeValues: { ':pk': 'ALL_DATA' },
    })
  })
})
