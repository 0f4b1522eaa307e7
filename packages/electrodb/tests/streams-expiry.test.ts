import { defineEntity, defineModel } from '@throughline/schema'
import { afterAll, expect, it } from 'vitest'
import * as z from 'zod'
import { createDynamoClient, createDynamoStore, createTable, tableLayout } from '../src/index.ts'
import { startDynamoDBLocal } from '../src/local/index.ts'
import { enableStream, type StreamRecord, streamRecords } from '../src/streams/index.ts'
import { readUntil } from './read-stream.ts'

// One of its own: beside many other tables, DynamoDB Local 3.3 is minutes late with what has expired.
const local = await startDynamoDBLocal()
afterAll(local.stop)

it('rows that expire are deletes of their own cause', async () => {
  const model = defineModel({
    service: 'sessions',
    entities: { sessions: defineEntity({ schema: z.object({ id: z.string(), until: z.date() }) }) },
  })
  const layout = tableLayout(model, { expires: { sessions: 'until' } })
  const client = createDynamoClient({ endpoint: local.endpoint })
  await createTable(client, layout)
  await enableStream(client, layout.tableName)
  const store = createDynamoStore(model, { client, layout })
  const until = new Date(Date.now() - 5_000)
  await store.load([{ entity: 'sessions', row: { id: 's', until } }])
  const isGone = (records: readonly StreamRecord[]): boolean =>
    records.some(({ dynamodb }) => dynamodb?.OldImage?.['__edb_e__'] && !dynamodb.NewImage)
  const { records } = await readUntil({ client, tableName: layout.tableName }, isGone, { seconds: 150 })
  const { changes } = streamRecords(model, layout, { Records: records })
  expect(changes).toMatchObject([
    { op: 'insert', cause: 'write', key: { id: 's' } },
    { op: 'delete', cause: 'expired', key: { id: 's' }, before: { row: { id: 's', until } } },
  ])
}, 180_000)
