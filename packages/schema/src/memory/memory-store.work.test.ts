import { describe, expect, it } from 'vitest'
import { project, removeTeam, rename, syncModel, task, team } from '../testing/sync-model.ts'
import { memoryStore } from './memory-store.ts'

/** A store of 2,000 teams with 2 projects each, and 5 tasks in each of those. */
async function openLarge() {
  const work = { examined: 0 }
  const store = memoryStore(syncModel, { work })
  const kept = { version: 1, updatedAt: '2026-01-01T00:00:00.000Z' }
  await store.load(
    (function* rows() {
      for (let index = 0; index < 2000; index += 1) {
        const teamId = `t${String(index).padStart(4, '0')}`
        yield { entity: 'teams' as const, row: { id: teamId, name: 'Team', slug: `slug-${index}` } }
        for (const number of [1, 2]) {
          yield { entity: 'projects' as const, row: { ...kept, teamId, number, name: 'Project' } }
          for (const id of ['a', 'b', 'c', 'd', 'e']) {
            const rest = { title: 'Task', done: false, labels: [] }
            yield { entity: 'tasks' as const, row: { id, teamId, projectNumber: number, ...rest } }
          }
        }
      }
    })(),
  )
  const count = async (call: () => Promise<unknown>): Promise<number> => {
    work.examined = 0
    await call()
    return work.examined
  }
  return { store, count }
}

describe('the work of a memory store of 26,000 rows', async () => {
  const { store, count } = await openLarge()
  // A page looks at each of its rows, and at one more to know whether there is a next page.
  const page = 2 * 100 + 2

  it('is that of the page for a list, wherever it begins and whatever was written', async () => {
    expect(await count(() => store.list('tasks', { limit: 100 }))).toBeLessThanOrEqual(page)
    let cursor: string | undefined
    for (let read = 0; read < 5; read += 1) {
      await store.push([team(`new-${read}`), task('t0000', 1, `new-${read}`)])
      const work = await count(async () => {
        cursor = (await store.list('tasks', { limit: 100, cursor })).cursor ?? undefined
      })
      expect(work).toBeLessThanOrEqual(page)
    }
  })

  it('is that of the page for a snapshot', async () => {
    const { cursor } = await store.snapshot({ limit: 1000 })
    const next = { limit: 100, cursor: cursor ?? '' }
    expect(await count(() => store.snapshot(next))).toBeLessThanOrEqual(page)
  })

  it('is that of the rows found for a query, and of one row for a get', async () => {
    const where = { teamId: 't1234', projectNumber: 2 }
    expect(await count(() => store.query('tasks', { where }))).toBeLessThanOrEqual(2 * 5 + 1)
    expect(await count(() => store.get('tasks', { ...where, id: 'c' }))).toBe(1)
    const keys = ['a', 'b', 'x'].map((id) => ({ teamId: 't1234', projectNumber: 2, id }))
    expect(await count(() => store.batchGet('tasks', keys))).toBe(3)
  })

  it('is that of the page for a list backwards, and of the rows with the key that is asked for', async () => {
    let cursor: string | undefined
    for (let read = 0; read < 3; read += 1) {
      const work = await count(async () => {
        const list = await store.list('teams', { limit: 100, orderBy: { id: 'desc' }, cursor })
        cursor = list.cursor ?? undefined
      })
      expect(work).toBeLessThanOrEqual(page)
    }
    const where = { teamId: 't1234', projectNumber: 2, title: { ne: '' } }
    expect(await count(() => store.list('tasks', { where }))).toBeLessThanOrEqual(2 * 5 + 1)
    expect(await count(() => store.query('tasks', { where: { ...where, id: 'c' } }))).toBeLessThanOrEqual(3)
  })

  it('is that of all rows for a page by a value, and for a condition that few of them meet', async () => {
    const { items } = await store.list('teams', { limit: 1000 })
    expect(items).toHaveLength(1000)
    const rows = 2000 + 5
    const bySlug = await count(() => store.list('teams', { limit: 10, orderBy: { slug: 'asc' } }))
    expect(bySlug).toBeGreaterThanOrEqual(2 * 2000)
    expect(bySlug).toBeLessThanOrEqual(2 * rows)
    const byName = await count(() => store.list('teams', { limit: 10, where: { name: 'None' } }))
    expect(byName).toBeGreaterThanOrEqual(2 * 2000)
    expect(byName).toBeLessThanOrEqual(2 * rows)
  })

  it('is no more for a page with conditions than it is told to be', async () => {
    const work = { examined: 0 }
    const bounded = memoryStore(syncModel, { work, pageWork: 50 })
    await bounded.push(Array.from({ length: 200 }, (_, index) => team(`t${index}`)))
    work.examined = 0
    const found = await bounded.list('teams', { where: { name: 'None' } })
    expect(found).toMatchObject({ items: [], cursor: expect.any(String) })
    expect(work.examined).toBeLessThanOrEqual(2 * 50 + 1)
    expect((await bounded.list('teams')).items).toHaveLength(100)
  })

  it('is that of the row and its parent for a write', async () => {
    expect(await count(() => store.push([task('t1234', 2, 'z')]))).toBe(2)
    expect(await count(() => store.push([rename('t1234', 'New')]))).toBe(1)
    expect(await count(() => store.push([team('z', { slug: 'slug-77' })]))).toBe(1)
  })

  it('is no more for a write that a guard is asked about, nor where the feed tells what rows were before', async () => {
    const work = { examined: 0 }
    const telling = memoryStore(syncModel, { work, feedBefore: true })
    const guard = { meet: () => undefined, admit: () => undefined, attach: () => [] }
    await telling.push([team('a')])
    for (const [mutation, most] of [
      [project('a', 1), 2],
      [task('a', 1, 't'), 2],
      [rename('a', 'New'), 1],
    ] as const) {
      work.examined = 0
      expect(await telling.push([mutation], { guard })).toMatchObject([{ status: 'applied' }])
      expect(work.examined).toBe(most)
    }
  })

  it('is that of the subtree for a delete', async () => {
    const rows = 1 + 2 + 2 * 5
    expect(await count(() => store.push([removeTeam('t0777')]))).toBeLessThanOrEqual(2 * rows + 3)
    expect(await count(() => store.push([project('t0777', 1)]))).toBe(2)
  })

  it('is nothing for the feed', async () => {
    const cursor = await store.heads()
    await store.push([rename('t0001', 'New')])
    expect(await count(() => store.pull({ cursor }))).toBe(0)
  })
})
