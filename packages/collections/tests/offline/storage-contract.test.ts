import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { createMemoryDisk, memoryStorage, openStorage } from '../../src/offline/index.ts'
import type { OpenStorage } from './storage-check.ts'
import { storageChecks } from './storage-checks.ts'
import { storageModel } from './storage-model.ts'

const encryptionKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
  'encrypt',
  'decrypt',
])

/** What makes an empty storage, by the kind of it. */
const kinds: Readonly<Record<string, () => OpenStorage>> = {
  memory() {
    const disk = createMemoryDisk()
    return async () => memoryStorage({ model: storageModel, disk })
  },
  'fake-indexeddb': () => opener(),
  'fake-indexeddb with a key': () => opener(encryptionKey),
}

function opener(key?: CryptoKey): OpenStorage {
  const database = { indexedDB: new IDBFactory(), IDBKeyRange }
  return async () => {
    const storage = await openStorage({ model: storageModel, user: 'me', database, encryptionKey: key })
    expect(storage.status()).toEqual({ kind: 'indexeddb' })
    return storage
  }
}

for (const [kind, create] of Object.entries(kinds)) {
  describe(`${kind}: OfflineStorage contract`, () => {
    for (const [group, checks] of Object.entries(storageChecks)) {
      describe(group, () => {
        it.each(checks)('$name', ({ run }) => run(create()))
      })
    }
  })
}
