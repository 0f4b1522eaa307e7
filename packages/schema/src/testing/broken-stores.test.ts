import { describe, expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import { type ContractMutation, contractModel, type ContractStore } from './contract-model.ts'
import { failingChecks } from './failing-checks.ts'
import { anyStore } from './replica.ts'
import { storeChecks } from './store-contract.ts'

// A contract that no broken store fails would prove nothing: each fault here is caught by the check that is named.

interface Fault {
  readonly caughtBy: string
  readonly broken: (store: ContractStore) => ContractStore
}

const faults: Readonly<Record<string, Fault>> = {
  'writes over what it has not seen': {
    caughtBy: 'answers a conflict with the row as it is now, and changes nothing',
    broken: (store) =>
      altering(store, (mutation) => ({ ...mutation, baseVersion: undefined }) as ContractMutation),
  },
  'fills in defaults on every update': {
    caughtBy: 'does not fill in a default for a field that the update leaves alone',
    broken: (store) =>
      altering(store, (mutation) =>
        mutation.op === 'update' && mutation.entity === 'boards'
          ? { ...mutation, changes: { color: 'red', ...mutation.changes } }
          : mutation,
      ),
  },
  'drops unknown fields in silence': {
    caughtBy: 'refuses an unknown field, with the issue at its field',
    broken: (store) =>
      altering(store, (mutation) => {
        if (mutation.op !== 'insert' || !('admin' in mutation.row)) return mutation
        const { admin: _, ...row } = mutation.row
        return { ...mutation, row } as ContractMutation
      }),
  },
  'leaves the last row of a page out': {
    caughtBy: 'lists an entity page by page, in key order, each row once',
    broken: (store) => ({
      ...store,
      async list(entity, options) {
        const page = await store.list(entity, options)
        return page.cursor === null ? page : { ...page, items: page.items.slice(0, -1) }
      },
    }),
  },
  'queries by the beginning of a parent’s key': {
    caughtBy: 'queries the rows of one parent, page by page',
    broken: (store) => ({
      ...store,
      async query(entity, options) {
        const page = await anyStore(store).list(entity, { limit: 1000 })
        const parents = Object.entries(options.where)
        const items = page.items.filter(({ row }) =>
          parents.every(([field, value]) => String(row[field]).startsWith(String(value))),
        )
        // Sound for this check, which asks for whole rows.
        return { ...page, items } as never
      },
    }),
  },
  'takes ids that differ in case for one': {
    caughtBy: 'keeps ids apart that differ in case only',
    broken: (store) => ({
      ...store,
      get: (entity, key, options) =>
        store.get(
          entity,
          Object.fromEntries(
            Object.entries(key).map(([name, value]) => [name, String(value).toLowerCase()]),
          ) as typeof key,
          options,
        ),
    }),
  },
  'leaves rows behind when it is cleared': {
    caughtBy: 'clears every row',
    broken: (store) => ({ ...store, clear: async () => ({ rows: 30 }) }),
  },
}

function altering(
  store: ContractStore,
  alter: (mutation: ContractMutation) => ContractMutation,
): ContractStore {
  return { ...store, push: (mutations) => store.push(mutations.map(alter)) }
}

describe('the contract of Store', () => {
  it('finds nothing wrong with a sound store', async () => {
    expect(await failingChecks(storeChecks, () => memoryStore(contractModel))).toEqual([])
  })

  it.each(Object.entries(faults))('catches a store that %s', async (_fault, { caughtBy, broken }) => {
    expect(await failingChecks(storeChecks, () => broken(memoryStore(contractModel)))).toContain(caughtBy)
  })
})
