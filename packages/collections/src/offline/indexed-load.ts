import type { AnyModel } from '@throughline/schema'
import { committed, NoDatabase, result, stores } from './database.ts'
import type { EntryCodec, EntryRecord } from './entry-codec.ts'
import { type ClientRecord, type FeedRecord, readClient, readFeed } from './records.ts'
import { createPartMerge } from './part-merge.ts'
import type { SegmentCodec } from './segment-codec.ts'
import { fromKey, type KeyRange, type SegmentKey, toKey } from './segment-keys.ts'
import type {
  EntityPart,
  LoadOptions,
  LoadTarget,
  StorageState,
  StoredEntry,
  StoredScope,
} from './storage.types.ts'
import { createSlice } from './time-slice.ts'

/** Rows that are read by one request: more would hold the main thread while they are copied. */
const rowsAtOnce = 1_000
/** Rows that a target is given at a time. */
const pieceSize = 250

/** What is needed to read and write records. */
export interface RecordContext {
  readonly model: AnyModel
  readonly segments: SegmentCodec
  readonly entries: EntryCodec
  readonly keyRange: KeyRange
}

/** What was found while all was read. */
export interface LoadReport {
  /** Records that cannot be read. */
  readonly damaged: readonly SegmentKey[]
  /** Rows by entity, where all of it was read. */
  readonly live: Map<string, number>
}

/** All that is stored but rows, in a transaction on all stores. */
export async function readState(transaction: IDBTransaction, codec: EntryCodec): Promise<StorageState> {
  const { client, feed, scopes, records } = await readRecords(transaction)
  return { ...stateOf(client, feed, scopes), ...(await decodeEntries(records, codec)) }
}

async function readRecords(transaction: IDBTransaction) {
  const { scopes, outbox } = stores
  const [client, feed, read, records] = await Promise.all([
    readClient(transaction),
    readFeed(transaction),
    result(transaction.objectStore(scopes).getAll()),
    result(transaction.objectStore(outbox).getAll()),
  ])
  if (!client || !feed) throw new NoDatabase('evicted')
  // Sound: each store holds records of its own kind.
  return { client, feed, scopes: read as StoredScope[], records: records as EntryRecord[] }
}

function stateOf(
  { clientId, seq, writes, at }: ClientRecord,
  { cursor, progress, isStale }: FeedRecord,
  scopes: readonly StoredScope[],
): Omit<StorageState, 'outbox' | 'unreadable'> {
  return { client: { clientId, seq }, cursor, progress, isStale, scopes, writes, edits: at }
}

async function decodeEntries(
  records: readonly EntryRecord[],
  codec: EntryCodec,
): Promise<Pick<StorageState, 'outbox' | 'unreadable'>> {
  const outbox: StoredEntry[] = []
  let unreadable = 0
  for (const record of records) {
    try {
      outbox.push(await codec.decode(record))
    } catch {
      unreadable += 1
    }
  }
  return { outbox: outbox.toSorted((a, b) => a.at - b.at), unreadable }
}

/** Reads all in one transaction: what others write meanwhile is not seen. */
export async function loadAll(
  database: IDBDatabase,
  { model, segments, entries, keyRange }: RecordContext,
  target: LoadTarget,
  { first = [], since, signal }: LoadOptions,
): Promise<LoadReport> {
  const transaction = database.transaction(Object.values(stores), 'readonly')
  committed(transaction).catch(() => {})
  const rows = transaction.objectStore(stores.rows)
  const [records, keys] = await Promise.all([readRecords(transaction), result(rows.getAllKeys())])
  const { client, feed } = records
  const shown = keys.map(fromKey).filter(({ generation }) => generation === feed.generation)
  // All were written since, and others are gone: what came before cannot be told apart.
  const isAll = since === undefined || shown.every(({ write }) => write > since)
  const wanted = isAll ? shown : shown.filter(({ write }) => write > since)
  const names = [...new Set([...first, ...model.names])]
  const reads = names.map((name) => ({
    name,
    batches: inBatches(wanted.filter(({ entity }) => entity === name)).map((batch) =>
      readBatch(rows, keyRange, batch),
    ),
  }))
  target.state({
    ...stateOf(client, feed, records.scopes),
    ...(await decodeEntries(records.records, entries)),
  })
  const damaged: SegmentKey[] = []
  const live = new Map<string, number>()
  const slice = createSlice()
  for (const { name, batches } of reads) {
    const entity = model.entities[name]
    if (!entity || batches.length === 0) continue
    const merge = createPartMerge(entity)
    for (const batch of batches) {
      for (const { key, value } of await batch) {
        signal?.throwIfAborted()
        const part = await decodeOr(segments, key, value)
        if (part) merge.take(part)
        else damaged.push(key)
        await slice()
      }
    }
    let count = 0
    for (const part of merge.pieces(pieceSize)) {
      target.part(part)
      count += part.rows.length + part.tombs.length
      await slice()
      signal?.throwIfAborted()
    }
    if (isAll) live.set(name, count)
  }
  return { damaged, live }
}

async function decodeOr(
  codec: SegmentCodec,
  key: SegmentKey,
  value: unknown,
): Promise<EntityPart | undefined> {
  try {
    return await codec.decode(key.entity, value)
  } catch {
    return undefined
  }
}

function inBatches(keys: readonly SegmentKey[]): SegmentKey[][] {
  const batches: SegmentKey[][] = []
  let size = Infinity
  for (const key of keys) {
    if (size + key.rows > rowsAtOnce) {
      batches.push([])
      size = 0
    }
    batches.at(-1)?.push(key)
    size += key.rows
  }
  return batches
}

interface Found {
  readonly key: SegmentKey
  /** `undefined` where the record cannot be read. */
  readonly value: unknown
}

/** Reads records that stand side by side; one by one where one of them cannot be read. */
function readBatch(rows: IDBObjectStore, keyRange: KeyRange, keys: readonly SegmentKey[]): Promise<Found[]> {
  const [start, end] = [keys[0], keys.at(-1)]
  if (!start || !end) return Promise.resolve([])
  const range = keyRange.bound(toKey(start), toKey(end))
  const read = readOr(rows.getAll(range)).then(async (values) => {
    if (values?.length === keys.length)
      return keys.map((key, index): Found => ({ key, value: values[index] }))
    const again = rows.transaction.db.transaction(stores.rows, 'readonly').objectStore(stores.rows)
    return Promise.all(
      keys.map(async (key): Promise<Found> => ({ key, value: await readOr(again.get(toKey(key))) })),
    )
  })
  read.catch(() => {})
  return read
}

/** `undefined` where it cannot be read; the others of its transaction go on. */
function readOr<T>(request: IDBRequest<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', (event) => {
      event.preventDefault()
      event.stopPropagation()
      resolve(undefined)
    })
  })
}
