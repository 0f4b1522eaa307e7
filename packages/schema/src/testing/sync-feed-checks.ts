import { expect } from 'vitest'
import type { Change } from '../sync.types.ts'
import { collectChecks } from './check.ts'
import { createReplica, placeOf, pullAll, readTable } from './replica.ts'
import {
  day,
  newClient,
  project,
  removeTeam,
  rename,
  type SyncModel,
  type SyncSubject,
  syncModel,
  task,
  team,
} from './sync-model.ts'

const summary = (changes: readonly Change<SyncModel>[]): string[] =>
  changes.map((change) => `${change.op} ${placeOf(syncModel, change.entity, change.key)} ${change.version}`)

/** What the feed promises: every write once, in order. */
export const feedChecks = collectChecks<SyncSubject>((check) => {
  check('tells each write of a root once, in order, with the row as it was left', async ({ store }) => {
    const feed = await store.heads()
    await store.push([team('a'), team('a'), rename('a', 'Second'), rename('a', 'Late', 1), project('a', 7)])
    await store.push([rename('a', 'Third'), rename('b', 'None')], { clientId: newClient(), seq: 1 })
    const changes = await pullAll(store, feed)
    expect(summary(changes)).toEqual([
      'put teams {"id":"a"} 1',
      'put teams {"id":"a"} 2',
      'put projects {"number":7,"teamId":"a"} 1',
      'put teams {"id":"a"} 3',
    ])
    expect(
      changes.map((change) => change.op === 'put' && 'name' in change.stored.row && change.stored.row.name),
    ).toEqual(['Team a', 'Second', 'Project 7', 'Third'])
    expect(changes.map((change) => change.op === 'put' && change.stored.meta.version)).toEqual([1, 2, 1, 3])
    expect(changes[3]).toMatchObject({ stored: await store.get('teams', { id: 'a' }) })
  })

  check('does not tell what rows were before unless it is told to', async ({ store }) => {
    expect(store.feedBefore).toBe(false)
    const feed = await store.heads()
    await store.push([team('a'), rename('a', 'New'), project('a', 1), removeTeam('a')])
    for (const change of await pullAll(store, feed)) expect(change).not.toHaveProperty('before')
  })

  check('answers the same changes in pages as at once, and again', async ({ store }) => {
    const feed = await store.heads()
    await store.push(Array.from({ length: 23 }, (_, index) => team(`t${index}`)))
    const all = await pullAll(store, feed)
    expect(new Set(summary(all)).size).toBe(23)
    for (const limit of [1, 5, 23]) {
      expect(await pullAll(store, feed, limit)).toEqual(all)
    }
    const page = await store.pull({ cursor: feed, limit: 22 })
    expect(page).toMatchObject({ kind: 'changes', more: true, changes: all.slice(0, 22) })
    expect(await store.pull({ cursor: feed, limit: 23 })).toMatchObject({ more: false })
  })

  check('begins at its heads with what comes later', async ({ store }) => {
    await store.push([team('a')])
    const feed = await store.heads()
    expect(await store.pull({ cursor: feed })).toMatchObject({ changes: [], more: false })
    await store.push([team('b')])
    expect(summary(await pullAll(store, feed))).toEqual(['put teams {"id":"b"} 1'])
  })

  check('goes on from a cursor that brought nothing', async ({ store }) => {
    const nothing = await store.pull({ cursor: await store.heads() })
    await store.push([team('a')])
    const cursor = nothing.kind === 'changes' ? nothing.cursor : ''
    expect(summary(await pullAll(store, cursor))).toEqual(['put teams {"id":"a"} 1'])
  })

  check('leaves a tombstone of every row that a delete takes along', async ({ store, clock }) => {
    await store.push([team('a'), rename('a', 'New'), project('a', 1), project('a', 2), task('a', 1, 't')])
    await store.push([team('aa'), project('aa', 1), task('aa', 1, 't')])
    const feed = await store.heads()
    clock.advance(1000)
    const remove = removeTeam('a')
    await store.push([remove])
    const changes = await pullAll(store, feed)
    expect(summary(changes).toSorted()).toEqual([
      'delete projects {"number":1,"teamId":"a"} 2',
      'delete projects {"number":2,"teamId":"a"} 2',
      'delete tasks {"id":"t","projectNumber":1,"teamId":"a"} 2',
      'delete teams {"id":"a"} 3',
    ])
    for (const change of changes) {
      expect(change).toMatchObject({
        cause: change.entity === 'teams' ? 'delete' : 'cascade',
        deletedAt: clock.now(),
        mutationId: remove.mutationId,
      })
    }
    expect(new Set(changes.map(({ place }) => place.shard)).size).toBe(1)
    expect((await readTable(store)).size).toBe(3)
  })

  check('continues above the tombstone where a row is made anew', async ({ store }) => {
    const feed = await store.heads()
    const batch = [team('a'), project('a', 1), removeTeam('a'), team('a'), project('a', 1), removeTeam('a')]
    await store.push(batch)
    const versions = (entity: string): number[] =>
      changes.filter((change) => change.entity === entity).map(({ version }) => version)
    const changes = await pullAll(store, feed)
    expect(versions('teams')).toEqual([1, 2, 3, 4])
    expect(versions('projects')).toEqual([1, 2, 3, 4])
    await store.push([team('a'), project('a', 1)])
    expect(await store.get('teams', { id: 'a' })).toMatchObject({ meta: { version: 5 } })
    expect(await store.get('projects', { teamId: 'a', number: 1 })).toMatchObject({
      row: { version: 5 },
      meta: { version: 5 },
    })
    expect(await store.push([rename('a', 'Old', 1)])).toMatchObject([{ status: 'conflict' }])
  })

  check('has the writes of many clients at one time, each once', async ({ store }) => {
    const feed = await store.heads()
    await store.push([team('a')])
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.push([rename('a', `Name ${index}`), team(`t${index}`)], { clientId: newClient(), seq: 1 }),
      ),
    )
    const changes = await pullAll(store, feed, 7)
    expect(changes).toHaveLength(41)
    const ofTeam = changes.filter(({ key }) => 'id' in key && key.id === 'a')
    expect(ofTeam.map(({ version }) => version)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1))
    for (const shard of new Set(changes.map(({ place }) => place.shard))) {
      const seqs = changes.flatMap(({ place }) => (place.shard === shard ? [place.seq] : []))
      expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index))
    }
  })

  check('brings a client to the table after a load and after a clear', async ({ store }) => {
    await store.push([team('a'), rename('a', 'New')])
    const replica = createReplica(store)
    await replica.catchUp()
    const row = { id: 'a', name: 'Loaded', slug: null }
    await store.load([
      { entity: 'teams', row },
      { entity: 'teams', row: { ...row, id: 'b' } },
    ])
    await replica.catchUp()
    expect([...replica.rows.values()]).toMatchObject([{ row }, { row: { id: 'b' } }])
    await store.clear()
    await store.push([team('a')])
    await replica.catchUp()
    expect(replica.rows).toEqual(await readTable(store))
  })

  check('says reset where it has forgotten, and never leaves out in silence', async ({ store, clock }) => {
    await store.push([team('a'), team('b'), team('c')])
    const replica = createReplica(store)
    await replica.catchUp()
    await store.push([removeTeam('a'), rename('b', 'New')])
    clock.advance(31 * day)
    await store.push([removeTeam('b'), rename('c', 'New')])
    clock.advance(31 * day)
    await store.push([team('b')])
    await replica.catchUp()
    expect(replica.rows).toEqual(await readTable(store))
  })

  check('refuses what is no cursor of a feed', async ({ store }) => {
    await store.push([team('a'), team('b')])
    const list = (await store.list('teams', { limit: 1 })).cursor ?? ''
    const snapshot = (await store.snapshot({ limit: 1 })).cursor ?? ''
    for (const cursor of ['', 'nonsense', 'e30', 'W10', list, snapshot, btoa('["feed"]')]) {
      await expect(store.pull({ cursor })).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
    }
    const feed = await store.heads()
    await expect(store.list('teams', { cursor: feed })).rejects.toMatchObject({ code: 'invalid' })
    await expect(store.snapshot({ cursor: feed })).rejects.toMatchObject({ code: 'invalid' })
  })

  check('refuses a page that is none, and stops where it is told to', async ({ store }) => {
    const cursor = await store.heads()
    for (const limit of [0, 1001, 1.5, Number.NaN]) {
      await expect(store.pull({ cursor, limit })).rejects.toMatchObject({ code: 'invalid' })
    }
    const pull = store.pull({ cursor, signal: AbortSignal.abort() })
    await expect(pull).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
  })
})
