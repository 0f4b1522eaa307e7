import { memoryStore } from '../memory/memory-store.ts'
import { syncModel } from '../testing/sync-model.ts'
import { writerContract } from '../testing/writer-contract.ts'

writerContract('memoryStore', { create: async ({ now }) => memoryStore(syncModel, { now, shards: 2 }) })
