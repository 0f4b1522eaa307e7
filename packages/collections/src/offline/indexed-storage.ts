import { committed, inTime, isQuota, NoDatabase, openDatabase, stores } from './database.ts'
import { compactRows } from './indexed-compact.ts'
import { loadAll, readState, type RecordContext } from './indexed-load.ts'
import { fitDatabase } from './indexed-open.ts'
import { commitWrite, type Holder, prepareWrite } from './indexed-write.ts'
import { splitKept } from './kept-entries.ts'
import type { NewEntry } from './outbox-plan.ts'
import { type FeedRecord, readClient, readFeed } from './records.ts'
import { generationRange, type SegmentKey, toKey } from './segment-keys.ts'
import { createHealth, type StorageHealth } from './storage-health.ts'
import type {
  DatabaseSource,
  LoadOptions,
  LoadTarget,
  OfflineStorage,
  StorageOptions,
  StorageState,
  StorageWrite,
  WriteResult,
} from './storage.types.ts'
import { emptyState, firstFeed } from './write-rows.ts'

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
  const database = await openDatabase(source.indexedDB, name)
  const health = createHealth()
  watchDatabase(database, health)
  try {
    const { stamp, context } = await fitDatabase(database, options, source)
    const place = {
      database,
      context,
      health,
      holder: { stamp, epoch: undefined },
      live: new Map<string, number>(),
    }
    return createStorage(place, () => source.indexedDB.deleteDatabase(name))
  } catch (error) {
    database.close()
    throw error
  }
}

interface Place {
  readonly database: IDBDatabase
  readonly context: RecordContext
  readonly health: StorageHealth
  holder: Holder
  live: Map<string, number>
}

/** Lets go of the database where others want it, and says so. */
function watchDatabase(database: IDBDatabase, health: StorageHealth): void {
  database.addEventListener('versionchange', ({ newVersion }) => {
    database.close()
    // Without a new version, it is deleted: a user has signed out in another tab.
    if (newVersion === null) health.close('cleared')
    else health.fail('outdated')
  })
  database.addEventListener('close', () => health.fail('evicted'))
}

function createStorage(place: Place, remove: () => IDBOpenDBRequest): OfflineStorage {
  const { database, context, health } = place
  const inOrder = createOrder()
  const compactInOrder = createOrder()
  return {
    status: health.status,
    subscribe: health.subscribe,
    write: async (write) => inOrder(() => writeOrKeep(place, write)),
    load: async (target, options = {}) => loadOrEmpty(place, target, options),
    lead: async () => inOrder(() => leadOrEmpty(place)),
    compact: async () =>
      // Beside the writes: it takes long, and takes nothing away that they could add.
      compactInOrder(async () => {
        if (health.status().kind !== 'indexeddb') return 0
        return compactRows(database, context, place.holder, place.live).catch(() => 0)
      }),
    async clear() {
      health.close('cleared')
      await empty(database).catch(() => {})
      database.close()
      remove()
    },
    async close(reason = 'closed') {
      await inOrder(async () => {})
      database.close()
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
    const { damaged, live } = await loadAll(place.database, place.context, { ...target, state }, options)
    place.live = live
    if (damaged.length > 0) await dropDamaged(place.database, damaged)
    return { isWhole: damaged.length === 0 }
  } catch (cause) {
    options.signal?.throwIfAborted()
    place.health.fail(isClosed(cause) ? 'evicted' : 'corrupted', cause)
    if (!isTold) target.state(emptyState())
    return { isWhole: false }
  }
}

async function leadOrEmpty(place: Place): Promise<StorageState> {
  try {
    const { state, epoch } = await takeLead(place)
    place.holder = { ...place.holder, epoch }
    return state
  } catch (cause) {
    place.health.fail(isClosed(cause) ? 'evicted' : 'corrupted', cause)
    return emptyState()
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
  if (status.kind === 'memory' && status.reason !== 'quota') return keep(health, write)
  try {
    if (status.kind === 'indexeddb') return await store(place, write)
  } catch (error) {
    if (!isQuota(error)) return failed(place, write, error)
    health.fail('quota', error)
  }
  const { outbox, client } = write
  if (!outbox && !client) return { kind: 'kept' }
  const rest: StorageWrite = { ...(outbox && { outbox }), ...(client && { client }) }
  try {
    return await storeWithRoom(place, rest)
  } catch (error) {
    return isQuota(error) ? keep(health, rest) : failed(place, rest, error)
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
  { database, context, health, holder }: Place,
  write: StorageWrite,
): Promise<WriteResult> {
  const split = splitKept(health.kept(), write)
  if (!split) return { kind: 'refused', reason: 'revision' }
  const prepared = await prepareWrite(split.write, split.kept, context)
  const written = await commitWrite(database, prepared, holder, context.keyRange)
  if (written.kind === 'refused' && written.reason === 'cleared') health.close('cleared')
  if (written.kind === 'written') health.keep([])
  return written
}

function keep(health: StorageHealth, write: StorageWrite): WriteResult {
  const split = splitKept(health.kept(), write)
  if (!split) return { kind: 'refused', reason: 'revision' }
  const added = (write.outbox?.add ?? []).map((entry): NewEntry => ({ entry, revision: 1 }))
  health.keep([...split.kept, ...added])
  return { kind: 'kept' }
}

function failed({ health }: Place, write: StorageWrite, cause: unknown): WriteResult {
  const status = health.status()
  if (status.kind === 'closed') return { kind: 'refused', reason: status.reason }
  // A call that is not right is no fault of the disk.
  if (cause instanceof TypeError || (cause instanceof Error && cause.name === 'DataCloneError')) throw cause
  health.fail(isClosed(cause) ? 'evicted' : 'corrupted', cause)
  return keep(health, write)
}

/** Whether it is gone, and not broken. */
function isClosed(error: unknown): boolean {
  return error instanceof NoDatabase || (error instanceof Error && error.name === 'InvalidStateError')
}

async function takeLead({
  database,
  context,
  holder,
}: Place): Promise<{ state: StorageState; epoch: number }> {
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

async function makeRoom({ database }: Place): Promise<void> {
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
