import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { EntityRow } from '@throughline/schema'
import { bench, describe } from 'vitest'
import { freshTable, shopModel } from '../../tests/shop-model.ts'

const count = 95_000
const { client, tableName, store } = await freshTable(shopModel)

function* rows(): Generator<EntityRow<typeof shopModel>> {
  for (let index = 0; index < count; index += 1) {
    const customerId = `c${index - (index % 10)}`
    if (index % 10 === 0) {
      yield {
        entity: 'customers',
        row: { id: customerId, name: `Customer ${index}`, joined: new Date(index) },
      }
    } else {
      const note = 'Leave it at the door, please, and ring the bell twice.'
      const row = { id: `o${index}`, customerId, total: index, note, lines: [{ sku: 'A-1' }] }
      yield { entity: 'orders', row }
    }
  }
}

await store.load(rows())

async function snapshot(): Promise<void> {
  let cursor: string | undefined
  let read = 0
  do {
    const page = await store.snapshot({ limit: 1000, ...(cursor !== undefined && { cursor }) })
    read += page.items.length
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  if (read !== count) throw new Error(`The snapshot has ${read} rows.`)
}

async function snapshotRaw(): Promise<void> {
  let after: Record<string, unknown> | undefined
  let read = 0
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'GSI2',
        KeyConditionExpression: 'gsi2pk = :all',
        ExpressionAttributeValues: { ':all': 'ALL_DATA' },
        Limit: 1000,
        ExclusiveStartKey: after,
      }),
    )
    read += answer.Items?.length ?? 0
    after = answer.LastEvaluatedKey
  } while (after)
  if (read !== count) throw new Error(`The query has ${read} items.`)
}

const ids = Array.from({ length: 500 }, (_, index) => `c${index * 10}`)

async function getAll(): Promise<void> {
  for (const id of ids) await store.get('customers', { id })
}

async function getAllRaw(): Promise<void> {
  for (const id of ids) {
    const Key = { pk: `CUSTOMER#${id}`, sk: 'PROFILE' }
    await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }))
  }
}

// Java is slow until it is warm: neither of the two shall pay for it.
await snapshotRaw()
await getAllRaw()

const options = { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 1 }

describe(`${count} rows in pages of 1,000, DynamoDB Local`, () => {
  bench('store.snapshot: decoded rows', snapshot, options)
  bench('DocumentClient: items', snapshotRaw, options)
})

describe(`${ids.length} single gets, one after the other, DynamoDB Local`, () => {
  bench('store.get: a decoded row', getAll, { ...options, iterations: 5 })
  bench('DocumentClient: an item', getAllRaw, { ...options, iterations: 5 })
})
