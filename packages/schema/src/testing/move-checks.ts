import { expect } from 'vitest'
import type { SyncStore } from '../sync.types.ts'
import { createWriter } from '../writer/create-writer.ts'
import type { Writer } from '../writer/writer.types.ts'
import { collectChecks } from './check.ts'
import { interruptedStore } from './interrupted-store.ts'
import { createReplica, pullAll, readTable } from './replica.ts'
import { project, type SyncModel, type SyncSubject, task, team } from './sync-model.ts'

const writerOf = ({ store }: SyncSubject): Writer<SyncModel> => createWriter(store)
const taskKey = (teamId: string, projectNumber: number, id: string) => ({ teamId, projectNumber, id })

/** What a move to another parent does. */
export const moveChecks = collectChecks<SyncSubject>((check) => {
  const fill = async ({ store }: Pick<SyncSubject, 'store'>): Promise<void> => {
    const due = new Date('2026-01-02T03:04:05.678Z')
    await store.push([team('a'), team('b'), project('a', 1), project('b', 2), project('a', 3)])
    await store.push([task('a', 1, 't', { due, labels: ['x'] }), task('a', 1, 'u'), task('a', 3, 'v')])
  }

  check('gives a row another parent', async (subject) => {
    await fill(subject)
    const moved = await writerOf(subject).move('tasks', taskKey('a', 1, 't'), {
      teamId: 'b',
      projectNumber: 2,
    })
    const row = { ...taskKey('b', 2, 't'), title: 'Task t', done: false, labels: ['x'] }
    expect(moved.row).toEqual({ ...row, due: new Date('2026-01-02T03:04:05.678Z') })
    expect(await subject.store.get('tasks', taskKey('b', 2, 't'))).toEqual(moved)
    expect(await subject.store.get('tasks', taskKey('a', 1, 't'))).toBeUndefined()
    expect((await readTable(subject.store)).size).toBe(8)
  })

  check('takes along what is below, in one transaction that the feed tells', async (subject) => {
    const { store, clock } = subject
    await fill(subject)
    const replica = createReplica(store)
    await replica.catchUp()
    clock.advance(1000)
    const key = { teamId: 'a', number: 1 }
    const moved = await writerOf(subject).move('projects', key, { teamId: 'b' }, { version: 1 })
    expect(moved).toMatchObject({ row: { teamId: 'b', number: 1, name: 'Project 1' } })
    expect(moved.meta.createdAt).toBe(clock.now())
    const tasks = await store.list('tasks')
    const places = tasks.items.map(({ row }) => `${row.teamId} ${row.projectNumber} ${row.id}`)
    expect(places.toSorted()).toEqual(['a 3 v', 'b 1 t', 'b 1 u'])
    await replica.catchUp()
    expect(replica.rows).toEqual(await readTable(store))
    const back = await writerOf(subject).move('projects', { teamId: 'b', number: 1 }, { teamId: 'a' })
    expect(back.meta.version).toBe(3)
  })

  check('leaves a row that is there already', async (subject) => {
    await fill(subject)
    const feed = await subject.store.heads()
    const key = { teamId: 'a', number: 1 }
    const stayed = await writerOf(subject).move('projects', key, { teamId: 'a' })
    expect(stayed).toEqual(await subject.store.get('projects', key))
    expect(await pullAll(subject.store, feed)).toEqual([])
  })

  const to = { teamId: 'b' }
  const one = { teamId: 'a', number: 1 }
  const refused: readonly [
    what: string,
    move: (writer: Writer<SyncModel>) => Promise<unknown>,
    error: object,
  ][] = [
    ['no row', (writer) => writer.move('projects', { ...one, number: 9 }, to), { code: 'not_found' }],
    [
      'a parent that is none',
      (writer) => writer.move('projects', one, { teamId: 'z' }),
      { code: 'not_found' },
    ],
    [
      'a parent that cannot be',
      (writer) => writer.move('projects', one, { teamId: '#' }),
      { code: 'not_found' },
    ],
    [
      'a key that the parent has',
      async (writer) => {
        await writer.put('projects', { teamId: 'b', number: 3, name: 'There' })
        return writer.move('projects', { teamId: 'a', number: 3 }, to)
      },
      { code: 'already_exists' },
    ],
    [
      'another version',
      (writer) => writer.move('projects', one, to, { version: 7 }),
      { code: 'conflict', current: { row: one } },
    ],
    [
      'half of a parent’s key',
      (writer) => writer.move('tasks', taskKey('a', 1, 't'), to as never),
      { code: 'invalid' },
    ],
    ['a root', (writer) => writer.move('teams' as never, { id: 'a' }, {} as never), { code: 'invalid' }],
  ]
  for (const [what, move, error] of refused)
    check(`refuses ${what}, and moves nothing`, async (subject) => {
      await fill(subject)
      let table = await readTable(subject.store)
      const watched: SyncStore<SyncModel> = {
        ...subject.store,
        async transact(...args) {
          table = await readTable(subject.store)
          return subject.store.transact(...args)
        },
      }
      await expect(move(createWriter(watched))).rejects.toMatchObject({ name: 'StoreError', ...error })
      expect(await readTable(subject.store)).toEqual(table)
    })

  const races: readonly [
    what: string,
    write: (writer: Writer<SyncModel>) => Promise<unknown>,
    code: string,
  ][] = [
    ['the row changes', (writer) => writer.update('projects', one, { name: 'New' }), 'conflict'],
    ['the row goes', (writer) => writer.remove('projects', one), 'conflict'],
    [
      'a row below changes',
      (writer) => writer.update('tasks', taskKey('a', 1, 't'), { done: true }),
      'conflict',
    ],
    ['a row below goes', (writer) => writer.remove('tasks', taskKey('a', 1, 'u')), 'conflict'],
    [
      'a row below comes',
      (writer) => writer.create('tasks', { ...taskKey('a', 1, 'new'), title: 'New' }),
      'conflict',
    ],
    ['the new parent goes', (writer) => writer.remove('teams', { id: 'b' }), 'not_found'],
  ]
  for (const [what, write, code] of races)
    check(`moves nothing where ${what} meanwhile`, async (subject) => {
      await fill(subject)
      const { store } = subject
      let table = await readTable(store)
      const racing = interruptedStore(store, 'transact', async () => {
        await write(createWriter(store))
        table = await readTable(store)
      })
      const move = createWriter(racing).move('projects', one, to)
      await expect(move).rejects.toMatchObject({ name: 'StoreError', code })
      expect(await readTable(store)).toEqual(table)
    })

  check('moves a large tree whole, or says that it is too large', async (subject) => {
    const { store } = subject
    await store.push([team('a'), team('b'), project('a', 1)])
    await store.push(Array.from({ length: 60 }, (_, index) => task('a', 1, `t${index}`)))
    const table = await readTable(store)
    const error: unknown = await writerOf(subject)
      .move('projects', one, to)
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
    if (error) {
      expect(error).toMatchObject({ name: 'StoreError', code: 'too_large' })
      expect(await readTable(store)).toEqual(table)
      return
    }
    const { items } = await store.query('tasks', { where: { teamId: 'b', projectNumber: 1 } })
    expect(items).toHaveLength(60)
    expect((await readTable(store)).size).toBe(63)
  })
})
