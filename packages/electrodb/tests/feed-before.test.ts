import { randomBytes } from 'node:crypto'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Mutation } from '@throughline/schema'
import { pullAll, type SyncModel, syncModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import { createDynamoStore } from '../src/index.ts'
import { freshTable, mutationId, type TestTable } from './shop-model.ts'

/** Text of a size in kilobytes that no packing makes smaller than three quarters. */
const noise = (kilobytes: number): string => randomBytes(kilobytes * 768).toString('base64')

const team = (name: string): Mutation<SyncModel> => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'teams',
  row: { id: 'a', name },
})
const rename = (name: string): Mutation<SyncModel> => ({
  op: 'update',
  mutationId: mutationId(),
  entity: 'teams',
  key: { id: 'a' },
  changes: { name },
})
const remove: Mutation<SyncModel> = {
  op: 'delete',
  mutationId: mutationId(),
  entity: 'teams',
  key: { id: 'a' },
}

async function records({ client, tableName }: TestTable<SyncModel>): Promise<string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND sk < :head',
      ExpressionAttributeValues: { ':pk': 'CHANGES#0', ':head': 'HEAD' },
      ConsistentRead: true,
    }),
  )
  return Items.map(({ data }) => String(data))
}

describe('a feed that tells what rows were', () => {
  it('refuses a change that would not fit a record, and takes its row away', async () => {
    const { store } = await freshTable(syncModel, { feedBefore: true })
    const [first, second] = [noise(300), noise(300)]
    expect(await store.push([team(first)])).toMatchObject([{ status: 'applied' }])
    expect(await store.push([rename(second)])).toMatchObject([
      {
        status: 'rejected',
        code: 'too_large',
        message: 'This team and what it was before are larger than the 400 KB of a record of the feed.',
      },
    ])
    expect(await store.push([rename('Small')])).toMatchObject([{ status: 'applied', version: 2 }])
    expect(await store.push([rename(second), remove])).toMatchObject([{ version: 3 }, { version: 4 }])
    const { store: plain } = await freshTable(syncModel)
    expect(await plain.push([team(first), rename(second)])).toMatchObject([{ version: 1 }, { version: 2 }])
  })

  it('takes many large rows along in transactions that DynamoDB takes', async () => {
    const { store } = await freshTable(syncModel, { feedBefore: true })
    const project = (number: number): Mutation<SyncModel> => ({
      op: 'insert',
      mutationId: mutationId(),
      entity: 'projects',
      row: { teamId: 'a', number, name: noise(60) },
    })
    await store.push([team('A'), ...Array.from({ length: 85 }, (_, index) => project(index))])
    const feed = await store.heads()
    expect(await store.push([remove])).toMatchObject([{ status: 'applied', version: 2 }])
    const changes = await pullAll(store, feed)
    expect(changes).toHaveLength(86)
    expect(changes.every(({ op, before }) => op === 'delete' && before?.meta.version === 1)).toBe(true)
  })

  it('is not larger where it is not told', async () => {
    const plain = await freshTable(syncModel)
    const telling = await freshTable(syncModel, { feedBefore: true })
    for (const table of [plain, telling]) await table.store.push([team('A'), rename('B'), remove])
    const member = '"b":'
    expect((await records(plain)).join()).not.toContain(member)
    expect((await records(telling)).join().split(member)).toHaveLength(4)
  })

  it('begins to tell with what is written once it is asked to', async () => {
    const { client, tableName, store } = await freshTable(syncModel)
    const telling = createDynamoStore(syncModel, { client, tableName, feedBefore: true })
    const feed = await store.heads()
    await store.push([team('A'), rename('B')])
    await telling.push([rename('C')])
    const changes = await pullAll(telling, feed)
    expect(changes.map((change) => 'before' in change)).toEqual([false, false, true])
    expect(changes[2]?.before).toMatchObject({ row: { name: 'B' }, meta: { version: 2 } })
  })
})
