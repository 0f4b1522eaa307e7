export { memoryStore, type MemoryStoreOptions } from './memory-store.ts'
export type { MemoryWork } from './tables.ts'
