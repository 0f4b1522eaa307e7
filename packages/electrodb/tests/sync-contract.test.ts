import { syncModel, syncStoreContract, writerContract } from '@throughline/schema/testing'
import { freshTable } from './shop-model.ts'

for (const shards of [1, 4]) {
  const name = `DynamoDB Local, ${shards} shards`
  syncStoreContract(name, {
    create: async ({ now, feedBefore }) => (await freshTable(syncModel, { shards, now, feedBefore })).store,
  })
  writerContract(name, { create: async ({ now }) => (await freshTable(syncModel, { shards, now })).store })
}
