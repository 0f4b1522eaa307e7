import { expect } from 'vitest'
import { StoreError } from '../store-error.ts'
import { collectChecks } from './check.ts'
import { mutationId } from './contract-model.ts'
import { pullAll, readTable } from './replica.ts'
import { project, removeTeam, rename, type SyncMutation, type SyncSubject, task, team } from './sync-model.ts'

/** The delete of a project. */
const removeProject = (teamId: string, number: number): SyncMutation => ({
  op: 'delete',
  mutationId: mutationId(),
  entity: 'projects',
  key: { teamId, number },
})

/** The error that a promise is refused with. */
async function refusalOf(promise: Promise<unknown>): Promise<StoreError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof StoreError)) throw new TypeError(`Not refused with a StoreError: ${String(error)}`)
  return error
}

/** What `transact` does with mutations that can all be applied. */
export const transactChecks = collectChecks<SyncSubject>((check) => {
  check('applies all mutations in order, each on what those before it did', async ({ store }) => {
    await store.push([team('old')])
    const feed = await store.heads()
    const batch = [
      team('a'),
      project('a', 1),
      task('a', 1, 't'),
      rename('a', 'Second', 1),
      rename('a', 'Third', 2),
      removeTeam('old'),
      team('b'),
    ]
    const outcomes = await store.transact(batch)
    expect(outcomes.map(({ status }) => status)).toEqual(batch.map(() => 'applied'))
    expect(outcomes.map(({ version }) => version)).toEqual([1, 1, 1, 2, 3, 2, 1])
    expect(outcomes[4]).toMatchObject({ stored: await store.get('teams', { id: 'a' }) })
    expect(outcomes[5]?.stored).toBeNull()
    expect([...(await readTable(store)).values()].map(({ row }) => row['name'] ?? row['title'])).toEqual([
      'Third',
      'Team b',
      'Project 1',
      'Task t',
    ])
    const told = (await pullAll(store, feed)).map(({ mutationId: id, version, place }) => ({
      id,
      version,
      place,
    }))
    const expected = outcomes.map(({ mutationId: id, version, place }) => ({ id, version, place }))
    expect(expected.map(({ id }) => id)).toEqual(batch.map(({ mutationId: id }) => id))
    // Shards are not ordered among each other.
    const ordered = (changes: typeof told) =>
      changes.toSorted((a, b) => a.place.shard - b.place.shard || a.place.seq - b.place.seq)
    expect(ordered(told)).toEqual(ordered(expected))
  })

  check('hands a unique value on from row to row', async ({ store }) => {
    const setSlug = (id: string, slug: string | null): SyncMutation => ({
      op: 'update',
      mutationId: mutationId(),
      entity: 'teams',
      key: { id },
      changes: { slug },
    })
    await store.push([team('a', { slug: 'x' }), team('b', { slug: 'y' })])
    await store.transact([removeTeam('a'), team('c', { slug: 'x' })])
    await store.transact([setSlug('b', null), setSlug('c', 'y'), setSlug('b', 'x')])
    expect((await store.list('teams')).items.map(({ row }) => row.slug)).toEqual(['x', 'y'])
    const refused = await refusalOf(store.transact([team('d', { slug: 'z' }), team('e', { slug: 'z' })]))
    expect(refused).toMatchObject({ code: 'already_exists', index: 1, issues: [{ path: ['slug'] }] })
    expect(await store.push([team('e', { slug: 'z' })])).toMatchObject([{ status: 'applied' }])
  })

  check('makes a row anew above its tombstone, without what was below it', async ({ store }) => {
    await store.push([team('a'), project('a', 1)])
    const feed = await store.heads()
    expect(await store.transact([removeTeam('a'), team('a', { name: 'Anew' })])).toMatchObject([
      { version: 2, stored: null },
      { version: 3, stored: { row: { name: 'Anew' } } },
    ])
    expect((await readTable(store)).size).toBe(1)
    expect((await pullAll(store, feed)).map(({ op, entity, version }) => [op, entity, version])).toEqual([
      ['delete', 'projects', 2],
      ['delete', 'teams', 2],
      ['put', 'teams', 3],
    ])
  })

  check('lets no other transaction come in between', async ({ store }) => {
    await store.push([team('a'), team('b')])
    await Promise.all(
      Array.from({ length: 5 }, (_, index) => {
        const both = [rename('a', `Name ${index}`), rename('b', `Name ${index}`)]
        return store.transact(index % 2 === 0 ? both : both.toReversed())
      }),
    )
    const [a, b] = [await store.get('teams', { id: 'a' }), await store.get('teams', { id: 'b' })]
    expect(a?.row.name).toBe(b?.row.name)
    expect([a?.meta.version, b?.meta.version]).toEqual([6, 6])
  })

  check('does nothing where there is nothing to do', async ({ store }) => {
    const feed = await store.heads()
    expect(await store.transact([])).toEqual([])
    expect(await pullAll(store, feed)).toEqual([])
  })

  check('applies very many mutations or none, and says that they are too many', async ({ store }) => {
    const feed = await store.heads()
    const batch = Array.from({ length: 200 }, (_, index) => team(`t${index}`))
    const answer = await store.transact(batch).catch((thrown: unknown) => thrown)
    const expected = Array.isArray(answer) ? 200 : 0
    if (Array.isArray(answer)) expect(answer).toHaveLength(200)
    else {
      expect(answer).toMatchObject({ name: 'StoreError', code: 'too_large' })
      expect(answer).not.toHaveProperty('index')
    }
    expect((await readTable(store)).size).toBe(expected)
    expect(await pullAll(store, feed)).toHaveLength(expected)
  })
})

/** What `transact` does where a mutation is refused: it throws, and nothing has happened. */
export const transactRefusals = collectChecks<SyncSubject>((check) => {
  const refusals: readonly [what: string, last: SyncMutation, expected: object][] = [
    ['an update of no row', rename('nowhere', 'New'), { code: 'not_found' }],
    ['a delete of no row', removeTeam('nowhere'), { code: 'not_found' }],
    ['an insert of a row that is there', team('b'), { code: 'already_exists' }],
    ['a value that the schema refuses', team('c', { name: '' }), invalidAt('name')],
    ['a key that breaks the grammar', team('c#1'), invalidAt('id')],
    ['a child of no parent', project('nowhere', 1), invalidAt('teamId')],
    ['a child of a parent that was deleted before', project('kept', 2), invalidAt('teamId')],
    [
      'a version that is another by now',
      rename('b', 'Late', 7),
      { code: 'conflict', current: { row: { id: 'b' } } },
    ],
  ]
  for (const [what, last, expected] of refusals)
    check(`is refused for ${what}, and leaves table and feed as they were`, async ({ store }) => {
      await store.push([team('kept', { slug: 'x' }), project('kept', 1), task('kept', 1, 't'), team('b')])
      await store.push([team('gone'), removeTeam('gone')])
      const table = await readTable(store)
      const feed = await store.heads()
      const batch = [
        team('gone', { slug: 'y' }),
        project('gone', 1),
        rename('b', 'New'),
        removeTeam('kept'),
        last,
      ]
      const refused = await refusalOf(store.transact(batch))
      expect(refused).toMatchObject({ ...expected, index: 4 })
      expect(refused.message).toMatch(/^[A-Z].*\.$/)
      expect(await readTable(store)).toEqual(table)
      expect(await pullAll(store, feed)).toEqual([])
      const after = await store.push([rename('kept', 'After', 1), team('c', { slug: 'y' }), team('gone')])
      expect(after).toMatchObject([{ version: 2 }, { version: 1 }, { version: 3 }])
      expect(await store.push([team('d', { slug: 'x' })])).toMatchObject([{ code: 'already_exists' }])
    })

  check('is refused for the first mutation that is, not for a later one', async ({ store }) => {
    const batch = [team('a'), rename('b', 'None'), team('a')]
    expect(await refusalOf(store.transact(batch))).toMatchObject({ code: 'not_found', index: 1 })
  })

  check('is refused for an entity that the model does not have', async ({ store }) => {
    const unknown = { ...team('b'), entity: 'toString' } as unknown as SyncMutation
    expect(await refusalOf(store.transact([team('a'), unknown]))).toMatchObject({ code: 'invalid' })
    expect(await readTable(store)).toEqual(new Map())
  })

  check('deletes no row with rows below it where that is restricted', async ({ store }) => {
    await store.push([team('a'), project('a', 1), task('a', 1, 't'), team('aa'), project('aa', 1)])
    const table = await readTable(store)
    for (const batch of [[removeTeam('a')], [team('b'), removeProject('a', 1), removeTeam('a')]]) {
      const refused = await refusalOf(store.transact(batch, { restrict: true }))
      expect(refused).toMatchObject({ code: 'conflict', current: { meta: { version: 1 } } })
      expect(await readTable(store)).toEqual(table)
    }
    const removeTask: SyncMutation = {
      op: 'delete',
      mutationId: mutationId(),
      entity: 'tasks',
      key: { teamId: 'a', projectNumber: 1, id: 't' },
    }
    await store.transact([removeTask, removeProject('a', 1), removeTeam('a')], { restrict: true })
    expect((await readTable(store)).size).toBe(2)
    await store.transact([removeTeam('aa')])
    expect((await readTable(store)).size).toBe(0)
  })

  check('stops where it is told to', async ({ store }) => {
    const refused = await refusalOf(store.transact([team('a')], { signal: AbortSignal.abort() }))
    expect(refused.code).toBe('aborted')
    expect(await readTable(store)).toEqual(new Map())
  })
})

function invalidAt(field: string): object {
  return { code: 'invalid', issues: [{ path: [field] }] }
}
