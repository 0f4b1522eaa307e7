import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { deriveService } from '../src/index.ts'
import { freshTable, mutationId, shopModel, type TestTable } from './shop-model.ts'

let table: TestTable<typeof shopModel>
beforeAll(async () => {
  table = await freshTable(shopModel)
})

async function rawItem(pk: string, sk: string): Promise<Record<string, unknown> | undefined> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.tableName, Key: { pk, sk } }))
  return Item
}

describe('items in the table', () => {
  it('have the keys of the layout, the marks of ElectroDB, and what the server keeps', async () => {
    const outcomes = await table.store.push([
      { op: 'insert', mutationId: mutationId(), entity: 'customers', row: { id: 'AbC', name: 'Ann' } },
      {
        op: 'insert',
        mutationId: mutationId(),
        entity: 'orders',
        row: { id: 'O1', customerId: 'AbC', total: 2.5, note: null, lines: [{ sku: 's', at: new Date(0) }] },
      },
      { op: 'insert', mutationId: mutationId(), entity: 'giftCards', row: { id: 'G1', customerId: 'AbC' } },
      {
        op: 'insert',
        mutationId: mutationId(),
        entity: 'priceLists',
        row: { region: 'EU', season: '26', factor: 2 },
      },
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied', 'applied'])
    const times = { createdAt: expect.stringMatching(/Z$/), updatedAt: expect.stringMatching(/Z$/) }
    expect(await rawItem('CUSTOMER#AbC', 'PROFILE')).toEqual({
      pk: 'CUSTOMER#AbC',
      sk: 'PROFILE',
      gsi1pk: 'CUSTOMERS',
      gsi1sk: 'CUSTOMER#AbC',
      gsi2pk: 'ALL_DATA',
      gsi2sk: 'CUSTOMER#AbC#PROFILE',
      __edb_e__: 'customer',
      __edb_v__: '1',
      version: 1,
      ...times,
      id: 'AbC',
      customerId: 'AbC',
      name: 'Ann',
    })
    expect(await rawItem('CUSTOMER#AbC', 'ORDER#O1')).toEqual({
      pk: 'CUSTOMER#AbC',
      sk: 'ORDER#O1',
      gsi2pk: 'ALL_DATA',
      gsi2sk: 'CUSTOMER#AbC#ORDER#O1',
      __edb_e__: 'order',
      __edb_v__: '1',
      version: 1,
      ...times,
      id: 'O1',
      customerId: 'AbC',
      total: 2.5,
      note: null,
      lines: [{ sku: 's', at: '1970-01-01T00:00:00.000Z' }],
    })
    expect(await rawItem('CUSTOMER#AbC', 'GIFT#G1')).toMatchObject({ gsi2sk: 'CUSTOMER#AbC#GIFT#G1' })
    expect(await rawItem('PRICE_LIST#EU#26', 'PROFILE')).toMatchObject({
      gsi1pk: 'PRICE_LISTS',
      gsi2sk: 'PRICE_LIST#EU#26#PROFILE',
    })
    const { Count } = await table.client.send(
      new ScanCommand({
        TableName: table.tableName,
        Select: 'COUNT',
        FilterExpression: 'attribute_exists(#entity)',
        ExpressionAttributeNames: { '#entity': '__edb_e__' },
      }),
    )
    expect(Count).toBe(4)
  })
})

describe('ElectroDB and the store', () => {
  it('read what the other writes', async () => {
    const { client, tableName, store } = table
    const { entities, collections } = deriveService(shopModel, { client, table: tableName })
    await entities.customers.put({ id: 'edb', customerId: 'edb', name: 'Eve', joined: new Date(5) }).go()
    await entities.orders.put({ id: 'o', customerId: 'edb', total: 1, note: null }).go()
    expect(await store.get('customers', { id: 'edb' })).toMatchObject({
      row: { id: 'edb', name: 'Eve', joined: new Date(5) },
      meta: { version: 1 },
    })
    const [outcome] = await store.push([
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'orders',
        key: { id: 'o', customerId: 'edb' },
        changes: { total: 9 },
      },
    ])
    expect(outcome).toMatchObject({ status: 'applied', stored: { row: { total: 9 }, meta: { version: 2 } } })

    const { data: order } = await entities.orders.get({ customerId: 'edb', id: 'o' }).go()
    expect(order).toMatchObject({ id: 'o', total: 9, note: null, version: 2 })
    const { data: tree } = await collections.customer({ customerId: 'edb' }).go()
    expect(tree.customers).toMatchObject([{ id: 'edb', joined: new Date(5) }])
    expect(tree.orders).toMatchObject([{ id: 'o' }])
    await entities.customers.update({ customerId: 'edb' }).set({ name: 'Eva' }).add({ version: 1 }).go()
    expect(await store.get('customers', { id: 'edb' })).toMatchObject({
      row: { name: 'Eva' },
      meta: { version: 2 },
    })
  })
})
