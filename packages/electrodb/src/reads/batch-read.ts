import { BatchGetCommand, type BatchGetCommandInput } from '@aws-sdk/lib-dynamodb'
import { type Retrying, sendBatch } from '../client/send.ts'
import type { Item } from '../items/item.ts'
import { keyId, type TableKey, tableKeyOf } from '../items/table-key.ts'

/** What is read of each item, and how. */
export type BatchShape = Omit<NonNullable<BatchGetCommandInput['RequestItems']>[string], 'Keys'>

/** The most keys that DynamoDB takes in one request. */
const batchSize = 100
/** Requests on the way at one time. */
const parallel = 8

/** Reads the items of any number of different keys; by their `keyId`, those that there are. */
export async function batchRead(
  connection: Retrying & { readonly tableName: string },
  keys: readonly TableKey[],
  shape: BatchShape,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Item>> {
  const { tableName } = connection
  const found = new Map<string, Item>()
  const readBatch = async (batch: readonly TableKey[]): Promise<void> =>
    sendBatch(connection, batch, {
      command: (rest) =>
        new BatchGetCommand({
          RequestItems: { [tableName]: { Keys: rest.map((key) => ({ ...key })), ...shape } },
        }),
      // What is over 16 MB comes back as not processed, as what is throttled does.
      leftOf: ({ Responses, UnprocessedKeys }) => {
        for (const item of Responses?.[tableName] ?? []) found.set(keyId(tableKeyOf(item)), item)
        return (UnprocessedKeys?.[tableName]?.Keys ?? []).map(tableKeyOf)
      },
      signal,
    })
  const batches = Array.from({ length: Math.ceil(keys.length / batchSize) }, (_, index) =>
    keys.slice(index * batchSize, (index + 1) * batchSize),
  )
  const worker = async (): Promise<void> => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      try {
        await readBatch(batch)
      } catch (error) {
        // The others begin no further ones.
        batches.length = 0
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallel, batches.length) }, worker))
  return found
}
