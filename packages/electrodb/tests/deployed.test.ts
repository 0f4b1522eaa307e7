import { createDynamoClient, createDynamoStore, createTable, tableLayout } from '@throughline/electrodb'
import { planMigration, readDeployed, writeDeployed } from '@throughline/electrodb/migrate'
import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { modelToJSON } from '@throughline/schema/data'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, expect, inject, it } from 'vitest'
import * as z from 'zod'

const modelOf = (name: z.ZodString) =>
  defineModel({
    service: 'deployed',
    entities: { authors: defineEntity({ schema: z.object({ id: z.uuid(), name }) }) },
  })
const model = modelOf(z.string())
const tableName = `deployed-${crypto.randomUUID()}`
const layout = tableLayout(model, { tableName })
const client = createDynamoClient({ endpoint: inject('endpoint') })

beforeAll(() => createTable(client, layout))

it('is nothing in a table where nobody wrote it', async () => {
  expect(await readDeployed({ client }, tableName)).toBeUndefined()
})

it('comes back as it was written, for a plan to begin with, and is no row', async () => {
  await writeDeployed({ client }, tableName, { model, layout })
  const deployed = await readDeployed({ client }, tableName)
  expect(deployed).toEqual({ model: modelToJSON(model), layout, writtenAt: expect.any(String) })
  const next = modelOf(z.string().register(fieldMeta, { indexed: true }))
  const plan = planMigration({
    from: deployed!,
    to: { model: next, layout: tableLayout(next, { tableName }) },
  })
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['add_index', 'backfill'])
  const store = createDynamoStore(model, { client, layout })
  expect((await store.snapshot()).items).toEqual([])
  expect(await store.load([{ entity: 'authors', row: { id: crypto.randomUUID(), name: 'Ann' } }])).toEqual({
    rows: 1,
  })
  await store.clear()
  expect(await readDeployed({ client }, tableName)).toEqual(deployed)
})

it('says what it cannot read', async () => {
  const Item = {
    pk: 'LAYOUT',
    sk: 'MODEL',
    data: Buffer.from('later'),
    writtenAt: '2026-01-01T00:00:00.000Z',
  }
  await client.send(new PutCommand({ TableName: tableName, Item }))
  await expect(readDeployed({ client }, tableName)).rejects.toMatchObject({ code: 'not_configured' })
})
