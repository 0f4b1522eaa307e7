export {
  CollectionsError,
  type CollectionsErrorCode,
  type CollectionsErrorDetails,
  type Conflict,
} from './collections-error.ts'
export { createStore } from './create-store.ts'
export type { PendingMutation } from './pending-mutations.ts'
export type { FeedPlugin, QueryPlugin, SyncPlugin } from './plugin.types.ts'
export type { Readable } from './readable.types.ts'
export type {
  CollectionStore,
  PendingWrite,
  RowKey,
  StoreOptions,
  StoreWith,
  UpdateOptions,
} from './store.types.ts'
export type { EntityStatus, SyncStatus } from './sync-status.types.ts'
export type { QuarantinedRow } from './sync/row-check.ts'
