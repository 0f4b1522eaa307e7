import { expect } from 'vitest'
import { createWriter } from '../writer/create-writer.ts'
import type { Write, Writer } from '../writer/writer.types.ts'
import { collectChecks } from './check.ts'
import { interruptedStore } from './interrupted-store.ts'
import { readTable } from './replica.ts'
import { project, rename, type SyncModel, type SyncSubject, task, team } from './sync-model.ts'

const writerOf = ({ store }: SyncSubject): Writer<SyncModel> => createWriter(store)
const taskKey = (teamId: string, projectNumber: number, id: string) => ({ teamId, projectNumber, id })

/** What one write of a row does. */
export const rowWriterChecks = collectChecks<SyncSubject>((check) => {
  check('creates a row with defaults, and makes an id that is left out', async (subject) => {
    const writer = writerOf(subject)
    const created = await writer.create('teams', { name: 'Named' })
    expect(created).toMatchObject({ row: { name: 'Named', slug: null }, meta: { version: 1 } })
    expect(created.row.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(await subject.store.get('teams', { id: created.row.id })).toEqual(created)
    expect(await writer.create('projects', { teamId: created.row.id, number: 1, name: 'P' })).toMatchObject({
      row: { version: 1 },
    })
  })

  check('refuses to create what cannot be, with the reason at its field', async (subject) => {
    const writer = writerOf(subject)
    await writer.create('teams', { id: 'a', name: 'A', slug: 'x' })
    const table = await readTable(subject.store)
    const taken = writer.create('teams', { id: 'a', name: 'Other' })
    await expect(taken).rejects.toMatchObject({ name: 'StoreError', code: 'already_exists', issues: [] })
    const clash = writer.create('teams', { id: 'b', name: 'B', slug: 'x' })
    await expect(clash).rejects.toMatchObject({ code: 'already_exists', issues: [{ path: ['slug'] }] })
    const empty = writer.create('teams', { id: 'b', name: '' })
    await expect(empty).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['name'] }] })
    const orphan = writer.create('projects', { teamId: 'b', number: 1, name: 'P' })
    await expect(orphan).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['teamId'] }] })
    expect(await readTable(subject.store)).toEqual(table)
  })

  check('puts a row where there is none, and in place of the one that is there', async (subject) => {
    const { store, clock } = subject
    const writer = writerOf(subject)
    await store.push([team('a'), project('a', 1)])
    const row = { ...taskKey('a', 1, 't'), title: 'First' }
    const rich = { ...row, done: true, due: new Date(5), labels: ['x'], place: { x: 1, y: 2 } }
    const first = await writer.put('tasks', rich)
    expect(first).toMatchObject({ row: rich, meta: { version: 1 } })
    clock.advance(1000)
    const second = await writer.put('tasks', { ...row, title: 'Second' })
    expect(second.row).toEqual({ ...row, title: 'Second', done: false, labels: [] })
    expect(second.meta).toEqual({ ...first.meta, version: 2, updatedAt: clock.now() })
    expect(await store.get('tasks', taskKey('a', 1, 't'))).toEqual(second)
    await writer.put('projects', { teamId: 'a', number: 1, name: 'New' })
    expect((await readTable(store)).size).toBe(3)
  })

  check('refuses to put what it would refuse to create', async (subject) => {
    const writer = writerOf(subject)
    await subject.store.push([team('a', { slug: 'x' }), team('b')])
    const table = await readTable(subject.store)
    for (const id of ['b', 'c']) {
      const empty = writer.put('teams', { id, name: '' })
      await expect(empty).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['name'] }] })
      const clash = writer.put('teams', { id, name: 'B', slug: 'x' })
      await expect(clash).rejects.toMatchObject({ code: 'already_exists', issues: [{ path: ['slug'] }] })
      const unknown = writer.put('teams', { id, name: 'B', admin: true } as { id: string; name: string })
      await expect(unknown).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['admin'] }] })
      const orphan = writer.put('projects', { teamId: 'c', number: 1, name: 'P' })
      await expect(orphan).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['teamId'] }] })
    }
    const keyless = writer.put('teams', { name: 'B' } as { id: string; name: string })
    await expect(keyless).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['id'] }] })
    expect(await readTable(subject.store)).toEqual(table)
  })

  check('puts side by side, whether the row is there or comes and goes', async (subject) => {
    const writer = writerOf(subject)
    await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        await writer.put('teams', {
          id: 'a',
          name: `Name ${index}`,
          slug: index % 2 === 0 ? null : `s${index}`,
        })
        if (index === 3) await writer.remove('teams', { id: 'a' })
      }),
    )
    await writer.put('teams', { id: 'a', name: 'Last' })
    expect((await readTable(subject.store)).size).toBe(1)
    expect(await subject.store.get('teams', { id: 'a' })).toMatchObject({ row: { name: 'Last', slug: null } })
  })

  check('puts a row that came or went while it was put', async ({ store }) => {
    await store.push([team('gone')])
    const came = createWriter(interruptedStore(store, 'push', () => store.push([team('new')]), 1))
    expect(await came.put('teams', { id: 'new', name: 'Mine' })).toMatchObject({
      row: { name: 'Mine' },
      meta: { version: 2 },
    })
    const went = createWriter(
      interruptedStore(store, 'push', () => createWriter(store).remove('teams', { id: 'gone' })),
    )
    expect(await went.put('teams', { id: 'gone', name: 'Back' })).toMatchObject({ row: { name: 'Back' } })
  })

  check(
    'updates fields, clears one that is undefined, and sees what it should have seen',
    async (subject) => {
      const writer = writerOf(subject)
      await subject.store.push([team('a'), project('a', 1), task('a', 1, 't', { place: { x: 1, y: 2 } })])
      const key = taskKey('a', 1, 't')
      const updated = await writer.update('tasks', key, { done: true, place: undefined }, { version: 1 })
      expect(updated.row).toEqual({ ...key, title: 'Task t', done: true, labels: [] })
      const late = writer.update('tasks', key, { title: 'Late' }, { version: 1 })
      await expect(late).rejects.toMatchObject({ code: 'conflict', current: updated })
      const wrong = writer.update('tasks', key, { title: '' })
      await expect(wrong).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['title'] }] })
      const nowhere = writer.update('tasks', { ...key, id: 'u' }, { title: 'None' })
      await expect(nowhere).rejects.toMatchObject({ code: 'not_found' })
      expect(await subject.store.get('tasks', key)).toEqual(updated)
    },
  )

  check('removes a row with those below it, and says whether there was one', async (subject) => {
    const writer = writerOf(subject)
    await subject.store.push([team('a'), project('a', 1), task('a', 1, 't'), rename('a', 'New')])
    const late = writer.remove('teams', { id: 'a' }, { version: 1 })
    await expect(late).rejects.toMatchObject({ code: 'conflict', current: { meta: { version: 2 } } })
    expect((await readTable(subject.store)).size).toBe(3)
    expect(await writer.remove('teams', { id: 'a' }, { version: 2 })).toBe(true)
    expect((await readTable(subject.store)).size).toBe(0)
    expect(await writer.remove('teams', { id: 'a' })).toBe(false)
    await expect(writer.remove('teams', { id: 'a' }, { version: 3 })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(writer.remove('teams', { id: 'a#' })).rejects.toMatchObject({ code: 'invalid' })
  })
})

/** What a write of many rows does. */
export const manyWriterChecks = collectChecks<SyncSubject>((check) => {
  check('transacts writes of which it makes the ids', async (subject) => {
    const writer = writerOf(subject)
    const writes: Write<SyncModel>[] = [
      { op: 'insert', entity: 'teams', row: { id: 'a', name: 'A' } },
      { op: 'update', entity: 'teams', key: { id: 'a' }, changes: { name: 'B' }, baseVersion: 1 },
    ]
    const outcomes = await writer.transact(writes)
    expect(outcomes).toMatchObject([{ version: 1 }, { version: 2, stored: { row: { name: 'B' } } }])
    expect(new Set(outcomes.map(({ mutationId }) => mutationId)).size).toBe(2)
    await expect(writer.transact(writes)).rejects.toMatchObject({ code: 'already_exists', index: 0 })
  })

  check('writes any number of rows, each answered in its place', async (subject) => {
    const writer = writerOf(subject)
    const progress: number[] = []
    async function* writes(): AsyncGenerator<Write<SyncModel>> {
      for (let index = 0; index < 120; index += 1) {
        yield { op: 'insert', entity: 'teams', row: { id: `t${index}`, name: index === 50 ? '' : 'Team' } }
      }
      yield { op: 'update', entity: 'teams', key: { id: 't1' }, changes: { name: 'New' } }
      yield { op: 'delete', entity: 'teams', key: { id: 't2' } }
      yield { op: 'delete', entity: 'teams', key: { id: 'none' } }
    }
    const outcomes = await writer.batchWrite(writes(), { onProgress: ({ rows }) => progress.push(rows) })
    expect(outcomes).toHaveLength(123)
    const refused = outcomes.flatMap(({ status }, index) => (status === 'applied' ? [] : [index]))
    expect(refused).toEqual([50, 122])
    expect(outcomes[120]).toMatchObject({ stored: { row: { id: 't1', name: 'New' } } })
    expect((await readTable(subject.store)).size).toBe(118)
    expect(progress.at(-1)).toBe(123)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  })

  check('writes nothing where it is told to stop', async (subject) => {
    const writer = writerOf(subject)
    const signal = AbortSignal.abort()
    const row = { id: 'a', name: 'A' }
    const calls = [
      writer.create('teams', row, { signal }),
      writer.put('teams', row, { signal }),
      writer.update('teams', { id: 'a' }, { name: 'B' }, { signal }),
      writer.remove('teams', { id: 'a' }, { signal }),
      writer.move('projects', { teamId: 'a', number: 1 }, { teamId: 'b' }, { signal }),
      writer.transact([{ op: 'insert', entity: 'teams', row }], { signal }),
      writer.batchWrite([{ op: 'insert', entity: 'teams', row }], { signal }),
    ]
    for (const call of calls)
      await expect(call).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    expect((await readTable(subject.store)).size).toBe(0)
  })
})
