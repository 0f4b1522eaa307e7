import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type EntityRow, StoreError } from '@throughline/schema'
import { modelContract, ordersModel, ordersRows } from '@throughline/schema/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDynamoStore, deriveEntities, tableLayout } from '../src/index.ts'
import { freshTable, shopModel, type TestTable } from './shop-model.ts'

modelContract('DynamoDB Local, three shards', ordersModel, ordersRows, {
  create: async () => (await freshTable(ordersModel, { shards: 3 })).store,
})

describe('all rows in shards', () => {
  const shards = 4
  let table: TestTable<typeof shopModel>
  let plain: TestTable<typeof shopModel>
  const rows = Array.from({ length: 120 }, (_, index): EntityRow<typeof shopModel>[] => [
    { entity: 'customers', row: { id: `c${index}`, name: 'Ann' } },
    { entity: 'orders', row: { id: `o${index}`, customerId: `c${index}`, total: index, note: null } },
  ]).flat()
  beforeAll(async () => {
    table = await freshTable(shopModel, { shards })
    plain = await freshTable(shopModel)
    await table.store.load(rows)
    await plain.store.load(rows)
  })

  const inShard = async (name: string): Promise<Record<string, unknown>[]> => {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: 'GSI2',
        KeyConditionExpression: 'gsi2pk = :pk',
        ExpressionAttributeValues: { ':pk': name },
      }),
    )
    return Items
  }

  it('are spread by their root, each tree in one', async () => {
    const items = await Promise.all([0, 1, 2, 3].map((shard) => inShard(`ALL_DATA#${shard}`)))
    expect(items.flat()).toHaveLength(rows.length)
    for (const shard of items) {
      expect(shard.length).toBeGreaterThan(20)
      const roots = new Set(shard.map((item) => item['pk']))
      expect(roots.size * 2).toBe(shard.length)
    }
    expect(await inShard('ALL_DATA')).toEqual([])
  })

  it('are read in the same pages, as if they were not', async () => {
    const read = async ({ store }: typeof table, limit: number): Promise<unknown[]> => {
      const pages: unknown[] = []
      let cursor: string | undefined
      do {
        const page = await store.snapshot({ limit, cursor })
        pages.push(page.items.map(({ entity, row }) => [entity, row]))
        cursor = page.cursor ?? undefined
      } while (cursor !== undefined)
      return pages
    }
    for (const limit of [7, 50, 1000]) expect(await read(table, limit)).toEqual(await read(plain, limit))
    const list = async ({ store }: typeof table) => (await store.list('orders', { limit: 90 })).items
    expect((await list(table)).map(({ row }) => row)).toEqual((await list(plain)).map(({ row }) => row))
  })

  it('are written to the same shard by ElectroDB', async () => {
    const { client, tableName } = table
    const { customers, orders } = deriveEntities(shopModel, { client, table: tableName, shards })
    const before = (await inShard('ALL_DATA#0')).find((item) => item['__edb_e__'] === 'customer')
    const id = String(before?.['id'])
    await customers.put({ id, customerId: id, name: 'Bea' }).go()
    await orders.put({ id: 'new', customerId: id, total: 1, note: null }).go()
    const names = (await inShard('ALL_DATA#0')).filter((item) => item['pk'] === `CUSTOMER#${id}`)
    expect(names.map((item) => item['gsi2sk'])).toEqual([
      `CUSTOMER#${id}#ORDER#new`,
      `CUSTOMER#${id}#ORDER#o${id.slice(1)}`,
      `CUSTOMER#${id}#PROFILE`,
    ])
  })

  it('have a number that is part of the layout', () => {
    expect(tableLayout(shopModel, { shards }).entities['orders']?.keys.gsi2pk).toBe(
      'ALL_DATA#${allDataShard}',
    )
    expect(tableLayout(shopModel).entities['orders']?.keys.gsi2pk).toBe('ALL_DATA')
    for (const wrong of [0, 1.5, 101]) {
      expect(() => createDynamoStore(shopModel, { client: table.client, shards: wrong })).toThrow(StoreError)
    }
  })
})
