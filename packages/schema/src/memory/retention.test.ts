import { describe, expect, it } from 'vitest'
import { createReplica, pullAll, readTable } from '../testing/replica.ts'
import { createClock, day, newClient, removeTeam, rename, syncModel, team } from '../testing/sync-model.ts'
import { contractModel } from '../testing/contract-model.ts'
import { memoryStore, type MemoryStoreOptions } from './memory-store.ts'
import { readCursor, writeCursor } from './opaque-cursor.ts'

function open(options: MemoryStoreOptions = {}) {
  const clock = createClock()
  return { clock, store: memoryStore(syncModel, { now: clock.now, ...options }) }
}

describe('the feed', () => {
  it('answers reset to a cursor that it no longer reaches, and changes to one that it does', async () => {
    const { store } = open({ feedLimit: 3 })
    const old = await store.heads()
    await store.push([team('a'), rename('a', '2'), rename('a', '3')])
    expect(await pullAll(store, old)).toHaveLength(3)
    const kept = await store.pull({ cursor: old, limit: 1 })
    await store.push([rename('a', '4')])
    expect(await store.pull({ cursor: old })).toEqual({ kind: 'reset' })
    expect(await pullAll(store, kept.kind === 'changes' ? kept.cursor : '')).toHaveLength(3)
  })

  it('keeps changes for its time, without any write that would end it', async () => {
    const { store, clock } = open({ feedTtl: 10 * day })
    const cursor = await store.heads()
    await store.push([team('a')])
    clock.advance(10 * day)
    expect(await pullAll(store, cursor)).toHaveLength(1)
    clock.advance(1)
    expect(await store.pull({ cursor })).toEqual({ kind: 'reset' })
    expect(await store.pull({ cursor: await store.heads() })).toMatchObject({ changes: [], more: false })
  })

  it('forgets a tombstone with its change, and gives a new row a version above all that it forgot', async () => {
    const { store, clock } = open()
    await store.push([team('a'), rename('a', '2'), rename('a', '3'), removeTeam('a')])
    const replica = createReplica(store)
    await replica.catchUp()
    const cursor = await store.heads()
    clock.advance(31 * day)
    await store.push([team('a'), team('b')])
    expect(await store.get('teams', { id: 'a' })).toMatchObject({ meta: { version: 5 } })
    expect(await store.get('teams', { id: 'b' })).toMatchObject({ meta: { version: 5 } })
    expect((await pullAll(store, cursor)).map(({ version }) => version)).toEqual([5, 5])
  })

  it('leaves a row alone whose tombstone of once it forgets', async () => {
    const { store, clock } = open()
    await store.push([team('a'), removeTeam('a'), team('a')])
    clock.advance(31 * day)
    await store.push([rename('a', 'New'), team('b')])
    expect(await store.get('teams', { id: 'a' })).toMatchObject({ meta: { version: 4 } })
    expect(await store.get('teams', { id: 'b' })).toMatchObject({ meta: { version: 1 } })
  })

  it('keeps the second tombstone of a key when it forgets the first', async () => {
    const { store, clock } = open()
    await store.push([team('a'), removeTeam('a')])
    clock.advance(20 * day)
    await store.push([team('a'), removeTeam('a')])
    clock.advance(20 * day)
    await store.push([team('a')])
    expect(await store.get('teams', { id: 'a' })).toMatchObject({ meta: { version: 5 } })
  })

  it('is another one after a clear and in another store: a cursor of before is answered with reset', async () => {
    const { store } = open()
    await store.push([team('a')])
    const replica = createReplica(store)
    await replica.catchUp()
    const cursor = await store.heads()
    await store.clear()
    await store.push([team('b')])
    expect(await store.pull({ cursor })).toEqual({ kind: 'reset' })
    expect(await open({ shards: 4 }).store.pull({ cursor })).toEqual({ kind: 'reset' })
    await replica.catchUp()
    expect(replica.rows).toEqual(await readTable(store))
  })

  it('refuses the cursor of another model, and one that is ahead of it', async () => {
    const { store } = open()
    const foreign = memoryStore(contractModel)
    await expect(store.pull({ cursor: await foreign.heads() })).rejects.toMatchObject({ code: 'invalid' })
    const parts = readCursor(await store.heads()) ?? []
    for (const forged of [
      [...parts.slice(0, -1), 1],
      [...parts.slice(0, -1), -1],
      parts.slice(0, -1),
      [...parts, '0'],
    ]) {
      await expect(store.pull({ cursor: writeCursor(forged) })).rejects.toMatchObject({
        code: 'invalid',
      })
    }
  })

  it('keeps all rows of a root in one shard, spreads roots over all, and tells all in the order of writing', async () => {
    const { store } = open({ shards: 4 })
    const cursor = await store.heads()
    await store.push(Array.from({ length: 40 }, (_, index) => team(`t${index}`)))
    await store.push(Array.from({ length: 40 }, (_, index) => removeTeam(`t${index}`)))
    const changes = await pullAll(store, cursor, 3)
    const shards = new Map(changes.map(({ key, place }) => [JSON.stringify(key), place.shard]))
    expect(changes.map(({ op, key }) => `${op} ${'id' in key && key.id}`)).toEqual([
      ...Array.from({ length: 40 }, (_, index) => `put t${index}`),
      ...Array.from({ length: 40 }, (_, index) => `delete t${index}`),
    ])
    expect(changes.every(({ key, place }) => shards.get(JSON.stringify(key)) === place.shard)).toBe(true)
    expect(new Set(shards.values())).toEqual(new Set([0, 1, 2, 3]))
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses to have %d shards', (shards) => {
    expect(() => open({ shards })).toThrow(expect.objectContaining({ name: 'StoreError', code: 'invalid' }))
  })
})

describe('outcomes', () => {
  it('are kept for their time, and their places for ever', async () => {
    const { store, clock } = open()
    const [one, other] = [newClient(), newClient()]
    const first = [team('a')]
    const second = [team('b')]
    await store.push(first, { clientId: one, seq: 1 })
    clock.advance(20 * day)
    await store.push(second, { clientId: one, seq: 2 })
    clock.advance(25 * day)
    expect(await store.push(first, { clientId: one, seq: 1 })).toMatchObject([{ status: 'applied' }])
    clock.advance(1)
    await store.push([team('c')], { clientId: other, seq: 1 })
    const used = { code: 'invalid', sequence: { kind: 'used', lastSeq: 2 } }
    await expect(store.push(first, { clientId: one, seq: 1 })).rejects.toMatchObject(used)
    expect(await store.push(second, { clientId: one, seq: 2 })).toMatchObject([{ status: 'applied' }])
    clock.advance(400 * day)
    await expect(store.push(second, { clientId: one, seq: 2 })).rejects.toMatchObject(used)
    expect(await store.push([team('d')], { clientId: one, seq: 3 })).toMatchObject([{ status: 'applied' }])
  })

  it('outlive a clear: what was applied is not applied again', async () => {
    const { store } = open()
    const source = { clientId: newClient(), seq: 1 }
    const batch = [team('a')]
    const outcomes = await store.push(batch, source)
    await store.clear()
    expect(await store.push(batch, source)).toEqual(outcomes)
    expect(await readTable(store)).toEqual(new Map())
  })
})
