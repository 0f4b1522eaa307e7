import { BatchGetCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from '../connection.ts'
import type { Item } from '../items/item.ts'
import { sendBatch } from '../client/send.ts'
import type { TableKey } from './transaction.ts'

/** Reads up to 100 items, strongly consistent, in no order. */
export async function batchRead(
  connection: Connection,
  keys: readonly TableKey[],
  signal?: AbortSignal,
): Promise<Item[]> {
  const { tableName } = connection
  const found: Item[] = []
  await sendBatch(connection, keys, {
    command: (rest) => {
      const Keys = rest.map(({ pk, sk }) => ({ pk, sk }))
      return new BatchGetCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } })
    },
    leftOf: ({ Responses, UnprocessedKeys }) => {
      found.push(...(Responses?.[tableName] ?? []))
      const left = UnprocessedKeys?.[tableName]?.Keys ?? []
      return left.map((key) => ({ pk: String(key['pk']), sk: String(key['sk']) }))
    },
    signal,
  })
  return found
}
