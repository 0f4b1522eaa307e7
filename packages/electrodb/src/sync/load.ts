import { keyId, tableKeyOf } from '../items/table-key.ts'
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import {
  type LoadOptions,
  type LoadProgress,
  StoreError,
  type StoredRow,
  type SyncOutcome,
} from '@throughline/schema'
import { importRow, throwIfAborted } from '@throughline/schema/adapter'
import { type WriteRequest, writeBatches } from '../client/batch-write.ts'
import { UnstorableValue } from '../items/codec.ts'
import type { Connection } from '../connection.ts'
import { entityAttribute, type EntityItems, type Item } from '../items/item.ts'
import { reservedPrefixes } from '../layout/layout-problems.ts'
import { send } from '../client/send.ts'
import { asRow, isTombstone, tombstoneAttribute } from './current.ts'
import type { Head } from './head.ts'
import { feedPartition, headKey } from './keys.ts'
import type { Lane } from './lane.ts'
import { type Hold, restarted, takeLease } from './lease.ts'
import { createSettler, type ImportTask, importTask, type LoadedRow } from './load-rows.ts'
import { runJob } from './push.ts'
import type { SyncContext } from './sync-context.ts'
import { lockItem, locksOf } from '../items/unique.ts'

type Rows = AsyncIterable<LoadedRow> | Iterable<LoadedRow>

/** What writes many rows works with. */
export interface LoadContext {
  readonly sync: SyncContext
  readonly lanes: readonly Lane[]
  /** Batches on the way at one time. */
  readonly parallel: number
}

/** Rows of one lane that are written together. */
const stretch = 45

/**
 * Writes rows over those with the same keys; see `SyncStore.load`.
 *
 * Into a table without rows they go as fast as DynamoDB takes them, and nobody else writes meanwhile: the feed of before
 * is over. Over other rows they go through the feed, like pushed ones.
 */
export async function loadRows(
  context: LoadContext,
  rows: Rows,
  options: LoadOptions = {},
): Promise<LoadProgress> {
  throwIfAborted(options.signal)
  const { sync } = context
  const isUnused = (heads: readonly Head[]): boolean =>
    heads.every(({ stamp, empty }) => stamp === '' || empty)
  const isTaken = (await hasRows(sync.connection)) || (await hasOthers(sync.connection))
  const hold = isTaken ? undefined : await takeLease(sync, 'load', isUnused)
  return hold ? loadEmpty(context, hold, rows, options) : loadOver(context, rows, options)
}

async function hasRows(connection: Connection): Promise<boolean> {
  const { tableName, items } = connection
  const counts = await Promise.all(
    items.partitions.map(async (value) => {
      const command = new QueryCommand({
        TableName: tableName,
        IndexName: 'GSI2',
        KeyConditionExpression: 'gsi2pk = :pk',
        ExpressionAttributeValues: { ':pk': value },
        Select: 'COUNT',
        Limit: 1,
      })
      return (await send(connection, command)).Count ?? 0
    }),
  )
  return counts.some((count) => count > 0)
}

/** Whether others keep items in the table too, which may stand under keys of rows; a tenant's partitions are its own. */
async function hasOthers(connection: Connection): Promise<boolean> {
  const { items, tableName } = connection
  if (items.prefix !== '') return false
  const command = new ScanCommand({
    TableName: tableName,
    ConsistentRead: true,
    ProjectionExpression: 'pk, sk',
  })
  const { Items = [] } = await send(connection, command)
  return Items.some(({ pk }) => !Object.hasOwn(reservedPrefixes, String(pk).split('#', 1)[0] ?? ''))
}

async function loadEmpty(
  { sync, lanes, parallel }: LoadContext,
  hold: Hold,
  rows: Rows,
  options: LoadOptions,
): Promise<LoadProgress> {
  const counter = createCounter(options)
  const given = { count: 0 }
  try {
    await writeBatches(sync.connection, renewed(hold, putRequests(sync, rows, { given, options })), {
      parallel,
      signal: options.signal,
      onWritten: counter.add,
      onSettled: options.onSettled,
    })
    options.onSettled?.(given.count)
  } finally {
    await hold.release((head) => (counter.rows() === 0 ? head : restarted({ ...head, empty: false })))
    for (const lane of lanes) lane.head = undefined
  }
  return counter.end()
}

async function* renewed(hold: Hold, requests: AsyncIterable<WriteRequest>): AsyncGenerator<WriteRequest> {
  let count = 0
  for await (const request of requests) {
    count += 1
    if (count % 1000 === 0) await hold.renew()
    yield request
  }
}

async function loadOver(
  { sync, lanes }: LoadContext,
  rows: Rows,
  options: LoadOptions,
): Promise<LoadProgress> {
  const counter = createCounter(options)
  const { settle, refuse } = createSettler(options)
  const failure: { error?: unknown } = {}
  const waiting = new Map<Lane, ImportTask[]>()
  const running = new Map<Lane, Promise<void>>()
  const flush = async (lane: Lane): Promise<void> => {
    const tasks = waiting.get(lane) ?? []
    waiting.delete(lane)
    await running.get(lane)
    if ('error' in failure || tasks.length === 0) return
    const done = runJob(sync, lane, tasks, undefined, options.signal)
      .then(({ outcomes }) => {
        let written = 0
        for (const [place, { index, given, refused }] of tasks.entries()) {
          const outcome = outcomes[place]
          const error = refused ?? (outcome?.status === 'applied' ? undefined : refusedRow(outcome))
          if (error) refuse(index, given, error)
          else written += 1
          settle(index)
        }
        counter.add(written)
      })
      .catch((error: unknown) => void (failure.error ??= error))
    running.set(lane, done)
  }
  let index = -1
  for await (const given of rows) {
    throwIfAborted(options.signal)
    if ('error' in failure) break
    index += 1
    const found = importTask(sync, index, given, options)
    if (found instanceof StoreError) {
      refuse(index, given, found)
      settle(index)
      continue
    }
    const lane = lanes[found.shard]
    if (!lane) continue
    const tasks = waiting.get(lane) ?? []
    tasks.push(found)
    waiting.set(lane, tasks)
    if (tasks.length === stretch) await flush(lane)
  }
  for (const lane of waiting.keys()) await flush(lane)
  await Promise.all(running.values())
  if ('error' in failure) throw failure.error
  return counter.end()
}

/** DynamoDB does not take the row. */
function refusedRow(outcome: SyncOutcome | undefined): StoreError {
  const isRejected = outcome?.status === 'rejected'
  const code = isRejected && outcome.code === 'too_large' ? 'too_large' : 'invalid'
  return new StoreError(code, isRejected ? outcome.message : 'A row was not loaded.')
}

/** Deletes the rows of the model, found by a consistent scan; items that are not the model's stay. */
export async function clearRows(
  { sync, lanes, parallel }: LoadContext,
  options: LoadOptions = {},
): Promise<LoadProgress> {
  throwIfAborted(options.signal)
  const counter = createCounter(options)
  const hold = await takeLease(sync, 'clear')
  if (!hold) return counter.end()
  let isDone = false
  try {
    await writeBatches(sync.connection, renewed(hold, deleteRequests(sync.connection)), {
      parallel,
      signal: options.signal,
      onWritten: counter.add,
    })
    isDone = true
  } finally {
    await hold.release((head) => {
      const { job: _job, ...free } = restarted(head)
      return isDone ? { ...free, seq: 0, at: 0, marks: [], empty: true } : free
    })
    for (const lane of lanes) lane.head = undefined
  }
  return counter.end()
}

function createCounter({ onProgress }: LoadOptions) {
  let rows = 0
  return {
    rows: () => rows,
    add: (count: number): void => {
      rows += count
      onProgress?.({ rows })
    },
    end: (): LoadProgress => ({ rows }),
  }
}

interface PutOptions {
  readonly given: { count: number }
  readonly options: LoadOptions
}

async function* putRequests(
  { connection, now }: SyncContext,
  rows: Rows,
  { given, options }: PutOptions,
): AsyncGenerator<WriteRequest> {
  const time = now()
  const { refuse } = createSettler(options)
  /** Who holds which unique value: nothing but this load writes any. */
  const holders = new Map<string, string>()
  for await (const one of rows) {
    const index = given.count
    given.count += 1
    try {
      const { locks, item } = putOf(connection, one, { time, holders })
      for (const [id, request] of locks) yield { id, request, rows: 0, upTo: index }
      yield { ...putRequest(item), upTo: index + 1 }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      refuse(index, one, error)
    }
  }
}

/** A row's item, and those that hold its unique values. @throws {StoreError} for one that cannot be written. */
function putOf(
  { items: model }: Connection,
  { entity: name, row }: LoadedRow,
  { time, holders }: { readonly time: string; readonly holders: Map<string, string> },
): { readonly item: Item; readonly locks: (readonly [string, WriteRequest['request']])[] } {
  const items = model.of(name)
  const { item, stored } = itemOf(items, row, time)
  const key = items.key(stored.row)
  const holder = keyId(key)
  const locks = locksOf(items, stored.row).map((lock) => [keyId(lock.key), lock] as const)
  for (const [id, { field }] of locks) {
    if ((holders.get(id) ?? holder) === holder) continue
    const { singular } = items.entity
    const message = `A row of ${name} is not valid. ${field}: Another ${singular} has this ${field} already.`
    throw new StoreError('invalid', message)
  }
  for (const [id] of locks) holders.set(id, holder)
  return {
    item,
    locks: locks.map(([id, lock]) => [id, { PutRequest: { Item: lockItem(lock, key) } }] as const),
  }
}

function putRequest(item: Item): WriteRequest {
  return { id: keyId(tableKeyOf(item)), request: { PutRequest: { Item: item } }, rows: 1 }
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

/** Rows, tombstones, unique values and changes; what is known of clients stays. */
async function* deleteRequests(connection: Connection): AsyncGenerator<WriteRequest> {
  const { items, tableName } = connection
  const partitions = new Set([
    ...items.all.flatMap(({ layout }) => layout.unique.map(({ pk }) => pk)),
    ...items.partitions.map((_, shard) => feedPartition(items.prefix, shard)),
  ])
  const heads = new Set(items.partitions.map((_, shard) => keyId(headKey(items.prefix, shard))))
  let after: Record<string, unknown> | undefined
  do {
    const command = new ScanCommand({
      TableName: tableName,
      ConsistentRead: true,
      ProjectionExpression: 'pk, sk, #entity, #tombstone, tenant',
      ExpressionAttributeNames: { '#entity': entityAttribute, '#tombstone': tombstoneAttribute },
      ExclusiveStartKey: after,
    })
    const answer = await send(connection, command)
    for (const item of answer.Items ?? []) {
      const isRow = items.ownerOf(item) !== undefined
      const key = tableKeyOf(item)
      const isGone = isTombstone(item) && items.ownerOf(asRow(item)) !== undefined
      const isBeside = partitions.has(key.pk) && !heads.has(keyId(key))
      if (isRow || isGone || isBeside) {
        yield { id: keyId(key), request: { DeleteRequest: { Key: key } }, rows: isRow ? 1 : 0 }
      }
    }
    after = answer.LastEvaluatedKey
  } while (after)
}
