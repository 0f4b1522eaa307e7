import type { CollectionsError } from './collections-error.ts'
import type { StorageStatus } from './offline/storage.types.ts'
import type { QuarantinedRow } from './sync/row-check.ts'

/** How one entity, or the whole model, stands with the server. */
export interface EntityStatus {
  /** A first load is under way; a refetch of rows that are there is not one. */
  readonly loading: boolean
  /** Rows loaded so far. */
  readonly rows: number
  /** When rows were last read completely; `null` before. */
  readonly syncedAt: Date | null
  /** Writes that the server has not confirmed yet. */
  readonly pending: number
  /** Why the latest read failed; `null` after one that did not. */
  readonly error: CollectionsError | null
}

/** How the whole model stands, and each of its entities. */
export interface SyncStatus<TName extends string = string> extends EntityStatus {
  /** A read is under way, first or repeated. */
  readonly fetching: boolean
  /** The server could not be reached, or could not answer, when it was asked last. */
  readonly offline: boolean
  /** Rows that the first reading of everything has brought so far; `null` where none is under way. */
  readonly progress: { readonly rows: number } | null
  /** Whether a live stream tells of what others write. */
  readonly live: 'closed' | 'open'
  /** Rows of the server that the model does not take, and that are not shown. */
  readonly quarantined: readonly QuarantinedRow[]
  /** Where rows and writes are kept; `null` without offline storage, and before it is opened. */
  readonly storage: StorageStatus | null
  readonly entities: Readonly<Record<TName, EntityStatus>>
}

/** What of a store's status comes from the feed; `error` is what the calls wait for. */
export type FeedStatus = Pick<
  SyncStatus,
  'error' | 'live' | 'offline' | 'progress' | 'quarantined' | 'storage' | 'syncedAt'
>
