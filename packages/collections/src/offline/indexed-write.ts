import { committed, result, type StoreName, stores } from './database.ts'
import type { EncodedEntry, EntryRecord } from './entry-codec.ts'
import { type NewEntry, type OutboxChanges, type OutboxPlan, planOutbox, touchedIds } from './outbox-plan.ts'
import { type ClientRecord, type FeedRecord, readClient, readFeed } from './records.ts'
import type { RecordContext } from './indexed-load.ts'
import type { Segment } from './segment-codec.ts'
import { generationRange, type KeyRange, type SegmentKey, segmentSize, toKey } from './segment-keys.ts'
import type { EntityPart, OutboxEntry, StorageWrite, StoredScope, WriteResult } from './storage.types.ts'
import { createSlice } from './time-slice.ts'
import { hasRows, isLeaders, planRows } from './write-rows.ts'

/** Who a tab is to its database. */
export interface Holder {
  readonly stamp: string
  /** Of which it is the leader; `undefined` where it is not. */
  readonly epoch: number | undefined
}

/** A write with its records as they are stored: made before its transaction, which waits for nothing else. */
export interface PreparedWrite {
  readonly write: StorageWrite
  readonly segments: readonly (Segment & Pick<SegmentKey, 'entity' | 'part' | 'rows'>)[]
  readonly outbox: OutboxChanges
  readonly entries: ReadonlyMap<string, EncodedEntry>
}

/** Entries that could not be stored before come first. */
export async function prepareWrite(
  write: StorageWrite,
  kept: readonly NewEntry[],
  { segments, entries }: RecordContext,
): Promise<PreparedWrite> {
  const { add = [], change = [], remove = [] } = write.outbox ?? {}
  const slice = createSlice()
  const encoded: PreparedWrite['segments'][number][] = []
  for (const part of (write.parts ?? []).flatMap(inSegments)) {
    const segment = await segments.encode(part)
    const rows = part.rows.length + part.tombs.length
    encoded.push({ ...segment, entity: part.entity, part: encoded.length, rows })
    await slice()
  }
  const records = new Map<string, EncodedEntry>()
  const newEntries = [...kept, ...add.map((entry): NewEntry => ({ entry, revision: 1 }))]
  for (const entry of [...newEntries.map((one) => one.entry), ...change.map(withoutRevision)]) {
    records.set(entry.id, await entries.encode(entry))
  }
  return { write, segments: encoded, outbox: { add: newEntries, change, remove }, entries: records }
}

function withoutRevision(
  entry: OutboxEntry & { readonly revision?: number; readonly at?: number },
): OutboxEntry {
  const { revision: _, at: __, ...rest } = entry
  return rest
}

/** A part in pieces of the size of a segment; none where there is nothing in it. */
export function inSegments({ entity, rows, tombs }: EntityPart): EntityPart[] {
  const count = Math.ceil(Math.max(rows.length, tombs.length) / segmentSize)
  return Array.from({ length: count }, (_, index) => {
    const [start, end] = [index * segmentSize, (index + 1) * segmentSize]
    return { entity, rows: rows.slice(start, end), tombs: tombs.slice(start, end) }
  })
}

/** @throws {unknown} where the database does not take it; then nothing of it is stored. */
export async function commitWrite(
  database: IDBDatabase,
  prepared: PreparedWrite,
  holder: Holder,
  keyRange: KeyRange,
): Promise<WriteResult> {
  const transaction = database.transaction(storesOf(prepared), 'readwrite', {
    durability: isPrecious(prepared) ? 'strict' : 'relaxed',
  })
  const done = committed(transaction)
  done.catch(() => {})
  try {
    const refusal = await writeAll(transaction, prepared, holder, keyRange)
    if ('kind' in refusal) {
      transaction.abort()
      return refusal
    }
    transaction.commit?.()
    await done
    return { kind: 'written', ...refusal }
  } catch (error) {
    // Where it is over already, it says why.
    if (!isAborted(transaction)) await done
    throw error
  }
}

function isAborted(transaction: IDBTransaction): boolean {
  try {
    transaction.abort()
    return true
  } catch {
    return false
  }
}

/** Whether nothing else would bring it back: rows come from the server again, and what is sent twice is applied once. */
function isPrecious({ outbox, write }: PreparedWrite): boolean {
  return outbox.add.length > 0 || (outbox.change?.length ?? 0) > 0 || write.client !== undefined
}

function storesOf({ write, outbox }: PreparedWrite): StoreName[] {
  const names: StoreName[] = ['client']
  if (touchedIds(outbox).length > 0) names.push('outbox')
  if (hasRows(write)) names.push('rows')
  if (hasRows(write) || write.cursor !== undefined || write.progress !== undefined) names.push('meta')
  if (write.scopes || write.anew === 'end') names.push('scopes')
  return names
}

type Refusal = Extract<WriteResult, { readonly kind: 'refused' }>
type Written = Omit<Extract<WriteResult, { readonly kind: 'written' }>, 'kind'>

const refused = (reason: Refusal['reason']): Refusal => ({ kind: 'refused', reason })

async function writeAll(
  transaction: IDBTransaction,
  prepared: PreparedWrite,
  { stamp, epoch }: Holder,
  keyRange: KeyRange,
): Promise<Refusal | Written> {
  const { write } = prepared
  const touchesRows = hasRows(write) || write.cursor !== undefined || write.progress !== undefined
  const [known, feed] = await Promise.all([
    readClient(transaction),
    touchesRows ? readFeed(transaction) : undefined,
  ])
  if (known?.stamp !== stamp) return refused('cleared')
  if (isLeaders(write) && known.epoch !== epoch) return refused('not-leader')
  const plan = await writeOutbox(transaction, prepared, known.at)
  if (!plan) return refused('revision')
  const writes = known.writes + (hasRows(write) ? 1 : 0)
  const isCounted = write.client !== undefined || plan.at !== known.at || writes !== known.writes
  if (isCounted) {
    const client: ClientRecord = { ...known, ...write.client, at: plan.at, writes }
    transaction.objectStore(stores.client).put(client, 'client')
  }
  const isReset = feed !== undefined && (await writeRows(transaction, prepared, feed, writes, keyRange))
  if (write.scopes || isReset) writeScopes(transaction, write.scopes ?? [], isReset)
  return { added: plan.added, writes }
}

async function writeOutbox(
  transaction: IDBTransaction,
  { outbox, entries }: PreparedWrite,
  at: number,
): Promise<OutboxPlan | undefined> {
  const ids = touchedIds(outbox)
  if (ids.length === 0) return planOutbox(outbox, new Map(), at)
  const store = transaction.objectStore(stores.outbox)
  const known = new Map<string, { readonly at: number; readonly revision: number }>()
  // Sound: the store holds EntryRecords.
  const records = ids.map((id) => result(store.get(id)) as Promise<EntryRecord | undefined>)
  for (const record of await Promise.all(records)) if (record) known.set(record.entry.id, record)
  const plan = planOutbox(outbox, known, at)
  if (!plan) return undefined
  for (const entry of [...plan.added, ...plan.changed]) {
    store.put({ ...entries.get(entry.id), at: entry.at, revision: entry.revision }, entry.id)
  }
  for (const id of plan.removed) store.delete(id)
  return plan
}

/** Characters that are put at once: more would hold the main thread, since each is copied. */
const putAtOnce = 1_000_000

/** Whether the rows are others now. */
async function writeRows(
  transaction: IDBTransaction,
  { write, segments }: PreparedWrite,
  known: FeedRecord,
  count: number,
  keyRange: KeyRange,
): Promise<boolean> {
  const { feed, generations, dropped, replacesScopes } = planRows(write, known)
  if (feed !== known) transaction.objectStore(stores.meta).put(feed, 'feed')
  if (!hasRows(write)) return replacesScopes
  const rows = transaction.objectStore(stores.rows)
  let characters = 0
  for (const { entity, part, rows: size, ...segment } of segments) {
    for (const generation of generations) {
      const put = rows.put(segment, toKey({ generation, entity, write: count, part, rows: size }))
      characters += segment.text.length
      if (characters < putAtOnce) continue
      await result(put)
      characters = 0
    }
  }
  for (const generation of dropped) rows.delete(generationRange(keyRange, generation))
  return replacesScopes
}

function writeScopes(transaction: IDBTransaction, scopes: readonly StoredScope[], isReset: boolean): void {
  const store = transaction.objectStore(stores.scopes)
  if (isReset) store.clear()
  for (const scope of scopes) store.put(scope, JSON.stringify([scope.entity, scope.parentKey]))
}
