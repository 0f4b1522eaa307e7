import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { EntityRow } from '@throughline/schema'
import { bench, describe } from 'vitest'
import { freshTable, shopModel } from '../../tests/shop-model.ts'
import { modelItems } from '../items/item.ts'
import { tableLayout } from '../layout/table-layout.ts'

type ShopRow = EntityRow<typeof shopModel>

const count = 5_000
const rows: ShopRow[] = Array.from({ length: count }, (_, index) =>
  index % 10 === 0
    ? { entity: 'customers', row: { id: `c${index}`, name: `Customer ${index}` } }
    : {
        entity: 'orders',
        row: {
          id: `o${index}`,
          customerId: `c${index - (index % 10)}`,
          total: index,
          note: 'Leave it at the door.',
          lines: [{ sku: 'A-1' }],
        },
      },
)

/** A load is as fast as can be where there are no rows: each has a table of its own. */
const rounds = 4
const tables = await Promise.all(Array.from({ length: 2 * (rounds + 1) }, () => freshTable(shopModel)))
const items = modelItems(shopModel, tableLayout(shopModel))
const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }

/** The same items, made beforehand, in as many batches at one time: what DynamoDB alone costs. */
const requests = rows.map(({ entity, row }) => ({
  PutRequest: { Item: items.of(entity).toItem({ row, meta }) },
}))
const batches = Array.from({ length: count / 25 }, (_, index) => requests.slice(index * 25, index * 25 + 25))

async function load(): Promise<void> {
  await tables.pop()?.store.load(rows)
}

async function loadRaw(): Promise<void> {
  const { client, tableName } = tables.pop() ?? (await freshTable(shopModel))
  const rest = batches.values()
  const worker = async (): Promise<void> => {
    for (const batch of rest)
      await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: batch } }))
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

// Java is slow until it is warm: neither of the two shall pay for it.
await loadRaw()
await load()

const options = { time: 0, iterations: rounds - 1, warmupTime: 0, warmupIterations: 1 }

describe('5,000 rows into DynamoDB Local', () => {
  bench('store.load: checked, encoded, written', load, options)
  bench('DocumentClient: batches made beforehand', loadRaw, options)
})
