import { expect } from 'vitest'
import { collectChecks } from './check.ts'
import { createReplica, pullAll, readTable } from './replica.ts'
import { createRandom, randomMutation } from './random-mutation.ts'
import {
  day,
  newClient,
  project,
  removeTeam,
  rename,
  type SyncMutation,
  type SyncSubject,
  task,
  team,
} from './sync-model.ts'

/** What snapshot and feed promise together, and that rows are values. */
export const snapshotChecks = collectChecks<SyncSubject>((check) => {
  check('carries one cursor of the feed through all its pages', async ({ store, clock }) => {
    await store.push(Array.from({ length: 7 }, (_, index) => team(`t${index}`)))
    const first = await store.snapshot({ limit: 3 })
    await store.push([team('late')])
    const second = await store.snapshot({ limit: 3, cursor: first.cursor ?? '' })
    expect(second.feed).toBe(first.feed)
    // A store whose lists lag behind its feed lets a snapshot's feed begin some moments earlier.
    const told = (await pullAll(store, first.feed)).map(({ key }) => key)
    expect(told).toContainEqual({ id: 'late' })
    clock.advance(day)
    expect(await pullAll(store, (await store.snapshot({ limit: 1 })).feed)).toEqual([])
  })

  check('is made whole by the feed, whatever is written meanwhile', async ({ store }) => {
    const ids = Array.from({ length: 12 }, (_, index) => `t${String(index).padStart(2, '0')}`)
    await store.push(ids.flatMap((id) => [team(id), project(id, 1), task(id, 1, `${id}-task`)]))
    const writes: SyncMutation[][] = [
      [rename('t00', 'Seen'), removeTeam('t01'), rename('t11', 'Ahead')],
      [team('t005'), removeTeam('t10'), team('t99'), project('t99', -3)],
      [team('t01'), rename('t005', 'Again'), removeTeam('t00')],
    ]
    const replica = createReplica(store)
    await replica.begin({
      limit: 4,
      betweenPages: async () => void (await store.push(writes.shift() ?? [])),
    })
    expect(writes).toEqual([])
    await replica.catchUp({ limit: 3 })
    expect(replica.rows).toEqual(await readTable(store))
  })

  check('brings clients of any moment to the table, through a long history', async ({ store, clock }) => {
    const random = createRandom(20_260_101)
    const clientId = newClient()
    const replicas = [createReplica(store)]
    let seq = 1
    for (let step = 0; step < 150; step += 1) {
      clock.advance(random(1000))
      const batch = Array.from({ length: 1 + random(3) }, () => randomMutation(random))
      const outcomes = await store.push(batch, { clientId, seq })
      if (random(4) === 0) expect(await store.push(batch, { clientId, seq })).toEqual(outcomes)
      seq += batch.length
      if (random(20) === 0) replicas.push(createReplica(store))
      await replicas[random(replicas.length)]?.catchUp({ limit: 1 + random(9) })
    }
    const table = await readTable(store)
    expect(table.size).toBeGreaterThan(3)
    for (const replica of replicas) {
      await replica.catchUp()
      expect(replica.rows).toEqual(table)
    }
  })

  check('keeps its rows from whoever gives or gets them', async ({ store }) => {
    const due = new Date('2026-05-06T07:08:09.123Z')
    const row = {
      id: 't',
      teamId: 'a',
      projectNumber: 1,
      title: 'Task',
      due,
      labels: ['x'],
      place: { x: 1, y: 2 },
    }
    const expected = structuredClone({ ...row, done: false })
    const source = { clientId: newClient(), seq: 1 }
    const feed = await store.heads()
    const insert = { ...task('a', 1, 't'), row } as SyncMutation
    const batch = [team('a'), project('a', 1), insert]
    const sent = structuredClone(batch)
    spoil((await store.push(batch, source)).at(2))
    spoil(row)
    const key = { teamId: 'a', projectNumber: 1, id: 't' }
    spoil(await store.get('tasks', key))
    spoil((await store.list('tasks')).items)
    spoil((await store.query('tasks', { where: { teamId: 'a', projectNumber: 1 } })).items)
    spoil((await store.snapshot()).items)
    spoil(await store.pull({ cursor: feed }))
    spoil(await store.push([{ ...rename('a', 'x', 9) }]))
    expect((await store.get('tasks', key))?.row).toEqual(expected)
    expect((await store.push(sent, source))[2]).toMatchObject({ stored: { row: expected } })
    expect((await pullAll(store, feed))[2]).toMatchObject({ key, stored: { row: expected } })
    expect(await store.get('teams', { id: 'a' })).toMatchObject({
      row: { name: 'Team a' },
      meta: { version: 1 },
    })
  })

  check('tells null from absent', async ({ store }) => {
    await store.push([team('a'), project('a', 1)])
    await store.push([
      task('a', 1, 'none'),
      task('a', 1, 'null', { due: null }),
      task('a', 1, 'undefined', { due: undefined, place: undefined }),
    ])
    const rows = (await store.list('tasks')).items.map((stored) => stored.row)
    expect(rows.map((row) => ('due' in row ? row.due : 'absent'))).toEqual(['absent', null, 'absent'])
    expect(rows[2]).not.toHaveProperty('place')
  })
})

/** Changes everything in a value that can be changed. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Date) value.setTime(0)
  for (const item of Object.values(value)) spoil(item)
  const target = value as Record<string, unknown>
  for (const name of Object.keys(target)) Reflect.set(target, name, 'spoilt')
}
