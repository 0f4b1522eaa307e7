import type { AnyModel, SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { type GuardedStore, openStore } from '@throughline/schema/policy'
import { expect, it } from 'vitest'
import { townModel, townRows } from '../../tests/fixtures/town-model.ts'
import { createServerSearch } from './server-search.ts'

/** A tenant's store with how often it was read. */
async function openTenant(people = 3) {
  const store = memoryStore(townModel)
  await store.load(townRows(people))
  const reads = { snapshot: 0, pull: 0 }
  const watched = {
    ...store,
    snapshot: async (...args: Parameters<typeof store.snapshot>) => {
      reads.snapshot += 1
      return store.snapshot(...args)
    },
    pull: async (...args: Parameters<typeof store.pull>) => {
      reads.pull += 1
      return store.pull(...args)
    },
  }
  // Sound: what is generic of it is not called.
  const of = watched as unknown as SyncStore
  const view: GuardedStore = openStore(of)
  return { store, reads, access: (scope = 'all') => ({ store: of, view: { ...view, scope } }) }
}

const rename = async (store: SyncStore<typeof townModel>, id: string, name: string) =>
  store.push([
    { op: 'update', mutationId: crypto.randomUUID(), entity: 'people', key: { id }, changes: { name } },
  ])

const model: AnyModel = townModel

it('reads everything once, and then what is new, once for all who ask at the same time', async () => {
  const { store, reads, access } = await openTenant()
  const search = createServerSearch(model, { freshFor: 0 })
  const found = await Promise.all([1, 2, 3].map(async () => search.search(access(), 'miller')))
  expect(found.map(({ total, isReady }) => [total, isReady])).toEqual([
    [3, true],
    [3, true],
    [3, true],
  ])
  expect(reads).toEqual({ snapshot: 1, pull: 1 })
  await rename(store, 'p1', 'Quito')
  const again = await Promise.all([1, 2, 3, 4].map(async () => search.search(access(), 'quito')))
  expect(again.map(({ hits }) => hits[0]?.key)).toEqual(['p1', 'p1', 'p1', 'p1'])
  // One for the first, and one for all who came while it was under way.
  expect(reads).toEqual({ snapshot: 1, pull: 3 })
})

it('asks the feed again only when what it has counts as old', async () => {
  const { reads, access } = await openTenant()
  const search = createServerSearch(model, { freshFor: 60_000 })
  for (let time = 0; time < 4; time += 1) await search.search(access(), 'miller')
  expect(reads).toEqual({ snapshot: 1, pull: 1 })
})

it('keeps tenants and scopes apart, and lets go of those that were not asked for the longest time', async () => {
  const [one, two] = [await openTenant(), await openTenant()]
  await rename(one.store, 'p1', 'Quito')
  const search = createServerSearch(model, { maxIndexes: 2, freshFor: 60_000 })
  expect((await search.search(one.access(), 'quito')).total).toBe(1)
  expect((await search.search(two.access(), 'quito')).total).toBe(0)
  expect((await search.search(one.access(), 'quito')).total).toBe(1)
  expect((await search.search(one.access('clerk'), 'quito')).total).toBe(1)
  await search.search(one.access(), 'quito')
  expect([one.reads.snapshot, two.reads.snapshot]).toEqual([2, 1])
  await search.search(two.access(), 'quito')
  expect([one.reads.snapshot, two.reads.snapshot]).toEqual([2, 2])
})

it('answers by what is indexed while the rest is being read, and says so', async () => {
  const { access } = await openTenant(150)
  const search = createServerSearch(model, { patience: 50 })
  const { store, view } = access()
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const slow: GuardedStore = {
    ...view,
    snapshot: async (options) => {
      if (options?.cursor) await gate
      return view.snapshot(options)
    },
  }
  const first = await search.search({ store, view: slow }, 'street', { limit: 1000 })
  expect(first).toMatchObject({ isReady: false })
  expect(first.total).toBeGreaterThan(0)
  expect(first.total).toBeLessThan(150)
  open()
  expect(await search.search({ store, view: slow }, 'street')).toMatchObject({ isReady: true, total: 150 })
})

it('tells what is wrong with the store, and goes on when it is right again', async () => {
  const { access } = await openTenant()
  const search = createServerSearch(model)
  const { store, view } = access()
  let isDown = true
  const shaky: GuardedStore = {
    ...view,
    snapshot: async (options) => {
      if (isDown) throw new Error('The table is away.')
      return view.snapshot(options)
    },
  }
  await expect(search.search({ store, view: shaky }, 'miller')).rejects.toThrow('The table is away.')
  isDown = false
  expect((await search.search({ store, view: shaky }, 'miller')).total).toBe(3)
})
