import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { sleep } from '../src/client/backoff.ts'
import { migrate } from '../src/migrate/index.ts'
import { libraryModel, libraryRows } from './library-model.ts'
import {
  indexNames,
  oldTable,
  type OldTable,
  planFrom,
  scanAll,
  storeOf,
  watchRequests,
} from './migrate-table.ts'
import { mutationId } from './shop-model.ts'

const plain = libraryModel()
const indexed = libraryModel({ indexed: true })
const options = { segments: 4 }

async function countInIndex(
  { client, layout }: OldTable<typeof plain>,
  name: string,
  pk: string,
): Promise<number> {
  let [count, after]: [number, Record<string, unknown> | undefined] = [0, undefined]
  do {
    const answer: { Count?: number; LastEvaluatedKey?: Record<string, unknown> } = await client.send(
      new QueryCommand({
        TableName: layout.tableName,
        IndexName: name,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': `${name.toLowerCase()}pk` },
        ExpressionAttributeValues: { ':pk': pk },
        Select: 'COUNT',
        ExclusiveStartKey: after,
      }),
    )
    count += answer.Count ?? 0
    after = answer.LastEvaluatedKey
  } while (after)
  return count
}

describe('an index', () => {
  it('is added to 2,000 rows while they are written, and removed again; no write is lost', async () => {
    const table = await oldTable({ model: plain }, libraryRows(100, 19))
    const plan = planFrom(table, { model: indexed })
    const store = storeOf(table, { model: indexed })
    await migrate(table.client, plan, { ...options, model: indexed, phases: ['expand'] })
    expect(await indexNames(table)).toEqual(['GSI1', 'GSI2', 'GSI3'])
    let running = true
    const versions = new Map<string, number>()
    const write = async (worker: number): Promise<void> => {
      for (let round = 0; running || round < 20; round += 1) {
        const key = { authorId: `a${(round * 7 + worker) % 100}`, id: `b${round % 19}` }
        const [outcome] = await store.push([
          {
            op: 'update',
            mutationId: mutationId(),
            entity: 'books',
            key,
            changes: { title: `by ${worker} in ${round}` },
          },
        ])
        await sleep(20)
        if (outcome?.status !== 'applied') continue
        const name = `${key.authorId} ${key.id}`
        versions.set(name, Math.max(outcome.version, versions.get(name) ?? 0))
      }
    }
    const writers = [write(0), write(1)]
    const report = await migrate(table.client, plan, { ...options, model: indexed }).finally(() => {
      running = false
    })
    await Promise.all(writers)
    expect(report.steps.map(({ id, status }) => [id, status])).toEqual([
      ['add_index:GSI3', 'done_before'],
      ['backfill', 'done'],
    ])
    expect(await countInIndex(table, 'GSI3', 'BOOK#pages')).toBe(1900)
    expect(versions.size).toBeGreaterThan(20)
    for (const [key, version] of versions) {
      const [authorId = '', id = ''] = key.split(' ')
      expect((await store.get('books', { authorId, id }))?.meta.version).toBe(version)
    }
    const back = planFrom({ model: indexed, layout: plan.to.layout }, { model: plain })
    await migrate(table.client, back, { ...options, model: plain })
    expect(await indexNames(table)).toEqual(['GSI1', 'GSI2'])
    expect(
      [...(await scanAll(table.client, table.layout.tableName)).values()].filter((item) => 'gsi3pk' in item),
    ).toEqual([])
  }, 120_000)

  it('is there already, or has other keys', async () => {
    const table = await oldTable({ model: indexed }, libraryRows(1, 1))
    const from = planFrom({ model: plain, layout: table.layout }, { model: plain }).to
    const plan = planFrom({ model: plain, layout: from.layout }, { model: indexed })
    const sent = watchRequests(table.client)
    await migrate(table.client, plan, { ...options, model: indexed })
    expect(sent.filter(({ name }) => name === 'UpdateTable')).toEqual([])
    const step = { ...plan.steps[0], id: 'other', index: { name: 'GSI3', pk: 'gsi4pk', sk: 'gsi4sk' } }
    // Sound: it is the first step with another index.
    const other = { ...plan, steps: [step as (typeof plan.steps)[number]] }
    await expect(migrate(table.client, other, { ...options, model: indexed })).rejects.toThrow(
      /has an index GSI3 of gsi3pk\/gsi3sk/,
    )
  })
})

describe('shards', () => {
  it('take the rows over, in every list, and every cursor of the feed is answered with reset', async () => {
    const table = await oldTable({ model: plain }, libraryRows(40, 4))
    const cursor = await table.store.heads()
    await table.store.push([
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'authors',
        key: { id: 'a1' },
        changes: { name: 'Bea' },
      },
    ])
    const before = await table.store.pull({ cursor })
    expect(before.kind).toBe('changes')
    const layout = { shards: 4 }
    const plan = planFrom(table, { model: plain, layout })
    const report = await migrate(table.client, plan, { ...options, model: plain })
    expect(report.steps[0]?.counts).toMatchObject({ rows: 200, written: 200, changed: 0, refused: 0 })
    const store = storeOf(table, { model: plain, layout })
    const [first, second] = [
      await store.snapshot({ limit: 1000 }),
      await table.store.snapshot({ limit: 1000 }),
    ]
    expect([first.items.length, second.items.length]).toEqual([200, 0])
    expect((await store.get('authors', { id: 'a1' }))?.meta.version).toBe(2)
    expect(await store.pull({ cursor })).toEqual({ kind: 'reset' })
    expect(await table.store.pull({ cursor })).toEqual({ kind: 'reset' })
  })
})
