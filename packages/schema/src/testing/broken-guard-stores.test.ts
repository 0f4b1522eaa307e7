import { describe, expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import type { Mutation } from '../mutation.types.ts'
import type { WriteGuard } from '../sync.types.ts'
import { type Fault, type Syncs, withGuard } from './broken-store.ts'
import { failingChecks } from './failing-checks.ts'
import { guardChecks } from './sync-guard-checks.ts'
import { createClock, syncModel } from './sync-model.ts'

// A contract that no broken store fails would prove nothing: each fault here is caught by the check that is named.

/** A store that reads a row, asks the guard, and then writes. */
function askFirst(store: Syncs): Syncs {
  const refusalOf = async (mutation: Mutation, guard: WriteGuard | undefined) => {
    const before =
      mutation.op === 'update' ? await store.get('teams', mutation.key as { id: string }) : undefined
    return guard?.admit?.({ mutation, before, after: before, parent: undefined })
  }
  return {
    ...store,
    async push(mutations, { guard, ...options } = {}) {
      const refusals = await Promise.all(mutations.map((mutation) => refusalOf(mutation, guard)))
      const asked = {
        admit: ({ mutation }: { mutation: Mutation }) => refusals[mutations.indexOf(mutation as never)],
      }
      return store.push(mutations, { ...options, guard: asked })
    },
  }
}

const guardFaults: Readonly<Record<string, Fault>> = {
  'asks nobody': {
    caughtBy: 'rejects with what `admit` says, and answers so again',
    broken: (store) => withGuard(store, () => undefined),
  },
  'asks for admission alone': {
    caughtBy: 'rejects with what `meet` says, and answers so again',
    broken: (store) => withGuard(store, (guard) => ({ ...guard, meet: undefined })),
  },
  'asks whether a row may be met once nothing else refuses the write': {
    caughtBy: 'does not tell whoever may not meet a row that another came first',
    broken: (store) =>
      withGuard(store, ({ meet, admit }) => ({ admit: (write) => meet?.(write) ?? admit?.(write) })),
  },
  'asks for admission at once': {
    caughtBy: 'asks for no admission where it tells that no row is there to change',
    broken: (store) =>
      withGuard(store, ({ meet, admit }) => ({ meet: (write) => meet?.(write) ?? admit?.(write) })),
  },
  'tells of no parent': {
    caughtBy: 'asks with the row before and after, and with the parent of a new child',
    broken: (store) =>
      withGuard(store, (guard) => ({
        meet: (write) => guard.meet?.({ ...write, parent: undefined }),
        admit: (write) => guard.admit?.({ ...write, parent: undefined }),
      })),
  },
  'asks about the table, not about what the batch did so far': {
    caughtBy: 'asks within one batch on what the mutations before it did',
    broken: (store) => {
      const first = new Map<string, unknown>()
      return withGuard(store, (guard) => ({
        ...guard,
        admit(write) {
          const place = JSON.stringify('key' in write.mutation ? write.mutation.key : write.mutation.row)
          if (!first.has(place)) first.set(place, write.before)
          return guard.admit?.({ ...write, before: first.get(place) as typeof write.before })
        },
      }))
    },
  },
  'asks before it writes': {
    caughtBy: 'asks on the row that is written on, whoever comes first',
    broken: askFirst,
  },
  'says no more than that it was denied': {
    caughtBy: 'rejects with what `meet` says, and answers so again',
    broken: (store) =>
      withGuard(store, (guard) => ({
        ...guard,
        meet(write) {
          const refusal = guard.meet?.(write)
          return refusal && { ...refusal, issues: [] }
        },
      })),
  },
  'forgets what a guard refused': {
    caughtBy: 'rejects with what `admit` says, and answers so again',
    broken: (store) => ({
      ...store,
      push: (mutations, { guard, ...options } = {}) => store.push(mutations, guard ? { guard } : options),
    }),
  },
  'tells that rows are below one that may not be met': {
    caughtBy: 'hides what a restricted delete would tell',
    broken: (store) => ({
      ...store,
      async transact(mutations, options) {
        if (options?.restrict === true) await store.transact(mutations, { restrict: true })
        return store.transact(mutations, options)
      },
    }),
  },
  'takes what a guard throws for a refusal': {
    caughtBy: 'throws what a guard throws, and writes nothing of the mutation',
    broken: (store) =>
      withGuard(store, (guard) => ({
        ...guard,
        admit(write) {
          try {
            return guard.admit?.(write)
          } catch {
            return { code: 'denied', message: 'No.' }
          }
        },
      })),
  },
}

describe('the contract of guards', () => {
  const checks = guardChecks
  const createSubject = (broken: Fault['broken']) => {
    const clock = createClock()
    return { clock, store: broken(memoryStore(syncModel, { now: clock.now })) }
  }

  it('finds nothing wrong with a sound store', async () => {
    expect(await failingChecks({ checks }, () => createSubject((store) => store))).toEqual([])
  })

  it.each(Object.entries(guardFaults))('catches a store that %s', async (_fault, { caughtBy, broken }) => {
    expect(await failingChecks({ checks }, () => createSubject(broken))).toContain(caughtBy)
  })

  it('has a fault for every check', () => {
    const caught = new Set(Object.values(guardFaults).map(({ caughtBy }) => caughtBy))
    // One of each list of reasons stands for the others.
    const alike = /^(?:does not tell whoever|asks for no admission)/
    const names = checks.map(({ name }) => name).filter((name) => !alike.test(name))
    expect(names.filter((name) => !caught.has(name))).toEqual([])
  })
})
