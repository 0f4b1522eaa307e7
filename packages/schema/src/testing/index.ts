export { memoryStore, type MemoryStoreOptions } from '../memory/memory-store.ts'
export { contractModel, storeContract, type StoreContractOptions } from './store-contract.ts'
