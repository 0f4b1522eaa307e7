import { expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import type { SyncStore } from '../sync.types.ts'
import { blogModel } from './blog-model.ts'
import { blogRows } from './blog-rows.ts'
import { failingChecks } from './failing-checks.ts'
import { modelChecks, syncModelChecks } from './model-checks.ts'
import { syncModelContract } from './model-contract.ts'
import { ordersModel } from './orders-model.ts'
import { ordersRows } from './orders-rows.ts'
import { orgModel } from './org-model.ts'
import { orgRows } from './org-rows.ts'
import { anyStore } from './replica.ts'

syncModelContract('memoryStore', blogModel, blogRows, { create: async () => memoryStore(blogModel) })
syncModelContract('memoryStore', ordersModel, ordersRows, { create: async () => memoryStore(ordersModel) })
syncModelContract('memoryStore', orgModel, orgRows, {
  create: async () => memoryStore(orgModel, { shards: 3 }),
})

it.each<[string, string, (store: SyncStore) => SyncStore]>([
  [
    'loses the time of a date',
    'inserts every row, and reads it back by its key',
    (store) => ({
      ...store,
      async get(entity, key) {
        const stored = await store.get(entity, key)
        if (stored?.row['publishedAt'] instanceof Date) stored.row['publishedAt'].setHours(1)
        return stored
      },
    }),
  ],
  [
    'finds no children',
    'queries the rows of each parent',
    (store) => ({ ...store, query: async () => ({ items: [], cursor: null }) }),
  ],
  [
    'never deletes',
    'deletes a row with all below it, and nothing else',
    (store) => ({
      ...store,
      push: async (mutations, source) =>
        store.push(
          mutations.filter(({ op }) => op !== 'delete'),
          source,
        ),
    }),
  ],
])('catches a store that %s', async (_fault, caughtBy, broken) => {
  const groups = { rows: modelChecks(blogModel, blogRows), sync: syncModelChecks(blogModel, blogRows) }
  const failing = await failingChecks(groups, () => broken(anyStore(memoryStore(blogModel))))
  expect(failing).toContain(caughtBy)
})
