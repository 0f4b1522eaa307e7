export { memoryStore, type MemoryStoreOptions } from '../memory/memory-store.ts'
export { contractModel } from './contract-model.ts'
export { storeContract, type StoreContractOptions } from './store-contract.ts'
