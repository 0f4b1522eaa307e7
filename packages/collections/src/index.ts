export {
  CollectionsError,
  type CollectionsErrorCode,
  type CollectionsErrorDetails,
  type Conflict,
} from './collections-error.ts'
export type {
  ConflictChoice,
  ConflictDetails,
  ConflictOptions,
  ConflictPolicy,
  StoreConflict,
} from './conflicts/conflict.types.ts'
export { createStore } from './create-store.ts'
export type {
  AggregateOptions,
  AggregateResult,
  Aggregates,
  Condition,
  EntityWhere,
  ListOptions,
  ListResult,
  LiveAggregate,
  LiveList,
  LivePages,
  LiveRow,
  OrderBy,
  PagesOptions,
  PagesResult,
  Quantified,
  RowOptions,
  RowResult,
  RowWith,
  Where,
} from './live-query.types.ts'
export type { PendingMutation } from './query/pending-mutations.ts'
export type { Readable } from './readable.types.ts'
export type {
  Collections,
  CollectionStore,
  EntityCollection,
  PendingTransaction,
  PendingWrite,
  RowKey,
  StoreOptions,
} from './store.types.ts'
export type { EntityStatus, SyncStatus } from './sync-status.ts'
export type { QuarantinedRow } from './sync/row-check.ts'
