import { BatchGetCommand } from '@aws-sdk/lib-dynamodb'
import type { GetOptions, StoredRow } from '@throughline/schema'
import { planGet, throwIfAborted } from '@throughline/schema/adapter'
import type { Connection } from '../connection.ts'
import { rowOf, tableKey } from './get-row.ts'
import type { Item } from '../items/item.ts'
import { projectionOf } from './projection.ts'
import { sendBatch } from '../client/send.ts'

type Values = Readonly<Record<string, unknown>>

interface TableKey {
  readonly pk: string
  readonly sk: string
}

/** The most keys that DynamoDB takes in one request. */
const batchSize = 100
/** Requests on the way at one time. */
const parallel = 8

/** Reads the rows of any number of keys, each once, and gives them back in the order of the keys. */
export async function batchGetRows(
  connection: Connection,
  name: string,
  keys: readonly Values[],
  options: GetOptions = {},
): Promise<(StoredRow | undefined)[]> {
  throwIfAborted(options.signal)
  const items = connection.items.of(name)
  const { fields } = planGet(items.entity, options)
  const places = keys.map((key) => tableKey(items, key))
  const wanted = new Map(places.flatMap((key) => (key ? [[idOf(key), key] as const] : [])))
  const found = await readItems(connection, [...wanted.values()], { ...options, fields })
  const given = new Set<string>()
  return places.map((key) => {
    const item = key && found.get(idOf(key))
    if (!item) return undefined
    // A row that is asked for twice is two rows in the answer.
    const own = given.has(idOf(key)) ? structuredClone(item) : item
    given.add(idOf(key))
    return rowOf(connection, items, own, fields)
  })
}

async function readItems(
  connection: Connection,
  keys: readonly TableKey[],
  { fields, consistent = true, signal }: GetOptions,
): Promise<ReadonlyMap<string, Item>> {
  const { tableName, items } = connection
  const found = new Map<string, Item>()
  const shape = { ConsistentRead: consistent, ...projectionOf(items, fields) }
  const readBatch = async (batch: readonly TableKey[]): Promise<void> =>
    sendBatch(connection, batch, {
      command: (rest) =>
        new BatchGetCommand({
          RequestItems: { [tableName]: { Keys: rest.map((key) => ({ ...key })), ...shape } },
        }),
      // What is over 16 MB comes back as not processed, as what is throttled does.
      leftOf: ({ Responses, UnprocessedKeys }) => {
        for (const item of Responses?.[tableName] ?? []) found.set(idOf(item), item)
        return (UnprocessedKeys?.[tableName]?.Keys ?? []).map(keyOfItem)
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

function keyOfItem(item: Item): TableKey {
  return { pk: String(item['pk']), sk: String(item['sk']) }
}

function idOf({ pk, sk }: Item | TableKey): string {
  return `${String(pk)}\n${String(sk)}`
}
