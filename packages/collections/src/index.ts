export {
  CollectionsError,
  type CollectionsErrorCode,
  type CollectionsErrorDetails,
  type Conflict,
} from './collections-error.ts'
export { createStore } from './create-store.ts'
export type {
  Condition,
  ListOptions,
  ListResult,
  LiveList,
  LiveRow,
  OrderBy,
  RowResult,
  Where,
} from './live-query.types.ts'
export type { Readable } from './readable.types.ts'
export type {
  Collections,
  CollectionStore,
  EntityCollection,
  PendingWrite,
  RowKey,
  StoreOptions,
} from './store.types.ts'
export type { EntityStatus, SyncStatus } from './sync-status.ts'
