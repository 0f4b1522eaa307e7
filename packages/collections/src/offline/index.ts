export { copyDisk, createMemoryDisk, type MemoryDisk } from './memory-disk.ts'
export { memoryStorage, type MemoryStorageOptions } from './memory-storage.ts'
export { modelShape, type ModelShape } from './model-shape.ts'
export { offline, type OfflineOptions } from './offline.ts'
export { openStorage } from './open-storage.ts'
export { openSharedStorage, soleTab } from './shared-storage.ts'
export type {
  DatabaseSource,
  EntityPart,
  LoadOptions,
  LoadTarget,
  MemoryReason,
  OfflineStorage,
  OutboxEntry,
  OutboxWrite,
  ParkedError,
  SentMutation,
  SnapshotProgress,
  StorageOptions,
  StorageState,
  StorageStatus,
  StorageWrite,
  StoredClient,
  StoredEntry,
  StoredScope,
  StoredTomb,
  WriteResult,
} from './storage.types.ts'
export type { SharedStorage, TabChannel, TabLead, TabLocks, TabNews, TabSource } from './tabs.types.ts'
