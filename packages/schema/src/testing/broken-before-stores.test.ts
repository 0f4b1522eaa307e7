import { describe, expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import type { Change } from '../sync.types.ts'
import type { Fault, Syncs } from './broken-store.ts'
import { failingChecks } from './failing-checks.ts'
import { beforeChecks } from './sync-before-checks.ts'
import { createClock, type SyncModel, syncModel } from './sync-model.ts'

// A contract that no broken store fails would prove nothing: each fault here is caught by the check that is named.

/** A store whose changes are told otherwise. */
function withChanges(store: Syncs, alter: (change: Change<SyncModel>) => Change<SyncModel>): Syncs {
  return {
    ...store,
    async pull(options) {
      const answer = await store.pull(options)
      return answer.kind === 'reset' ? answer : { ...answer, changes: answer.changes.map(alter) }
    },
  }
}

const beforeFaults: Readonly<Record<string, Fault>> = {
  'does not say that it tells': {
    caughtBy: 'says that its feed tells what rows were',
    broken: (store) => ({ ...store, feedBefore: false }),
  },
  'tells nothing of puts': {
    caughtBy: 'tells of a put what the row was, and null where there was none',
    broken: (store) => withChanges(store, (change) => (change.op === 'put' ? without(change) : change)),
  },
  'tells nothing of deletes': {
    caughtBy: 'tells of a delete what each row was that it took along',
    broken: (store) => withChanges(store, (change) => (change.op === 'put' ? change : without(change))),
  },
  'tells nothing of rows that go along': {
    caughtBy: 'tells it of every row where very many go along',
    broken: (store) =>
      withChanges(store, (change) =>
        change.op === 'delete' && change.cause === 'cascade' ? without(change) : change,
      ),
  },
  'tells of a transaction’s writes what was there before it': {
    caughtBy: 'tells of each write of a transaction what it met',
    broken: (store) =>
      withChanges(store, (change) =>
        change.op === 'put' && change.version > 1 ? { ...change, before: null } : change,
      ),
  },
  'tells of a row anew what it was before it was deleted': {
    caughtBy: 'tells what the change before left, through a long history',
    broken: (store) => {
      const last = new Map<string, unknown>()
      return withChanges(store, (change) => {
        const place = JSON.stringify([change.entity, change.key])
        if (change.op === 'delete') last.set(place, change.before)
        return change.op === 'put' && change.before === null && last.has(place)
          ? ({ ...change, before: last.get(place) } as typeof change)
          : change
      })
    },
  },
  'tells nothing of rows that are loaded': {
    caughtBy: 'tells of rows that are loaded over others what these were',
    broken: (store) =>
      withChanges(store, (change) => (change.mutationId === undefined ? without(change) : change)),
  },
  'gives out what it keeps': {
    caughtBy: 'keeps what it told from whoever got it',
    broken: (store) => {
      const told = new Map<string, Change<SyncModel>>()
      return withChanges(store, (change) => {
        const place = JSON.stringify(change.place)
        const known = told.get(place) ?? change
        told.set(place, known)
        return known
      })
    },
  },
}

function without(change: Change<SyncModel>): Change<SyncModel> {
  const silent = { ...change }
  Reflect.deleteProperty(silent, 'before')
  return silent
}

describe('the contract of what rows were before', () => {
  const checks = beforeChecks
  const createSubject = (broken: Fault['broken']) => {
    const clock = createClock()
    return { clock, store: broken(memoryStore(syncModel, { now: clock.now, feedBefore: true })) }
  }

  it('finds nothing wrong with a sound store', async () => {
    expect(await failingChecks({ checks }, () => createSubject((store) => store))).toEqual([])
  })

  it.each(Object.entries(beforeFaults))('catches a store that %s', async (_fault, { caughtBy, broken }) => {
    expect(await failingChecks({ checks }, () => createSubject(broken))).toContain(caughtBy)
  })

  it('has a fault for every check', () => {
    const caught = new Set(Object.values(beforeFaults).map(({ caughtBy }) => caughtBy))
    expect(checks.map(({ name }) => name).filter((name) => !caught.has(name))).toEqual([])
  })
})
