import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'

/** Makes a disk the one that `indexedDB` is, for whatever opens from now on. */
export function mountDisk(disk: IDBFactory): void {
  Object.assign(globalThis, { indexedDB: disk, IDBKeyRange })
}

export const emptyDisk = (): IDBFactory => new IDBFactory()

/** A disk as it is now, with every database and every record: what a new process finds after a crash. */
export async function copyDisk(disk: IDBFactory): Promise<IDBFactory> {
  const copy = new IDBFactory()
  for (const { name, version } of await disk.databases()) {
    if (name !== undefined) await copyDatabase(disk, copy, name, version)
  }
  return copy
}

interface StoreImage {
  readonly name: string
  readonly options: IDBObjectStoreParameters
  readonly indexes: readonly {
    readonly name: string
    readonly keyPath: string[] | string
    readonly options: IDBIndexParameters
  }[]
  readonly records: readonly (readonly [key: IDBValidKey, value: unknown])[]
}

async function copyDatabase(from: IDBFactory, to: IDBFactory, name: string, version = 1): Promise<void> {
  const source = await done(from.open(name, version))
  const stores = await readStores(source)
  source.close()
  const request = to.open(name, version)
  request.addEventListener('upgradeneeded', () => {
    for (const { name: storeName, options, indexes } of stores) {
      const store = request.result.createObjectStore(storeName, options)
      for (const index of indexes) store.createIndex(index.name, index.keyPath, index.options)
    }
  })
  const target = await done(request)
  if (stores.length > 0) {
    const transaction = target.transaction(
      stores.map((store) => store.name),
      'readwrite',
    )
    for (const { name: storeName, options, records } of stores) {
      const store = transaction.objectStore(storeName)
      for (const [key, value] of records) {
        if (options.keyPath === null || options.keyPath === undefined) store.put(value, key)
        else store.put(value)
      }
    }
    await new Promise((resolve, reject) => {
      transaction.addEventListener('complete', resolve)
      transaction.addEventListener('abort', () => reject(new Error('The copy failed.')))
    })
  }
  target.close()
}

async function readStores(database: IDBDatabase): Promise<StoreImage[]> {
  const names = Array.from(database.objectStoreNames)
  if (names.length === 0) return []
  const transaction = database.transaction(names, 'readonly')
  return Promise.all(
    names.map(async (name) => {
      const store = transaction.objectStore(name)
      const indexes = Array.from(store.indexNames, (index) => store.index(index)).map(
        ({ name: indexName, keyPath, unique, multiEntry }) => ({
          name: indexName,
          keyPath,
          options: { unique, multiEntry },
        }),
      )
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())])
      const options = { keyPath: store.keyPath, autoIncrement: store.autoIncrement }
      return { name, options, indexes, records: keys.map((key, index) => [key, values[index]] as const) }
    }),
  )
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error('The request failed.')))
  })
}
