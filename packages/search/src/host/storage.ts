import type { SavedSearchIndex } from '../search.types.ts'

/** An index with the place in the feed that it has got to. */
export interface KeptIndex {
  readonly saved: SavedSearchIndex
  readonly cursor: string
}

/** Where an index is kept between visits. */
export interface IndexStorage {
  /** `undefined` where there is none. */
  readonly load: () => Promise<KeptIndex | undefined>
  readonly save: (kept: KeptIndex) => Promise<void>
  readonly remove: () => Promise<void>
}

const databaseName = 'throughline-search'
const storeName = 'indexes'

/** Keeps an index in the IndexedDB of this origin, under a name. */
export function indexedDbStorage(name: string): IndexStorage {
  const run = async <T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const database = await open()
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(storeName, mode)
        const request = work(transaction.objectStore(storeName))
        transaction.addEventListener('complete', () => resolve(request.result))
        transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('It was aborted.')))
      })
    } finally {
      database.close()
    }
  }
  return {
    // Sound: what is read of it is checked before it is used.
    load: async () => (await run('readonly', (store) => store.get(name))) as KeptIndex | undefined,
    save: async (kept) => void (await run('readwrite', (store) => store.put(kept, name))),
    remove: async () => run('readwrite', (store) => store.delete(name)),
  }
}

async function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(storeName))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('It could not be opened.')))
    request.addEventListener('blocked', () => reject(new Error('Another tab holds it open.')))
  })
}
