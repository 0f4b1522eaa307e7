import { describe, expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import { refusalError } from '../refusal-error.ts'
import { StoreError, type StoreErrorDetails } from '../store-error.ts'
import type { AppliedOutcome, SyncStore, TransactOptions } from '../sync.types.ts'
import { mutationId } from './contract-model.ts'
import { failingChecks } from './failing-checks.ts'
import { createClock, type SyncModel, syncModel, type SyncMutation } from './sync-model.ts'
import { transactChecks, transactRefusals } from './sync-transact-checks.ts'

// A contract that no broken store fails would prove nothing: each fault here is caught by the check that is named.

type Transact = (mutations: readonly SyncMutation[], options?: TransactOptions) => Promise<AppliedOutcome[]>

/** A store's error with some of its details left out or replaced. */
function altered({ code, message, issues, current, index }: StoreError, details: StoreErrorDetails) {
  return new StoreError(code, message, { issues, current, index, ...details })
}

/** What throws another error where a transaction is refused. */
function rethrowing(transact: Transact, alter: (error: StoreError) => StoreError): Transact {
  return async (mutations, options) => {
    try {
      return await transact(mutations, options)
    } catch (error) {
      throw error instanceof StoreError ? alter(error) : error
    }
  }
}

/** Applies mutations one after the other, up to the first that is refused. */
function oneByOne({ push }: SyncStore<SyncModel>): Transact {
  return async (mutations) => {
    const applied: AppliedOutcome[] = []
    for (const [index, mutation] of mutations.entries()) {
      for (const outcome of await push([mutation])) {
        if (outcome.status !== 'applied') throw refusalError(outcome, index)
        applied.push(outcome)
      }
    }
    return applied
  }
}

interface Fault {
  readonly caughtBy: string
  readonly transact: (store: SyncStore<SyncModel>) => Transact
}

const faults: Readonly<Record<string, Fault>> = {
  'keeps what came before a refusal': {
    caughtBy: 'is refused for an update of no row, and leaves table and feed as they were',
    transact: (store) => rethrowing(oneByOne(store), (error) => altered(error, {})),
  },
  'lets others come in between': {
    caughtBy: 'lets no other transaction come in between',
    transact: oneByOne,
  },
  'writes and takes back, which the feed tells': {
    caughtBy: 'is refused for an update of no row, and leaves table and feed as they were',
    transact: (store) => async (mutations, options) => {
      try {
        return await store.transact(mutations, options)
      } catch (error) {
        await store.push([
          { op: 'insert', mutationId: mutationId(), entity: 'teams', row: { id: 'tmp', name: 'Tmp' } },
          { op: 'delete', mutationId: mutationId(), entity: 'teams', key: { id: 'tmp' } },
        ])
        throw error
      }
    },
  },
  'checks all mutations against the table as it was': {
    caughtBy: 'applies all mutations in order, each on what those before it did',
    transact: (store) => async (mutations, options) => {
      const stored = await Promise.all(
        mutations.map(async (mutation) => {
          if (mutation.op !== 'update' || mutation.entity !== 'teams') return true
          return store.get('teams', mutation.key)
        }),
      )
      const missing = stored.indexOf(undefined)
      if (missing !== -1) throw new StoreError('not_found', 'This team does not exist.', { index: missing })
      return store.transact(mutations, options)
    },
  },
  'makes one write of two updates of a row': {
    caughtBy: 'applies all mutations in order, each on what those before it did',
    transact: (store) => async (mutations, options) => {
      const last = mutations.filter(
        ({ op }, index) => op !== 'update' || mutations[index + 1]?.op !== 'update',
      )
      const free = last.map((mutation) => ({ ...mutation, baseVersion: undefined }))
      const outcomes = await store.transact(free, options)
      return mutations.map((mutation) => {
        const index = last.indexOf(mutation)
        return outcomes[Math.max(index, 0)] as AppliedOutcome
      })
    },
  },
  'inserts before it deletes': {
    caughtBy: 'hands a unique value on from row to row',
    transact: (store) => (mutations, options) =>
      store.transact(
        mutations.toSorted((a, b) => Number(b.op === 'insert') - Number(a.op === 'insert')),
        options,
      ),
  },
  'writes over a row that it was to delete': {
    caughtBy: 'makes a row anew above its tombstone, without what was below it',
    transact: (store) => async (mutations, options) => {
      const [first, second] = mutations
      if (first?.op !== 'delete' || second?.op !== 'insert' || second.entity !== 'teams') {
        return store.transact(mutations, options)
      }
      const { id = '', ...changes } = second.row
      const [outcome] = await store.transact([
        { op: 'update', mutationId: mutationId(), entity: 'teams', key: { id }, changes },
      ])
      return [outcome, outcome] as AppliedOutcome[]
    },
  },
  'applies nothing as something': {
    caughtBy: 'does nothing where there is nothing to do',
    transact: (store) => async (mutations, options) => {
      if (mutations.length > 0) return store.transact(mutations, options)
      return store.transact([
        { op: 'insert', mutationId: mutationId(), entity: 'teams', row: { id: 'x', name: 'X' } },
      ])
    },
  },
  'applies the first hundred, and says that the rest was too much': {
    caughtBy: 'applies very many mutations or none, and says that they are too many',
    transact: (store) => async (mutations, options) => {
      const outcomes = await store.transact(mutations.slice(0, 100), options)
      if (mutations.length > 100) throw new StoreError('too_large', 'At most 100.')
      return outcomes
    },
  },
  'says nothing of what it left out': {
    caughtBy: 'applies very many mutations or none, and says that they are too many',
    transact: (store) => (mutations, options) => store.transact(mutations.slice(0, 100), options),
  },
  'does not say which mutation': {
    caughtBy: 'is refused for a key that breaks the grammar, and leaves table and feed as they were',
    transact: (store) => rethrowing(store.transact, (error) => altered(error, { index: undefined })),
  },
  'says that the last mutation was refused': {
    caughtBy: 'is refused for the first mutation that is, not for a later one',
    transact: (store) => async (mutations, options) => {
      const known = rethrowing(store.transact, (error) => altered(error, { index: mutations.length - 1 }))
      return known(mutations, options)
    },
  },
  'has no issues': {
    caughtBy: 'is refused for a value that the schema refuses, and leaves table and feed as they were',
    transact: (store) => rethrowing(store.transact, (error) => altered(error, { issues: [] })),
  },
  'does not show the row of a conflict': {
    caughtBy: 'is refused for a version that is another by now, and leaves table and feed as they were',
    transact: (store) => rethrowing(store.transact, (error) => altered(error, { current: undefined })),
  },
  'passes over an entity that it does not know': {
    caughtBy: 'is refused for an entity that the model does not have',
    transact: (store) => (mutations, options) =>
      store.transact(
        mutations.filter(({ entity }) => Object.hasOwn(syncModel.entities, entity)),
        options,
      ),
  },
  'never restricts': {
    caughtBy: 'deletes no row with rows below it where that is restricted',
    transact: (store) => (mutations) => store.transact(mutations),
  },
  'always restricts': {
    caughtBy: 'deletes no row with rows below it where that is restricted',
    transact: (store) => (mutations) => store.transact(mutations, { restrict: true }),
  },
  'does not listen to its signal': {
    caughtBy: 'stops where it is told to',
    transact:
      (store) =>
      (mutations, { restrict } = {}) =>
        store.transact(mutations, { restrict }),
  },
}

const checks = { transactChecks, transactRefusals }

describe('the contract of transact', () => {
  const createStore = (transact: Fault['transact']) => {
    const clock = createClock()
    const store = memoryStore(syncModel, { now: clock.now })
    return { clock, store: { ...store, transact: transact(store) } }
  }

  it('finds nothing wrong with a sound store', async () => {
    expect(await failingChecks(checks, () => createStore((store) => store.transact))).toEqual([])
  })

  it.each(Object.entries(faults))('catches a store that %s', async (_fault, { caughtBy, transact }) => {
    expect(await failingChecks(checks, () => createStore(transact))).toContain(caughtBy)
  })

  it('has a fault for every check', () => {
    const caught = new Set(Object.values(faults).map(({ caughtBy }) => caughtBy))
    const refusals = transactRefusals.filter(({ name }) => !name.includes('leaves table'))
    expect(
      [...transactChecks, ...refusals].map(({ name }) => name).filter((name) => !caught.has(name)),
    ).toEqual([])
  })
})
