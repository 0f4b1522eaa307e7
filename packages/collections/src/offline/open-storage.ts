import { databaseName, NoDatabase, ownDatabase, result } from './database.ts'
import { openIndexedStorage } from './indexed-storage.ts'
import { memoryStorage } from './memory-storage.ts'
import type { OfflineStorage, StorageOptions } from './storage.types.ts'

/**
 * Opens the database of a user: never throws, and takes no longer than `openTimeout` to give a database up.
 *
 * Where there is none to have, all is in memory, and `status()` says why; what is on the disk stays there.
 */
export async function openStorage(options: StorageOptions): Promise<OfflineStorage> {
  const { model, tenant, user, database: source = ownDatabase() } = options
  const name = databaseName(model.service, tenant, user)
  if (!source) return memoryStorage({ model, reason: 'unavailable' })
  try {
    return await openIndexedStorage(name, source, options)
  } catch (cause) {
    return memoryStorage({
      model,
      reason: cause instanceof NoDatabase ? cause.reason : 'corrupted',
      cause,
      // What could not be opened is of that user all the same.
      onClear: async () => {
        const deleted = result(source.indexedDB.deleteDatabase(name)).then(() => {})
        deleted.catch(() => {})
        await Promise.race([deleted, pause(options.openTimeout ?? 5_000)])
      },
    })
  }
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, time)
  })
}
