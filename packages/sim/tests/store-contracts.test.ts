import { createDynamoStore, tableLayout } from '@throughline/electrodb'
import type { AnyModel, SyncStore } from '@throughline/schema'
import {
  contractModel,
  storeContract,
  syncModel,
  syncStoreContract,
  writerContract,
} from '@throughline/schema/testing'
import { directClient, modelledTable } from '../src/dynamo/modelled-table.ts'

interface Options {
  readonly shards: number
  readonly now?: () => string
  readonly feedBefore?: boolean
}

function storeOf<TModel extends AnyModel>(model: TModel, { shards, ...options }: Options): SyncStore<TModel> {
  const layout = tableLayout(model, { tableName: 'modelled', shards })
  const client = directClient(modelledTable({ layout }))
  return createDynamoStore(model, { client, layout, ...options })
}

// What is proved of the store on DynamoDB Local holds on the modelled one.
for (const shards of [1, 3]) {
  const name = `modelled DynamoDB, ${shards} shards`
  syncStoreContract(name, {
    create: async ({ now, feedBefore }) => storeOf(syncModel, { shards, now, feedBefore }),
  })
  writerContract(name, { create: async ({ now }) => storeOf(syncModel, { shards, now }) })
}
storeContract('modelled DynamoDB', { create: async () => storeOf(contractModel, { shards: 1 }) })
