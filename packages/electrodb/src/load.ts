import { paginateScan } from '@aws-sdk/lib-dynamodb'
import { type LoadOptions, type LoadProgress, StoreError, type StoredRow } from '@throughline/schema'
import { importRow } from '@throughline/schema/adapter'
import { type WriteRequest, writeBatches } from './batch-write.ts'
import { UnstorableValue } from './codec.ts'
import type { Connection } from './connection.ts'
import { entityAttribute, type EntityItems, type Item } from './item.ts'
import { lockItem, locksOf } from './unique.ts'

interface LoadedRow {
  readonly entity: string
  readonly row: object
}

/** Writes rows over those with the same keys, version 1 each; see `Store.load`. */
export async function loadRows(
  connection: Connection,
  rows: AsyncIterable<LoadedRow> | Iterable<LoadedRow>,
  parallel: number,
  options: LoadOptions = {},
): Promise<LoadProgress> {
  return counted(connection, putRequests(connection, rows), parallel, options)
}

/** Deletes the rows of the model, found by a consistent scan; items that are not the model's stay. */
export async function clearRows(
  connection: Connection,
  parallel: number,
  options: LoadOptions = {},
): Promise<LoadProgress> {
  return counted(connection, deleteRequests(connection), parallel, options)
}

async function counted(
  connection: Connection,
  requests: AsyncIterable<WriteRequest>,
  parallel: number,
  { signal, onProgress }: LoadOptions,
): Promise<LoadProgress> {
  let rows = 0
  await writeBatches(connection, requests, {
    parallel,
    signal,
    onWritten: (count) => {
      rows += count
      onProgress?.({ rows })
    },
  })
  return { rows }
}

async function* putRequests(
  { items: model }: Connection,
  rows: AsyncIterable<LoadedRow> | Iterable<LoadedRow>,
): AsyncGenerator<WriteRequest> {
  const now = new Date().toISOString()
  for await (const { entity: name, row } of rows) {
    const items = model.of(name)
    const { item, stored } = itemOf(items, row, now)
    yield putRequest(item, 1)
    for (const lock of locksOf(items, stored.row)) yield putRequest(lockItem(lock, items.key(stored.row)), 0)
  }
}

function putRequest(item: Item, rows: number): WriteRequest {
  return { id: `${String(item['pk'])}\n${String(item['sk'])}`, request: { PutRequest: { Item: item } }, rows }
}

function itemOf(
  { entity, toItem }: EntityItems,
  row: object,
  now: string,
): { item: Item; stored: StoredRow } {
  try {
    const { stored } = importRow(entity, { ...row }, now)
    return { item: toItem(stored), stored }
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    const message = `A row of ${entity.name} cannot be stored. ${error.path.join('.')}: ${error.message}`
    throw new StoreError('invalid', message, { cause: error })
  }
}

async function* deleteRequests({ client, tableName, items }: Connection): AsyncGenerator<WriteRequest> {
  const locks = new Set(items.all.flatMap(({ layout }) => layout.unique.map(({ pk }) => pk)))
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      ProjectionExpression: 'pk, sk, #entity',
      ExpressionAttributeNames: { '#entity': entityAttribute },
    },
  )
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const isRow = items.ownerOf(item) !== undefined
      const key = { pk: String(item['pk']), sk: String(item['sk']) }
      if (!isRow && !locks.has(key.pk)) continue
      yield { id: `${key.pk}\n${key.sk}`, request: { DeleteRequest: { Key: key } }, rows: isRow ? 1 : 0 }
    }
  }
}
