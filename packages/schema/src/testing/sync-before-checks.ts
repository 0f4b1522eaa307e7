import { expect } from 'vitest'
import type { StoredRow } from '../mutation.types.ts'
import type { Change } from '../sync.types.ts'
import { type Check, collectChecks } from './check.ts'
import { placeOf, pullAll, readTable } from './replica.ts'
import { createRandom, randomMutation } from './random-mutation.ts'
import {
  project,
  removeTeam,
  rename,
  type SyncModel,
  type SyncMutation,
  type SyncSubject,
  syncModel,
  task,
  team,
} from './sync-model.ts'

/** Follows changes from an empty table on: each tells the row as the change before it left it. */
function follow(changes: readonly Change<SyncModel>[]): Map<string, StoredRow> {
  const rows = new Map<string, StoredRow>()
  for (const change of changes) {
    const place = placeOf(syncModel, change.entity, change.key)
    expect(change).toHaveProperty('before')
    expect(change.before, place).toEqual(rows.get(place) ?? null)
    if (change.op === 'put') rows.set(place, change.stored)
    else rows.delete(place)
  }
  return rows
}

/** What a feed that tells what rows were before promises beyond others (`feedBefore`). */
export const beforeChecks: readonly Check<SyncSubject>[] = collectChecks<SyncSubject>((check) => {
  check('says that its feed tells what rows were', async ({ store }) => {
    expect(store.feedBefore).toBe(true)
  })

  check('tells of a put what the row was, and null where there was none', async ({ store, clock }) => {
    const feed = await store.heads()
    await store.push([team('a'), team('a'), rename('a', 'Second'), rename('a', 'Late', 1)])
    clock.advance(1000)
    await store.push([rename('a', 'Third'), removeTeam('a'), team('a', { name: 'Anew' })])
    const changes = await pullAll(store, feed)
    expect(follow(changes)).toEqual(await readTable(store))
    expect(changes.map(({ before }) => before && 'name' in before.row && before.row.name)).toEqual([
      null,
      'Team a',
      'Second',
      'Third',
      null,
    ])
  })

  check('tells of a delete what each row was that it took along', async ({ store }) => {
    const feed = await store.heads()
    const due = new Date('2026-05-06T07:08:09.123Z')
    await store.push([
      team('a', { slug: 'x' }),
      project('a', 1),
      task('a', 1, 't', { due, place: { x: 1, y: 2 } }),
    ])
    await store.push([rename('a', 'New')])
    const before = await readTable(store)
    const written = await store.heads()
    await store.push([removeTeam('a')])
    const deleted = await pullAll(store, written)
    expect(
      new Map(deleted.map((change) => [placeOf(syncModel, change.entity, change.key), change.before])),
    ).toEqual(before)
    expect(follow(await pullAll(store, feed))).toEqual(new Map())
  })

  check('tells it of every row where very many go along', async ({ store }) => {
    const feed = await store.heads()
    const ids = Array.from({ length: 130 }, (_, index) => `task${index}`)
    await store.push([team('a'), project('a', 1), ...ids.map((id) => task('a', 1, id, { labels: [id] }))])
    await store.push([removeTeam('a')])
    const changes = await pullAll(store, feed)
    expect(changes).toHaveLength(2 * 132)
    expect(follow(changes)).toEqual(new Map())
  })

  check('tells of each write of a transaction what it met', async ({ store }) => {
    const feed = await store.heads()
    await store.push([team('b')])
    const batch: SyncMutation[] = [
      team('a'),
      project('a', 1),
      rename('a', 'Second'),
      rename('b', 'New'),
      rename('a', 'Third'),
      removeTeam('a'),
      team('a', { name: 'Anew' }),
    ]
    await store.transact(batch)
    const changes = await pullAll(store, feed)
    expect(changes).toHaveLength(9)
    expect(follow(changes)).toEqual(await readTable(store))
  })

  check('tells of rows that are loaded over others what these were', async ({ store }) => {
    await store.push([team('a'), team('b')])
    const feed = await store.heads()
    const row = (id: string, name: string) => ({ entity: 'teams' as const, row: { id, name, slug: null } })
    await store.load([row('a', 'Loaded'), row('b', 'Team b'), row('c', 'Loaded')])
    const told = (await pullAll(store, feed)).map(({ key, before }) => ({
      key,
      was: before?.meta.version ?? 0,
    }))
    expect(told.toSorted((one, other) => other.was - one.was)).toEqual([
      { key: { id: 'a' }, was: 1 },
      { key: { id: 'c' }, was: 0 },
    ])
  })

  check('tells what the change before left, through a long history', async ({ store, clock }) => {
    const random = createRandom(20_260_102)
    const feed = await store.heads()
    for (let step = 0; step < 60; step += 1) {
      clock.advance(random(1000))
      const batch = Array.from({ length: 1 + random(5) }, () => randomMutation(random))
      if (random(3) > 0) await store.push(batch)
      else await store.transact(batch).catch(() => undefined)
    }
    const rows = follow(await pullAll(store, feed))
    expect(rows.size).toBeGreaterThan(3)
    expect(rows).toEqual(await readTable(store))
  })

  check('keeps what it told from whoever got it', async ({ store }) => {
    const feed = await store.heads()
    await store.push([team('a'), rename('a', 'New')])
    for (const { before } of await pullAll(store, feed)) {
      if (before && 'name' in before.row) Reflect.set(before.row, 'name', 'Spoilt')
    }
    follow(await pullAll(store, feed))
  })
})
