import type { Values } from '../../values.ts'

/** What someone may do with writes that wait: by the `id` of `pendingMutations`. */
export interface Outbox {
  /** Sends a parked write, with its transaction, once more; all that are parked where none is named. */
  retry(id?: string): void
  /** Changes fields of a parked write and sends it again. @throws {CollectionsError} `invalid`, `not_found`. */
  edit(id: string, changes: Values): void
  /** Takes a write back that is not under way, with its transaction and what is built on it. @throws {CollectionsError} `not_found`. */
  discard(id: string): void
}
