import type { TabNote } from '../../offline/tabs.types.ts'
import type { StoredOutbox } from './stored-outbox.types.ts'
import type { StoredContext, StoredRows } from './stored.types.ts'

/** What of a store outlives its tab. */
export interface Stored {
  readonly rows: StoredRows
  readonly outbox: StoredOutbox
  /** Tells other tabs how this one stands with the server, where it leads; or how the leader does, where it does not. */
  share(own: TabNote): TabNote
  /** Deletes all that is stored, here and for other tabs. */
  clear(): Promise<void>
}

/** Where a store keeps its rows and its writes: what `offline` of `@throughline/collections/offline` makes. */
export interface OfflineSource {
  /** Makes it for a store; nothing is opened before rows are asked for, or written. */
  readonly open: (context: StoredContext) => Stored
}
