import { createDynamoClient, createDynamoStore, createTable, tableLayout } from '@throughline/electrodb'
import type { SyncStore } from '@throughline/schema'
import { type SyncModel, syncModel } from '@throughline/schema/testing'
import { inject } from 'vitest'
import type { Place } from './place.ts'

/** An empty table, and a store on it in this process. */
export interface FreshTable extends Place {
  readonly store: SyncStore<SyncModel>
}

/** Makes a table that no other test has. */
export async function freshTable(shards = 1): Promise<FreshTable> {
  const endpoint = inject('endpoint')
  const tableName = `system-${crypto.randomUUID()}`
  const client = createDynamoClient({ endpoint })
  await createTable(client, tableLayout(syncModel, { tableName, shards }))
  return { endpoint, tableName, shards, store: createDynamoStore(syncModel, { client, tableName, shards }) }
}
