import { contractModel } from '../testing/contract-model.ts'
import { storeContract } from '../testing/store-contract.ts'
import { memoryStore } from './memory-store.ts'

storeContract('memoryStore', { create: async () => memoryStore(contractModel) })
