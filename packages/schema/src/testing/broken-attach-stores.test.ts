import { describe, expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import type { Mutation } from '../mutation.types.ts'
import { StoreError } from '../store-error.ts'
import type { Change, PushOptions, WriteGuard } from '../sync.types.ts'
import { type Fault, type Syncs, withGuard } from './broken-store.ts'
import { failingChecks } from './failing-checks.ts'
import { attachChecks } from './sync-attach-checks.ts'
import { createClock, type SyncModel, syncModel } from './sync-model.ts'

// A contract that no broken store fails would prove nothing: each fault here is caught by the check that is named.

/** A store that pushes what goes along with writes after them. */
function attachLater(store: Syncs): Syncs {
  const later = (guard: WriteGuard | undefined) => {
    const inserts = new Map<string, readonly Mutation[]>()
    const note: WriteGuard = {
      ...guard,
      attach(write) {
        inserts.set(write.mutation.mutationId, guard?.attach?.(write) ?? [])
        return []
      },
    }
    return { note, push: async () => void (await store.push([...inserts.values()].flat() as never)) }
  }
  return {
    ...store,
    async push(mutations, options = {}) {
      const { note, push } = later(options.guard)
      const outcomes = await store.push(mutations, { ...options, guard: note })
      await push()
      return outcomes
    },
    async transact(mutations, options = {}) {
      const { note, push } = later(options.guard)
      try {
        return await store.transact(mutations, { ...options, guard: note })
      } finally {
        await push()
      }
    },
  }
}

const attachFaults: Readonly<Record<string, Fault>> = {
  'attaches nothing': {
    caughtBy: 'attaches to each of very many writes',
    broken: (store) => withGuard(store, (guard) => ({ ...guard, attach: undefined })),
  },
  'writes what goes along after the writes': {
    caughtBy: 'writes what goes along with a write before it, at once, and once',
    broken: attachLater,
  },
  'writes what goes along with a transaction that is refused': {
    caughtBy: 'applies a transaction with all that goes along, or nothing of it',
    broken: attachLater,
  },
  'attaches again to what it knows': {
    caughtBy: 'writes what goes along with a write before it, at once, and once',
    broken: (store) => ({
      ...store,
      async push(mutations, options = {}) {
        const { guard, clientId } = options
        const outcomes = await store.push(mutations, options)
        if (clientId === undefined || !guard?.attach) return outcomes
        for (const mutation of mutations) {
          const write = { mutation, before: undefined, after: undefined, parent: undefined }
          await store.push(guard.attach(write) as never)
        }
        return outcomes
      },
    }),
  },
  'attaches to what it is to refuse': {
    caughtBy: 'attaches nothing to what is refused',
    broken: (store) =>
      withGuard(store, (guard) => ({
        ...guard,
        admit(write) {
          const refusal = guard.admit?.(write)
          if (refusal) void store.push((guard.attach?.(write) ?? []) as never)
          return refusal
        },
      })),
  },
  ...Object.fromEntries(
    ['is not valid', 'has a key that is taken', 'takes the unique value of the write'].map((what) => [
      `leaves out what goes along and ${what}`,
      {
        caughtBy: `rejects a write with which a row goes along that ${what}`,
        broken: (store: Syncs): Syncs => ({
          ...store,
          async push(mutations, options = {}) {
            const [first] = await memoryCopy(store, mutations, options)
            const isMisfit = first === 'invalid'
            return store.push(mutations, isMisfit ? { ...options, guard: undefined } : options)
          },
        }),
      },
    ]),
  ),
  'attaches nothing to a delete': {
    caughtBy: 'attaches to a delete that takes 130 rows along',
    broken: (store) =>
      withGuard(store, ({ attach, ...guard }) => ({
        ...guard,
        attach: (write) => (write.mutation.op === 'delete' ? [] : (attach?.(write) ?? [])),
      })),
  },
  'counts what goes along among the rows that a delete takes': {
    caughtBy: 'attaches to a delete that takes 1 rows along',
    broken: (store) => ({
      ...store,
      pull: async (options) => {
        const answer = await store.pull(options)
        const isLog = ({ key }: Change<SyncModel>): boolean => 'id' in key && key.id.startsWith('log-')
        return answer.kind === 'reset'
          ? answer
          : { ...answer, changes: answer.changes.toSorted((a, b) => Number(isLog(a)) - Number(isLog(b))) }
      },
    }),
  },
  'leaves what goes along below a deleted row': {
    caughtBy: 'deletes what goes along below the row that is deleted',
    broken: (store) => ({
      ...store,
      async push(mutations, options = {}) {
        const outcomes = await store.push(mutations, options)
        const [mutation] = mutations
        if (!options.guard?.attach || mutation?.op !== 'delete') return outcomes
        const row = { teamId: 'a', number: 2, name: 'Left' }
        await store.load([
          { entity: 'projects', row: { ...row, version: 1, updatedAt: '2026-01-01T00:00:00Z' } },
        ])
        return outcomes
      },
    }),
  },
}

/** What a trial of mutations would be refused with: that of a transaction which is refused in the end anyway. */
async function memoryCopy(
  store: Syncs,
  mutations: Parameters<Syncs['push']>[0],
  { guard }: PushOptions,
): Promise<string[]> {
  const last = { op: 'delete', mutationId: 'x', entity: 'teams', key: { id: 'none' } } as const
  const refused = await store.transact([...mutations, last], { guard }).catch((error: unknown) => error)
  return refused instanceof StoreError && refused.index === 0 ? [refused.code] : []
}

describe('the contract of what guards attach', () => {
  const checks = attachChecks
  const createSubject = (broken: Fault['broken']) => {
    const clock = createClock()
    return { clock, store: broken(memoryStore(syncModel, { now: clock.now })) }
  }

  it('finds nothing wrong with a sound store', async () => {
    expect(await failingChecks({ checks }, () => createSubject((store) => store))).toEqual([])
  })

  it.each(Object.entries(attachFaults))('catches a store that %s', async (_fault, { caughtBy, broken }) => {
    expect(await failingChecks({ checks }, () => createSubject(broken))).toContain(caughtBy)
  })

  it('has a fault for every check', () => {
    const caught = new Set(Object.values(attachFaults).map(({ caughtBy }) => caughtBy))
    expect(checks.map(({ name }) => name).filter((name) => !caught.has(name))).toEqual([])
  })
})
