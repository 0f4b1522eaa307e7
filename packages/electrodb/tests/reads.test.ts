import { PutCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb'
import { type EntityRow, StoreError } from '@throughline/schema'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countRequests, type RequestCount } from './count-requests.ts'
import { freshTable, shopModel, type TestTable } from './shop-model.ts'

type ShopRow = EntityRow<typeof shopModel>

let table: TestTable<typeof shopModel>
let count: RequestCount
beforeAll(async () => {
  table = await freshTable(shopModel)
  count = countRequests(table.client)
})
beforeEach(async () => {
  await table.store.clear()
  count.reset()
})

const order = (customerId: string, id: string, note = ''): ShopRow => ({
  entity: 'orders',
  row: { id, customerId, total: 1, note },
})
const customer = (id: string): ShopRow => ({ entity: 'customers', row: { id, name: id } })

describe('pages', () => {
  it('are full where DynamoDB ends its own at 1 MB', async () => {
    const large = 'x'.repeat(90_000)
    await table.store.load(Array.from({ length: 30 }, (_, index) => order('c', `o${10 + index}`, large)))
    const first = await table.store.query('orders', { where: { customerId: 'c' }, limit: 29 })
    expect(first.items).toHaveLength(29)
    const second = await table.store.query('orders', {
      where: { customerId: 'c' },
      limit: 29,
      cursor: first.cursor ?? '',
    })
    expect(second.items.map(({ row }) => row.id)).toEqual(['o39'])
    expect(second.cursor).toBeNull()
  })

  it('find a child entity that is rare among all rows', async () => {
    await table.store.load([
      ...Array.from({ length: 450 }, (_, index) => customer(`c${1000 + index}`)),
      order('c1000', 'first'),
      order('c1449', 'last'),
    ])
    const { items } = await table.store.list('orders', { limit: 2 })
    expect(items.map(({ row }) => row.id)).toEqual(['first', 'last'])
  })

  it('end with null, not with an empty page', async () => {
    await table.store.load([customer('a'), customer('b')])
    expect((await table.store.list('customers', { limit: 2 })).cursor).toBeNull()
  })

  it('cost one query for a thousand rows of a root', async () => {
    await table.store.load(Array.from({ length: 1_000 }, (_, index) => customer(`c${1000 + index}`)))
    count.reset()
    expect((await table.store.list('customers', { limit: 1000 })).items).toHaveLength(1000)
    expect(count.sent.length).toBeLessThanOrEqual(2)
  })

  it('hold no item of another model in the same table', async () => {
    const { client, tableName, store } = table
    const keys = {
      pk: 'FOREIGN#1',
      sk: 'PROFILE',
      gsi1pk: 'CUSTOMERS',
      gsi1sk: 'A',
      gsi2pk: 'ALL_DATA',
      gsi2sk: 'A',
    }
    const foreign = { ...keys, __edb_e__: 'customer', __edb_v__: '1' }
    await client.send(new PutCommand({ TableName: tableName, Item: foreign }))
    await store.load([customer('a')])
    expect((await store.list('customers')).items).toHaveLength(1)
    expect((await store.snapshot()).items).toHaveLength(1)
    await store.clear()
    const left: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.pk },
      }),
    )
    expect(left.Items).toEqual([foreign])
  })
})

describe('query', () => {
  it('refuses a root, and what is not below one parent', async () => {
    const query = async (entity: string, where: object): Promise<unknown> =>
      // Not what the types allow: it may come over the network.
      table.store.query(entity as 'orders', { where } as never)
    await expect(query('customers', { id: 'a' })).rejects.toThrow(/has no parent: use list/)
    await expect(query('orders', { id: 'a' })).rejects.toThrow(/Give its parent: customerId/)
    await expect(query('orders', { customerId: 7 })).rejects.toBeInstanceOf(StoreError)
  })

  it('finds nothing under a key that no row can have', async () => {
    const answer = await table.store.query('orders', { where: { customerId: 'a#b' } })
    expect(answer).toEqual({ items: [], cursor: null })
    expect(await table.store.get('customers', { id: '' })).toBeUndefined()
  })
})

describe('signal', () => {
  it('stops a read', async () => {
    const reading = table.store.list('customers', { signal: AbortSignal.abort('enough') })
    await expect(reading).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
  })
})
