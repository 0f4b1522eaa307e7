import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { Mutation } from '@throughline/schema'
import { bench, describe } from 'vitest'
import { freshTable, shopModel } from '../../tests/shop-model.ts'

type ShopMutation = Mutation<typeof shopModel>

const clients = 32
const { client, tableName, store } = await freshTable(shopModel)

/** What each of the clients has pushed so far. */
const seqs = Array.from({ length: clients }, () => 0)
const ids = Array.from({ length: clients }, () => crypto.randomUUID())

const insert = (): ShopMutation => ({
  op: 'insert',
  mutationId: crypto.randomUUID(),
  entity: 'customers',
  row: { id: crypto.randomUUID(), name: 'Ann' },
})

/** Each client pushes one mutation, all at one time. */
async function pushAll(): Promise<void> {
  await Promise.all(
    ids.map(async (clientId, index) => {
      const seq = (seqs[index] = (seqs[index] ?? 0) + 1)
      await store.push([insert()], { clientId, seq })
    }),
  )
}

const counter = { pk: 'RAW#0', sk: 'HEAD' }

/** The same by hand, one transaction each: the row, its change, the client's place and the counter that gives the order. */
async function pushRaw(clientId: string, seq: number): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: counter, ConsistentRead: true }),
    )
    const last = Number(Item?.['seq'] ?? 0)
    const id = crypto.randomUUID()
    const row = { id, name: 'Ann', version: 1, createdAt: '2026-01-01', updatedAt: '2026-01-01' }
    const put = (item: object, condition: object = { ConditionExpression: 'attribute_not_exists(pk)' }) => ({
      Put: { TableName: tableName, Item: { ...item }, ...condition },
    })
    const same = {
      ConditionExpression: last === 0 ? 'attribute_not_exists(pk)' : '#seq = :last',
      ...(last > 0 && {
        ExpressionAttributeNames: { '#seq': 'seq' },
        ExpressionAttributeValues: { ':last': last },
      }),
    }
    try {
      await client.send(
        new TransactWriteCommand({
          TransactItems: [
            put({ ...counter, seq: last + 1 }, same),
            put({ pk: 'RAW#0', sk: String(last + 1).padStart(16, '0'), row }),
            put({ pk: `RAWCLIENT#${clientId}`, sk: String(seq) }, {}),
            put({ pk: `CUSTOMER#${id}`, sk: 'PROFILE', ...row }),
          ],
        }),
      )
      return
    } catch (error) {
      if (!(error instanceof Error) || !/Transaction/.test(error.name)) throw error
      await new Promise((resolve) => {
        setTimeout(resolve, Math.random() * Math.min(1_000, 10 * 2 ** attempt))
      })
    }
  }
}

const rawSeqs = Array.from({ length: clients }, () => 0)

async function pushAllRaw(): Promise<void> {
  await Promise.all(
    ids.map(async (clientId, index) => pushRaw(clientId, (rawSeqs[index] = (rawSeqs[index] ?? 0) + 1))),
  )
}

// Java is slow until it is warm: neither of the two shall pay for it.
for (let round = 0; round < 20; round += 1) await pushAll()
await pushAllRaw()

describe(`one mutation each of ${clients} clients on one shard, DynamoDB Local`, () => {
  bench('store.push: grouped', pushAll, { time: 0, iterations: 30, warmupTime: 0, warmupIterations: 2 })
  bench('DocumentClient: one transaction each', pushAllRaw, {
    time: 0,
    iterations: 4,
    warmupTime: 0,
    warmupIterations: 1,
  })
})
