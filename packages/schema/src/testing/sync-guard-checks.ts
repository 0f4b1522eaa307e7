import { expect } from 'vitest'
import type { GuardedWrite, WriteGuard } from '../sync.types.ts'
import { collectChecks } from './check.ts'
import { denied, logging, logsOf, prepareTeam } from './guard-rows.ts'
import { pullAll, readTable } from './replica.ts'
import {
  newClient,
  project,
  removeTeam,
  rename,
  type SyncMutation,
  type SyncSubject,
  team,
} from './sync-model.ts'

/** A guard, and what it was asked about each mutation at last. */
function listen({ meet, admit, attach }: WriteGuard = {}) {
  const met = new Map<string, GuardedWrite>()
  const admitted = new Map<string, GuardedWrite>()
  const guard: WriteGuard = {
    meet(write) {
      met.set(write.mutation.mutationId, write)
      return meet?.(write)
    },
    admit(write) {
      admitted.set(write.mutation.mutationId, write)
      return admit?.(write)
    },
    ...(attach && { attach }),
  }
  return { met, admitted, guard }
}

/** What other reasons there are to refuse a mutation, after `team('a'), rename('a', …), project('a', 1)`. */
const refusals: readonly [what: string, make: () => SyncMutation][] = [
  ['that another came first', () => rename('a', 'Late', 1)],
  ['that another came before a delete', () => removeTeam('a', 1)],
  ['that no row is there to change', () => rename('nowhere', 'New')],
  ['that no row is there to delete', () => removeTeam('nowhere')],
  ['that the key is taken', () => team('a')],
  ['that the unique value is taken', () => team('b', { slug: 'x' })],
  ['that no parent is there', () => project('nowhere', 1)],
  ['that the values are not valid', () => rename('a', '')],
]

/** What guards of writes are asked, and what becomes of what they refuse. */
export const guardChecks = collectChecks<SyncSubject>((check) => {
  check('asks with the row before and after, and with the parent of a new child', async ({ store }) => {
    const { met, admitted, guard } = listen()
    const [make, child, change, remove] = [team('a'), project('a', 1), rename('a', 'New'), removeTeam('a')]
    await store.push([make], { guard })
    const first = await store.get('teams', { id: 'a' })
    await store.push([child], { guard })
    const project1 = await store.get('projects', { teamId: 'a', number: 1 })
    await store.push([change], { guard })
    const second = await store.get('teams', { id: 'a' })
    await store.push([remove], { guard })
    const none = { before: undefined, after: undefined, parent: undefined }
    const told = (asked: Map<string, GuardedWrite>, mutation: SyncMutation) => asked.get(mutation.mutationId)
    expect(told(met, make)).toEqual({ ...none, mutation: make })
    expect(told(admitted, make)).toEqual({ ...none, mutation: make, after: first })
    expect(told(met, child)).toEqual({ ...none, mutation: child, parent: first })
    expect(told(admitted, child)).toEqual({ ...none, mutation: child, after: project1, parent: first })
    expect(told(met, change)).toEqual({ ...none, mutation: change, before: first })
    expect(told(admitted, change)).toEqual({ ...none, mutation: change, before: first, after: second })
    expect(told(met, remove)).toEqual({ ...none, mutation: remove, before: second })
    expect(told(admitted, remove)).toEqual({ ...none, mutation: remove, before: second })
  })

  check('asks within one batch on what the mutations before it did', async ({ store }) => {
    for (const apply of ['push', 'transact'] as const) {
      await store.clear()
      const { admitted, guard } = listen()
      const batch = [team('a'), project('a', 1), rename('a', 'Second'), rename('a', 'Third'), removeTeam('a')]
      await store[apply](batch, { guard })
      const [, child, , third, remove] = batch.map(({ mutationId: id }) => admitted.get(id))
      expect(child).toMatchObject({ parent: { row: { name: 'Team a' } } })
      expect(third).toMatchObject({ before: { row: { name: 'Second' } }, after: { meta: { version: 3 } } })
      expect(remove).toMatchObject({ before: { row: { name: 'Third' }, meta: { version: 3 } } })
    }
  })

  for (const method of ['meet', 'admit'] as const)
    check(`rejects with what \`${method}\` says, and answers so again`, async (subject) => {
      await prepareTeam(subject)
      const { store } = subject
      const [table, feed] = [await readTable(store), await store.heads()]
      const guard: WriteGuard = {
        [method]: ({ mutation }: GuardedWrite) => (mutation.entity === 'teams' ? denied : undefined),
      }
      const source = { clientId: newClient(), seq: 1 }
      const batch = [rename('a', 'Third'), removeTeam('a'), team('b')]
      const outcomes = await store.push(batch, { ...source, guard })
      expect(outcomes).toEqual(
        batch.map(({ mutationId: id }) => ({ status: 'rejected', mutationId: id, ...denied })),
      )
      expect(await readTable(store)).toEqual(table)
      expect(await pullAll(store, feed)).toEqual([])
      expect(await store.push(batch, source)).toEqual(outcomes)
      expect(await store.push([rename('a', 'Third')], { ...source, seq: 4, guard: {} })).toMatchObject([
        { status: 'applied', version: 3 },
      ])
    })

  for (const [what, make] of refusals)
    check(`does not tell whoever may not meet a row ${what}`, async (subject) => {
      await prepareTeam(subject)
      const { store } = subject
      const mutation = make()
      const known = listen({ meet: () => denied })
      const outcomes = await store.push([mutation], { guard: known.guard })
      expect(outcomes).toEqual([{ status: 'rejected', mutationId: mutation.mutationId, ...denied }])
      const { issues } = denied
      const transact = store.transact([team('new'), mutation], {
        guard: { meet: (write) => (write.mutation === mutation ? denied : undefined) },
      })
      await expect(transact).rejects.toMatchObject({ name: 'StoreError', code: 'denied', index: 1, issues })
      expect(known.admitted.size).toBe(0)
    })

  for (const [what, make] of refusals)
    check(`asks for no admission where it tells ${what}`, async (subject) => {
      await prepareTeam(subject)
      const { store } = subject
      const mutation = make()
      const { admitted, guard } = listen({ admit: () => denied, ...logging })
      const [plain] = await store.push([mutation])
      expect(plain?.status).not.toBe('applied')
      expect(await store.push([mutation], { guard })).toEqual([plain])
      expect(admitted.size).toBe(0)
      expect(await logsOf(subject)).toEqual([])
    })

  check('hides what a restricted delete would tell', async (subject) => {
    await prepareTeam(subject)
    const transact = subject.store.transact([removeTeam('a')], {
      restrict: true,
      guard: { meet: () => denied },
    })
    await expect(transact).rejects.toMatchObject({ code: 'denied', index: 0 })
  })

  check('asks on the row that is written on, whoever comes first', async ({ store }) => {
    await store.push([team('a')])
    for (let round = 1; round <= 3; round += 1) {
      const { admitted, guard } = listen({
        // The right goes with the name, and the first write takes it from all others.
        admit: ({ before }) => (before?.meta.version === round ? undefined : denied),
      })
      const mutations = Array.from({ length: 6 }, (_, index) => rename('a', `Name ${round} ${index}`))
      const outcomes = await Promise.all(
        mutations.map((mutation, index) =>
          (index + round) % 3 === 0
            ? store.transact([mutation], { guard }).catch((error: unknown) => [error as object])
            : store.push([mutation], { clientId: newClient(), seq: 1, guard }),
        ),
      )
      const codes = outcomes.flat().map((outcome) => ('code' in outcome ? String(outcome.code) : 'applied'))
      expect(codes.toSorted()).toEqual(['applied', ...Array(5).fill('denied')])
      const winner = mutations[codes.indexOf('applied')]
      expect(admitted.get(winner?.mutationId ?? '')).toMatchObject({ before: { meta: { version: round } } })
      expect(await store.get('teams', { id: 'a' })).toMatchObject({ meta: { version: round + 1 } })
    }
  })

  check('throws what a guard throws, and writes nothing of the mutation', async ({ store }) => {
    const fault = new TypeError('The guard is at fault.')
    const failing: WriteGuard = {
      admit({ mutation }) {
        if (mutation.op === 'update') throw fault
        return undefined
      },
    }
    await store.push([team('a'), team('b')])
    const source = { clientId: newClient(), seq: 1 }
    const batch = [team('c'), rename('a', 'New'), team('d')]
    const [, failed] = await Promise.allSettled([
      store.push([rename('b', 'New')], { clientId: newClient(), seq: 1 }),
      store.push(batch, { ...source, guard: failing }),
      store.push([team('e')]),
    ])
    expect(failed).toEqual({ status: 'rejected', reason: fault })
    await expect(store.transact([team('f'), rename('a', 'New')], { guard: failing })).rejects.toBe(fault)
    const names = [...(await readTable(store)).values()].map(({ row }) => String(row['name']))
    expect(names.toSorted()).toEqual(['New', 'Team a', 'Team c', 'Team e'])
    expect((await store.push(batch, source)).map(({ status }) => status)).toEqual(Array(3).fill('applied'))
  })
})
