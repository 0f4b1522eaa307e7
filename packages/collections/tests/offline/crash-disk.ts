import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { DatabaseSource } from '../../src/offline/storage.types.ts'

/** What a disk had at a moment: records by store. */
export type DiskImage = ReadonlyMap<string, readonly (readonly [key: IDBValidKey, record: unknown])[]>

/** A database of which an image is taken after each transaction that wrote: the moments at which a crash can find it. */
export interface CrashDisk {
  readonly database: DatabaseSource
  /** Images since the last call, in order. */
  takeImages(): Promise<DiskImage[]>
  /** From now on the n-th record that is put fails. */
  failPut(countdown: number): void
}

export function createCrashDisk(): CrashDisk {
  const indexedDB = new IDBFactory()
  let images: Promise<DiskImage>[] = []
  let failsIn = Infinity

  const watch = (database: IDBDatabase): void => {
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options)
      if (mode !== 'readwrite') return transaction
      // Before whatever is begun once it is told: images are in the order of the writes.
      transaction.addEventListener('complete', () => images.push(readImage(begin, database)))
      const objectStore = transaction.objectStore.bind(transaction)
      transaction.objectStore = (name) => failing(objectStore(name))
      return transaction
    }
  }
  const failing = (store: IDBObjectStore): IDBObjectStore => {
    const put = store.put.bind(store)
    store.put = (value, key) => {
      failsIn -= 1
      if (failsIn === 0) throw new DOMException('The disk fails.', 'UnknownError')
      return put(value, key)
    }
    return store
  }
  const open = indexedDB.open.bind(indexedDB)
  indexedDB.open = (name, version) => {
    const request = open(name, version)
    request.addEventListener('success', () => watch(request.result))
    return request
  }
  return {
    database: { indexedDB, IDBKeyRange },
    async takeImages() {
      const taken = await Promise.all(images)
      images = []
      return taken
    },
    failPut(countdown) {
      failsIn = countdown
    },
  }
}

async function readImage(
  begin: IDBDatabase['transaction'],
  { objectStoreNames }: IDBDatabase,
): Promise<DiskImage> {
  const names = Array.from(objectStoreNames)
  const transaction = begin(names, 'readonly')
  const stores = names.map(async (name) => {
    const store = transaction.objectStore(name)
    const [keys, records] = await Promise.all([requested(store.getAllKeys()), requested(store.getAll())])
    return [name, keys.map((key, index) => [key, records[index]] as const)] as const
  })
  return new Map(await Promise.all(stores))
}

/** A disk as it was: what a start after a crash finds. */
export async function restoreDisk(name: string, image: DiskImage): Promise<DatabaseSource> {
  const indexedDB = new IDBFactory()
  const request = indexedDB.open(name, 1)
  request.addEventListener('upgradeneeded', () => {
    for (const store of image.keys()) request.result.createObjectStore(store)
  })
  const database = await requested(request)
  const transaction = database.transaction([...image.keys()], 'readwrite')
  for (const [store, records] of image) {
    for (const [key, record] of records) transaction.objectStore(store).put(record, key)
  }
  await new Promise((resolve) => {
    transaction.addEventListener('complete', resolve)
  })
  database.close()
  return { indexedDB, IDBKeyRange }
}

function requested<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error('The request failed.')))
  })
}
