import { createDynamoClient, createDynamoStore } from '@throughline/electrodb'
import { syncModel } from '@throughline/schema/testing'
import { createApi } from '@throughline/trpc'
import { serve } from '@throughline/trpc/node'
import { apiPath, type Listening, type Vitals } from './place.ts'

// A server process: it knows the table, and no other process. It answers "vitals" with its memory.

const { ENDPOINT: endpoint = '', TABLE: tableName = '', SHARDS: shards = '1' } = process.env
const client = createDynamoClient({ endpoint })
const store = createDynamoStore(syncModel, { client, tableName, shards: Number(shards) })
const api = createApi(syncModel, { store, endpoint: apiPath, limits: { rate: false } })
const server = await serve(api, { port: 0, hostname: '127.0.0.1' })

process.on('message', () => {
  globalThis.gc?.()
  const { heapUsed: heap, rss } = process.memoryUsage()
  process.send?.({ heap, rss } satisfies Vitals)
})
// A test that ends takes its servers along.
process.on('disconnect', () => process.exit())
process.send?.({ origin: server.url } satisfies Listening)
