import { expect } from 'vitest'
import type { GuardedWrite, WriteGuard } from '../sync.types.ts'
import { collectChecks } from './check.ts'
import { mutationId } from './contract-model.ts'
import { type Attached, denied, logging, logOf, logsOf, prepareTeam } from './guard-rows.ts'
import { pullAll, readTable } from './replica.ts'
import {
  newClient,
  project,
  removeTeam,
  rename,
  type SyncMutation,
  type SyncSubject,
  task,
  team,
} from './sync-model.ts'

/** What becomes of rows that a guard attaches to writes. */
export const attachChecks = collectChecks<SyncSubject>((check) => {
  check('writes what goes along with a write before it, at once, and once', async (subject) => {
    const { store } = subject
    const feed = await store.heads()
    const source = { clientId: newClient(), seq: 1 }
    const batch = [team('a'), project('a', 1), rename('a', 'New')]
    const outcomes = await store.push(batch, { ...source, guard: logging })
    expect(outcomes).toHaveLength(3)
    const changes = await pullAll(store, feed)
    expect(changes).toHaveLength(6)
    for (const outcome of outcomes) {
      const own = changes.findIndex((change) => change.mutationId === outcome.mutationId)
      const [log, change] = changes.slice(own - 1, own + 1)
      expect(outcome).toMatchObject({ status: 'applied', place: change?.place, version: change?.version })
      expect(log).toMatchObject({ op: 'put', entity: 'teams', version: 1, mutationId: expect.any(String) })
      expect(log?.key).toMatchObject({ id: expect.stringMatching(/^log-/) })
      const [before, place] = [log?.place, change?.place]
      if (before?.shard === place?.shard) expect(before?.seq).toBe((place?.seq ?? 0) - 1)
    }
    expect(await logsOf(subject)).toEqual(['insert projects', 'insert teams', 'update teams'])
    expect(await store.push(batch, { ...source, guard: logging })).toEqual(outcomes)
    expect(await logsOf(subject)).toHaveLength(3)
    await store.push([rename('a', 'Next')], { ...source, seq: 4 })
  })

  check('attaches to each of very many writes', async (subject) => {
    const { store } = subject
    const batch = Array.from({ length: 70 }, (_, index) => team(`t${index}`))
    const outcomes = await store.push(batch, { guard: logging })
    expect(outcomes.map(({ status }) => status)).toEqual(batch.map(() => 'applied'))
    expect(await logsOf(subject)).toHaveLength(70)
  })

  check('attaches nothing to what is refused', async (subject) => {
    await prepareTeam(subject)
    const guard: WriteGuard = { ...logging, admit: ({ before }) => (before ? denied : undefined) }
    await subject.store.push([rename('a', 'New'), rename('nowhere', 'New'), removeTeam('a')], { guard })
    expect(await logsOf(subject)).toEqual([])
  })

  check('applies a transaction with all that goes along, or nothing of it', async (subject) => {
    const { store } = subject
    const feed = await store.heads()
    const late = store.transact([team('a'), project('a', 1), rename('b', 'New')], { guard: logging })
    await expect(late).rejects.toMatchObject({ code: 'not_found', index: 2 })
    expect(await readTable(store)).toEqual(new Map())
    expect(await pullAll(store, feed)).toEqual([])
    const batch = [team('a'), project('a', 1), team('b')]
    const outcomes = await store.transact(batch, { guard: logging })
    expect(outcomes.map(({ mutationId: id }) => id)).toEqual(batch.map(({ mutationId: id }) => id))
    const changes = await pullAll(store, feed)
    expect(changes).toHaveLength(6)
    for (const { mutationId: id, place } of outcomes) {
      expect(changes.find((change) => change.mutationId === id)?.place).toEqual(place)
    }
    expect(await logsOf(subject)).toHaveLength(3)
  })

  const misfits: readonly [what: string, attach: (write: GuardedWrite) => Attached[]][] = [
    [
      'is not valid',
      (write) => [logOf(write), { ...logOf(write), row: { id: crypto.randomUUID(), name: '' } }],
    ],
    [
      'has a key that is taken',
      (write) => [
        logOf(write),
        {
          op: 'insert',
          mutationId: mutationId(),
          entity: 'projects',
          row: { teamId: 'a', number: 1, name: 'P' },
        },
      ],
    ],
    [
      'takes the unique value of the write',
      (write) => {
        const log = logOf(write)
        return [{ ...log, row: { ...log.row, slug: 'mine' } }]
      },
    ],
  ]
  for (const [what, attach] of misfits)
    check(`rejects a write with which a row goes along that ${what}`, async (subject) => {
      await prepareTeam(subject)
      const { store } = subject
      const [table, feed] = [await readTable(store), await store.heads()]
      const mutation: SyncMutation = {
        op: 'update',
        mutationId: mutationId(),
        entity: 'teams',
        key: { id: 'a' },
        changes: { slug: 'mine' },
      }
      const source = { clientId: newClient(), seq: 1 }
      const outcomes = await store.push([mutation], { ...source, guard: { attach } })
      expect(outcomes).toMatchObject([
        { status: 'rejected', mutationId: mutation.mutationId, code: 'invalid' },
      ])
      const transact = store.transact([team('b'), mutation], {
        guard: { attach: (write) => (write.mutation === mutation ? attach(write) : []) },
      })
      await expect(transact).rejects.toMatchObject({ code: 'invalid', index: 1 })
      expect(await readTable(store)).toEqual(table)
      expect(await pullAll(store, feed)).toEqual([])
      expect(await store.push([mutation], source)).toEqual(outcomes)
    })

  for (const below of [1, 130])
    check(`attaches to a delete that takes ${below} rows along`, async (subject) => {
      const { store } = subject
      const ids = Array.from({ length: below - 1 }, (_, index) => `task${index}`)
      await store.push([team('a'), project('a', 1), ...ids.map((id) => task('a', 1, id))])
      const feed = await store.heads()
      const remove = removeTeam('a')
      const source = { clientId: newClient(), seq: 1 }
      const outcomes = await store.push([remove], { ...source, guard: logging })
      expect(outcomes).toMatchObject([{ status: 'applied', version: 2, stored: null }])
      const changes = await pullAll(store, feed)
      expect(changes.map(({ op }) => op)).toEqual(['put', ...Array(below + 1).fill('delete')])
      expect(await logsOf(subject)).toEqual(['delete teams'])
      expect((await readTable(store)).size).toBe(1)
      expect(await store.push([remove], source)).toEqual(outcomes)
    })

  check('deletes what goes along below the row that is deleted', async ({ store }) => {
    await store.push([team('a'), project('a', 1)])
    const feed = await store.heads()
    const row = { teamId: 'a', number: 2, name: 'Late' }
    const guard: WriteGuard = {
      attach: () => [{ op: 'insert', mutationId: mutationId(), entity: 'projects', row }],
    }
    await store.push([removeTeam('a')], { guard })
    expect(await readTable(store)).toEqual(new Map())
    const changes = await pullAll(store, feed)
    expect(changes.map(({ op, entity, version }) => [op, entity, version])[0]).toEqual(['put', 'projects', 1])
    expect(changes.filter(({ op }) => op === 'delete')).toHaveLength(3)
  })
})
