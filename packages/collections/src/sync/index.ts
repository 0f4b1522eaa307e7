export type {
  ConflictChoice,
  ConflictDetails,
  ConflictOptions,
  ConflictPolicy,
  StoreConflict,
} from '../conflicts/conflict.types.ts'
export type { OfflineStore, PendingTransaction, SyncedStore } from '../store.types.ts'
export { feedSync, type FeedSyncOptions } from './feed-sync.ts'
