import { type Apart, createApart } from './apart.ts'
import { committed, inTime, isQuota, NoDatabase, openDatabase, stores } from './database.ts'
import { compactRows } from './indexed-compact.ts'
import { type Connection, createConnection } from './indexed-connection.ts'
import { loadAll, readState, type RecordContext } from './indexed-load.ts'
import { fitDatabase } from './indexed-open.ts'
import { commitWrite, type Holder, prepareWrite } from './indexed-write.ts'
import { splitKept } from './kept-entries.ts'
import type { NewEntry } from './outbox-plan.ts'
import { type FeedRecord, readClient, readFeed } from './records.ts'
import { generationRange, type SegmentKey, toKey } from './segment-keys.ts'
import { createHealth, isEvicted, type StorageHealth } from './storage-health.ts'
import type {
  DatabaseSource,
  LoadOptions,
  LoadTarget,
  MemoryReason,
  OfflineStorage,
  StorageOptions,
  StorageState,
  StorageWrite,
  WriteResult,
} from './storage.types.ts'
import { emptyState, firstFeed, hasRows } from './write-rows.ts'

const defaultTimeout = 5_000

/** A storage on IndexedDB. @throws {NoDatabase} where there is none to have, or none in time. */
export async function openIndexedStorage(
  name: string,
  source: DatabaseSource,
  options: StorageOptions,
): Promise<OfflineStorage> {
  const { openTimeout = defaultTimeout } = options
  return inTime(open(name, source, options), openTimeout, (storage) => void storage.close())
}

async function open(name: string, source: DatabaseSource, options: StorageOptions): Promise<OfflineStorage> {
  const { indexedDB: factory } = source
  const { openTimeout = defaultTimeout } = options
  const database = await openDatabase(factory, name)
  try {
    const { stamp, context } = await fitDatabase(database, options, source)
    const health = createHealth()
    const place = {
      connection: createConnection({ factory, name, database, stamp, health, openTimeout }),
      context,
      health,
      holder: { stamp, epoch: undefined },
      live: new Map<string, number>(),
      apart: createApart(),
    }
    return createStorage(place, () => factory.deleteDatabase(name))
  } catch (error) {
    database.close()
    throw error
  }
}

interface Place {
  readonly connection: Connection
  readonly context: RecordContext
  readonly health: StorageHealth
  holder: Holder
  live: Map<string, number>
  readonly apart: Apart
}

function createStorage(place: Place, remove: () => IDBOpenDBRequest): OfflineStorage {
  const { connection, context, health } = place
  const inOrder = createOrder()
  const compactInOrder = createOrder()
  return {
    stamp: place.holder.stamp,
    status: health.status,
    subscribe: health.subscribe,
    write: async (write) => inOrder(() => writeOrKeep(place, write)),
    load: async (target, options = {}) => loadOrEmpty(place, target, options),
    state: async () => inOrder(() => stateOrNothing(place)),
    lead: async () => inOrder(() => leadOrEmpty(place)),
    compact: async () =>
      // Beside the writes: it takes long, and takes nothing away that they could add.
      compactInOrder(async () => {
        if (health.status().kind !== 'indexeddb') return 0
        return compactRows(connection.database(), context, place.holder, place.live).catch(() => 0)
      }),
    async clear() {
      health.close('cleared')
      await empty(connection.database()).catch(() => {})
      connection.close()
      remove()
    },
    async close(reason = 'closed') {
      await inOrder(async () => {})
      connection.close()
      health.close(reason)
    },
    persist: async () => (await ownStorage()?.persist()) ?? false,
  }
}

/** Asks for it where a browser has it; its types say that all do. */
function ownStorage(): Pick<StorageManager, 'persist'> | undefined {
  const { navigator } = globalThis as { readonly navigator?: { readonly storage?: StorageManager } }
  return navigator?.storage
}

async function loadOrEmpty(
  place: Place,
  target: LoadTarget,
  options: LoadOptions,
): Promise<{ isWhole: boolean }> {
  let isTold = false
  const state = (told: StorageState): void => {
    isTold = true
    target.state(told)
  }
  try {
    const database = place.connection.database()
    const { damaged, live } = await loadAll(database, place.context, { ...target, state }, options)
    place.live = live
    if (damaged.length > 0) await dropDamaged(database, damaged)
    return { isWhole: damaged.length === 0 }
  } catch (cause) {
    options.signal?.throwIfAborted()
    if (!(await place.connection.restored(cause))) place.health.fail(reasonOf(cause), cause)
    if (!isTold) target.state(emptyState())
    return { isWhole: false }
  }
}

async function leadOrEmpty(place: Place): Promise<StorageState> {
  try {
    const { state, epoch } = await place.connection.over(async (database) => takeLead(place, database))
    place.holder = { ...place.holder, epoch }
    return state
  } catch (cause) {
    place.health.fail(reasonOf(cause), cause)
    return emptyState()
  }
}

async function stateOrNothing({ connection, context, health }: Place): Promise<StorageState | undefined> {
  if (!health.isStoring()) return undefined
  try {
    const all = Object.values(stores)
    return await connection.over(async (database) =>
      readState(database.transaction(all, 'readonly'), context.entries),
    )
  } catch (cause) {
    health.fail(reasonOf(cause), cause)
    return undefined
  }
}

/** One work at a time, in the order in which they were asked for. */
function createOrder() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next.catch(() => {})
    return next
  }
}

/** Stores a write; where there is no room, or no database any more, what has to be kept of it stays here. */
async function writeOrKeep(place: Place, write: StorageWrite): Promise<WriteResult> {
  const { health } = place
  const status = health.status()
  if (status.kind === 'closed') return { kind: 'refused', reason: status.reason }
  if (!health.isStoring()) return keep(place, write)
  try {
    if (status.kind === 'indexeddb') return await store(place, write)
  } catch (error) {
    if (!isQuota(error)) return failed(place, write, error)
    health.fail('quota', error)
  }
  const { outbox, client } = write
  if (!outbox && !client) return { kind: 'kept' }
  const rest: StorageWrite = { ...(outbox && { outbox }), ...(client && { client }) }
  // What is stored of rows is of before an edit that is stored no longer either: the next start would show it undone.
  const isPast = hasRows(write) && (outbox?.remove?.length ?? 0) > 0
  try {
    if (isPast) await makeRoom(place)
    return await storeWithRoom(place, rest)
  } catch (error) {
    return isQuota(error) ? keep(place, rest) : failed(place, rest, error)
  }
}

/** Rows come from the server again, edits do not. */
async function storeWithRoom(place: Place, write: StorageWrite): Promise<WriteResult> {
  try {
    return await store(place, write)
  } catch (error) {
    if (!isQuota(error)) throw error
    await makeRoom(place)
    return store(place, write)
  }
}

async function store(
  { connection, context, health, holder }: Place,
  write: StorageWrite,
): Promise<WriteResult> {
  const split = splitKept(health.kept(), write)
  if (!split) return { kind: 'refused', reason: 'revision' }
  const prepared = await prepareWrite(split.write, split.kept, context)
  const written = await connection.over(async (database) =>
    commitWrite(database, prepared, holder, context.keyRange),
  )
  if (written.kind === 'refused' && written.reason === 'cleared') health.close('cleared')
  if (written.kind === 'written') health.keep([])
  return written
}

function keep({ health, apart }: Place, write: StorageWrite): WriteResult {
  if (isEvicted(health.status())) return apart(write, health)
  const split = splitKept(health.kept(), write)
  if (!split) return { kind: 'refused', reason: 'revision' }
  const added = (write.outbox?.add ?? []).map((entry): NewEntry => ({ entry, revision: 1 }))
  health.keep([...split.kept, ...added])
  return { kind: 'kept' }
}

function failed(place: Place, write: StorageWrite, cause: unknown): WriteResult {
  const { health } = place
  const status = health.status()
  if (status.kind === 'closed') return { kind: 'refused', reason: status.reason }
  // A call that is not right is no fault of the disk.
  if (cause instanceof TypeError || (cause instanceof Error && cause.name === 'DataCloneError')) throw cause
  health.fail(reasonOf(cause), cause)
  return keep(place, write)
}

function reasonOf(cause: unknown): MemoryReason {
  if (cause instanceof NoDatabase) return cause.reason
  return cause instanceof Error && cause.name === 'InvalidStateError' ? 'unavailable' : 'corrupted'
}

async function takeLead(
  { context, holder }: Place,
  database: IDBDatabase,
): Promise<{ state: StorageState; epoch: number }> {
  const transaction = database.transaction(Object.values(stores), 'readwrite', { durability: 'strict' })
  const done = committed(transaction)
  done.catch(() => {})
  const [client, feed] = await Promise.all([readClient(transaction), readFeed(transaction)])
  if (!feed || client?.stamp !== holder.stamp) throw new NoDatabase('evicted')
  const epoch = client.epoch + 1
  transaction.objectStore(stores.client).put({ ...client, epoch }, 'client')
  if (feed.next !== null) {
    // What another leader had begun to read.
    transaction.objectStore(stores.meta).put({ ...feed, next: null } satisfies FeedRecord, 'feed')
    transaction.objectStore(stores.rows).delete(generationRange(context.keyRange, feed.next))
  }
  const state = await readState(transaction, context.entries)
  await done
  return { state, epoch }
}

async function dropDamaged(database: IDBDatabase, damaged: readonly SegmentKey[]): Promise<void> {
  const transaction = database.transaction([stores.rows, stores.meta], 'readwrite')
  const done = committed(transaction)
  done.catch(() => {})
  for (const key of damaged) transaction.objectStore(stores.rows).delete(toKey(key))
  const feed = (await readFeed(transaction)) ?? firstFeed
  transaction
    .objectStore(stores.meta)
    .put({ ...feed, cursor: '', progress: null, isStale: true } satisfies FeedRecord, 'feed')
  await done
}

async function makeRoom({ connection }: Place): Promise<void> {
  await connection.over(dropRows)
}

async function dropRows(database: IDBDatabase): Promise<void> {
  const transaction = database.transaction([stores.rows, stores.scopes, stores.meta], 'readwrite')
  const done = committed(transaction)
  done.catch(() => {})
  const feed = (await readFeed(transaction)) ?? firstFeed
  transaction.objectStore(stores.rows).clear()
  transaction.objectStore(stores.scopes).clear()
  transaction
    .objectStore(stores.meta)
    .put({ ...feed, next: null, cursor: '', progress: null } satisfies FeedRecord, 'feed')
  await done
}

async function empty(database: IDBDatabase): Promise<void> {
  const transaction = database.transaction(Object.values(stores), 'readwrite', { durability: 'strict' })
  for (const name of Object.values(stores)) transaction.objectStore(name).clear()
  await committed(transaction)
}
