import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { EntityRow, Mutation } from '@throughline/schema'
import { createClock, pullAll, readTable, type SyncModel, syncModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import { createDynamoStore } from '../src/index.ts'
import { faultyClient } from './faulty-client.ts'
import { freshTable } from './shop-model.ts'

type Row = EntityRow<SyncModel>

const team = (id: string, name = `Team ${id}`): Row => ({ entity: 'teams', row: { id, name, slug: null } })
const insert = (id: string): Mutation<SyncModel> => ({
  op: 'insert',
  mutationId: crypto.randomUUID(),
  entity: 'teams',
  row: { id, name: `Team ${id}` },
})
const many = (count: number): Row[] => Array.from({ length: count }, (_, index) => team(`t${index}`))

describe('a load into a table without rows', () => {
  it('keeps others from writing until it ends, and ends the feed of before', async () => {
    const { client, tableName, store } = await freshTable(syncModel, { shards: 2 })
    const other = createDynamoStore(syncModel, { client, tableName, shards: 2 })
    const feed = await store.heads()
    let refused: unknown
    async function* rows(): AsyncGenerator<Row> {
      yield* many(60)
      refused = await other.push([insert('x')]).catch((error: unknown) => error)
    }
    expect(await store.load(rows())).toEqual({ rows: 60 })
    expect(refused).toMatchObject({
      code: 'unavailable',
      message: `The table "${tableName}" is being loaded. Try again in a minute.`,
    })
    expect(await other.pull({ cursor: feed })).toEqual({ kind: 'reset' })
    expect(await other.push([insert('x')])).toMatchObject([{ status: 'applied', version: 1 }])
    expect((await readTable(store)).size).toBe(61)
  })

  it('is not begun by two at one time', async () => {
    const { client, tableName, store } = await freshTable(syncModel)
    const other = createDynamoStore(syncModel, { client, tableName })
    let second: unknown
    async function* rows(): AsyncGenerator<Row> {
      yield team('a')
      second = await other.load([team('b')]).catch((error: unknown) => error)
    }
    await store.load(rows())
    expect(second).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('loaded by another'),
    })
  })

  it('waits for another one of the same store', async () => {
    const { store } = await freshTable(syncModel)
    expect(await Promise.all([store.load(many(30)), store.load([team('x')])])).toEqual([
      { rows: 30 },
      { rows: 1 },
    ])
    expect((await readTable(store)).size).toBe(31)
  })

  it('whose process ended leaves the table free within a minute', async () => {
    const clock = createClock()
    const { client, tableName, store } = await freshTable(syncModel, { now: clock.now })
    let batches = 1
    const mortal = faultyClient(client, (command) => {
      return command instanceof BatchWriteCommand && (batches -= 1) < 0 ? 'crash after' : undefined
    })
    const dying = createDynamoStore(syncModel, { client: mortal.client, tableName, now: clock.now })
    await expect(dying.load(many(60))).rejects.toThrow('The process has ended.')
    await expect(store.push([insert('x')])).rejects.toMatchObject({ code: 'unavailable' })
    clock.advance(61_000)
    expect(await store.push([insert('x')])).toMatchObject([{ status: 'applied' }])
    // It goes on where it was: what is there is left alone.
    expect(await store.load(many(60))).toEqual({ rows: 60 })
    const table = await readTable(store)
    expect(table.size).toBe(61)
    expect([...table.values()].every(({ meta }) => meta.version === 1)).toBe(true)
  })
})

describe('a load over rows', () => {
  it('goes through the feed, and leaves alone what is the same', async () => {
    const { store } = await freshTable(syncModel, { shards: 2 })
    await store.load(many(100))
    await store.push([{ op: 'delete', mutationId: crypto.randomUUID(), entity: 'teams', key: { id: 't1' } }])
    const feed = await store.heads()
    const rows = [...many(100), team('t2', 'Other'), team('t3', 'First'), team('t3', 'Last')]
    expect(await store.load(rows)).toEqual({ rows: 103 })
    const changes = await pullAll(store, feed)
    const told = changes.map(({ key, version }) => `${'id' in key ? key.id : ''} ${version}`)
    expect(told.toSorted()).toEqual(['t1 3', 't2 2', 't3 2', 't3 3'])
    expect((await store.get('teams', { id: 't3' }))?.row.name).toBe('Last')
  })

  it('writes while others do, and nothing is lost', async () => {
    const { client, tableName, store } = await freshTable(syncModel)
    const other = createDynamoStore(syncModel, { client, tableName })
    await store.load([team('t0')])
    const feed = await store.heads()
    const pushes = Array.from({ length: 20 }, async (_, index) => other.push([insert(`p${index}`)]))
    const [, ...outcomes] = await Promise.all([store.load(many(200)), ...pushes])
    expect(outcomes.flat().every((outcome) => 'status' in outcome && outcome.status === 'applied')).toBe(true)
    expect(await pullAll(store, feed)).toHaveLength(219)
    expect((await readTable(store)).size).toBe(220)
  })

  it.each(['no rows', 'rows'])('refuses a row that is too large, in a table with %s', async (what) => {
    const { store } = await freshTable(syncModel)
    if (what === 'rows') await store.load([team('t0')])
    const large = team('large', Array.from({ length: 40_000 }, () => crypto.randomUUID()).join())
    await expect(store.load([large])).rejects.toMatchObject({ code: 'too_large' })
    expect(await store.get('teams', { id: 'large' })).toBeUndefined()
  })

  it('stops at a row that the schema refuses', async () => {
    const { store } = await freshTable(syncModel)
    await store.load([team('t0')])
    const bad = { entity: 'teams', row: { id: 'x', name: '', slug: null } } as const
    await expect(store.load([team('t1'), bad, team('t2')])).rejects.toMatchObject({ code: 'invalid' })
    expect(await store.get('teams', { id: 't2' })).toBeUndefined()
  })
})
