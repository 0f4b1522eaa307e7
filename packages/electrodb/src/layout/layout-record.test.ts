import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { freshTable, shopModel } from '../../tests/shop-model.ts'
import { layoutHash } from './layout-hash.ts'
import { readLayoutRecord, writeLayoutRecord } from './layout-record.ts'
import { createTable } from './table.ts'
import { tableLayout } from './table-layout.ts'

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string

describe('the record of a layout', () => {
  it('is written by createTable, and kept by the next one', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const layout = tableLayout(shopModel, { tableName })
    const hash = await layoutHash(layout)
    const record = await readLayoutRecord({ client }, tableName)
    expect(record).toEqual({ version: layout.version, hash, writtenAt: iso })
    // The same keys and indexes, with other keys in them.
    await createTable(client, tableLayout(shopModel, { tableName, shards: 4 }))
    expect(await readLayoutRecord({ client }, tableName)).toEqual(record)
  })

  it('is replaced only over what is expected', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const [first, second, third] = [1, 2, 3].map((shards) => tableLayout(shopModel, { tableName, shards }))
    if (!first || !second || !third) throw new Error('Three layouts.')
    const hashOf = async (): Promise<string | undefined> =>
      (await readLayoutRecord({ client }, tableName))?.hash
    expect(await writeLayoutRecord({ client }, second, { over: null })).toBe(false)
    expect(await writeLayoutRecord({ client }, second, { over: await layoutHash(third) })).toBe(false)
    expect(await hashOf()).toBe(await layoutHash(first))
    expect(await writeLayoutRecord({ client }, second, { over: await layoutHash(first) })).toBe(true)
    expect(await hashOf()).toBe(await layoutHash(second))
    // As after an answer that was lost.
    expect(await writeLayoutRecord({ client }, second, { over: await layoutHash(first) })).toBe(true)
    expect(await writeLayoutRecord({ client }, third)).toBe(true)
    expect(await hashOf()).toBe(await layoutHash(third))
  })

  it('is no row, and stays when the rows are cleared', async () => {
    const { client, tableName, store } = await freshTable(shopModel)
    await store.load([{ entity: 'customers', row: { id: 'a', name: 'A' } }])
    expect(await store.clear()).toMatchObject({ rows: 1 })
    const Key = { pk: 'LAYOUT', sk: 'LAYOUT' }
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key }))
    expect(Item).toMatchObject({ version: 1, hash: expect.any(String) as string })
  })
})
