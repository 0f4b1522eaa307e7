import type { NewEntry } from './outbox-plan.ts'
import type { StorageHealth } from './storage-health.ts'
import type { StorageWrite, StoredEntry, WriteResult } from './storage.types.ts'

/** Takes writes of a database that is gone. */
export type Apart = (write: StorageWrite, health: StorageHealth) => WriteResult

/**
 * Of a database that the browser has deleted, nothing is left that could be another by now: every write of entries holds, and
 * tabs that had it tell each other of it, as of those that are stored. Rows are no longer kept.
 */
export function createApart(): Apart {
  // After all that were stored.
  let at = Number.MAX_SAFE_INTEGER / 2
  return ({ outbox, client }, health) => {
    if (!outbox && !client) return { kind: 'kept' }
    const fresh = (outbox?.add ?? []).map((entry): NewEntry => ({ entry, revision: 1 }))
    const added = [...health.kept(), ...fresh].map(({ entry, revision }): StoredEntry => {
      at += 1
      return Object.assign({}, entry, { at, revision })
    })
    health.keep([])
    return { kind: 'written', added, writes: 0 }
  }
}
