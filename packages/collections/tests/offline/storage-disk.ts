import type { AnyModel } from '@throughline/schema'
import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb'
import { vi } from 'vitest'
import { openStorage } from '../../src/offline/index.ts'
import type { StorageOptions } from '../../src/offline/storage.types.ts'
import { entry, owner, owners, storageModel } from './storage-model.ts'

export const name = 'throughline/storage//me'

export function createDisk(model: AnyModel = storageModel) {
  const indexedDB = new IDBFactory()
  const open = (options: Partial<StorageOptions> = {}) =>
    openStorage({ model, user: 'me', database: { indexedDB, IDBKeyRange }, openTimeout: 100, ...options })
  return { indexedDB, open }
}

export function requested<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error('The request failed.')))
  })
}

/** Does something to the records of a store, as no storage would. */
export async function tamper(
  indexedDB: IDBFactory,
  store: string,
  change: (store: IDBObjectStore) => Promise<unknown>,
): Promise<void> {
  const database = await requested(indexedDB.open(name))
  await change(database.transaction(store, 'readwrite').objectStore(store))
  database.close()
}

export async function recordsOf(indexedDB: IDBFactory, store: string): Promise<unknown[]> {
  let records: unknown[] = []
  await tamper(indexedDB, store, async (opened) => {
    records = await requested(opened.getAll())
  })
  return records
}

/** Puts into these stores find no room. */
export function fill(...names: readonly string[]): void {
  const { put } = IDBObjectStore.prototype
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (names.includes(this.name)) throw new DOMException('No room.', 'QuotaExceededError')
    return put.apply(this, args)
  })
}

export const makeKey = () =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

export async function filled(disk: ReturnType<typeof createDisk>, options: Partial<StorageOptions> = {}) {
  const storage = await disk.open(options)
  await storage.lead()
  const parts = [owners([owner('1', 1, { secret: 'hush' })])]
  const scopes = [{ entity: 'owners', parentKey: undefined }]
  await storage.write({
    parts,
    cursor: 'c',
    scopes,
    outbox: { add: [entry('a', { values: { secret: 'psst' } })] },
  })
  return storage
}
