export { memoryStore, type MemoryStoreOptions } from '../memory/memory-store.ts'
export { blogModel } from './blog-model.ts'
export { blogRows } from './blog-rows.ts'
export type { Check } from './check.ts'
export { contractModel, type ContractStore } from './contract-model.ts'
export { failingChecks } from './failing-checks.ts'
export { modelChecks, syncModelChecks } from './model-checks.ts'
export { modelContract, type ModelContractOptions, syncModelContract } from './model-contract.ts'
export { ordersModel } from './orders-model.ts'
export { ordersRows } from './orders-rows.ts'
export { orgModel } from './org-model.ts'
export { orgRows } from './org-rows.ts'
export { createRandom, randomMutation } from './random-mutation.ts'
export { createReplica, pullAll, readTable, type Replica, type RowTable } from './replica.ts'
export { storeChecks, storeContract, type StoreContractOptions } from './store-contract.ts'
export {
  syncBeforeChecks,
  syncChecks,
  type SyncContractOptions,
  type SyncStoreOptions,
  syncStoreContract,
} from './sync-contract.ts'
export {
  type Clock,
  createClock,
  syncModel,
  type SyncModel,
  type SyncMutation,
  type SyncSubject,
  team,
} from './sync-model.ts'
export { uuidOf } from './uuid-of.ts'
export { writerChecks, writerContract } from './writer-contract.ts'
