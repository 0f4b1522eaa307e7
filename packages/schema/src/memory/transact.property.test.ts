import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { StoreError } from '../store-error.ts'
import type { AppliedOutcome, SyncStore } from '../sync.types.ts'
import { pullAll, readTable } from '../testing/replica.ts'
import { createClock, type SyncModel, syncModel, type SyncMutation } from '../testing/sync-model.ts'
import { memoryStore } from './memory-store.ts'

// A transaction against pushes of the same mutations: it is they where all of them apply, and nothing at all otherwise.

const id = fc.constantFrom('a', 'b')
const slug = fc.constantFrom('x', 'y', null)
const baseVersion = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined })
const made = <T>(values: fc.Arbitrary<T>, body: (value: T) => object): fc.Arbitrary<SyncMutation> =>
  fc
    .tuple(values, fc.uuid())
    .map(([value, mutationId]) => Object.assign(body(value), { mutationId }) as SyncMutation)

const mutation = fc.oneof(
  made(fc.record({ id, slug }), ({ id: team, slug: unique }) => {
    return { op: 'insert', entity: 'teams', row: { id: team, name: 'Team', slug: unique } }
  }),
  made(fc.record({ teamId: id, number: fc.nat(1) }), (key) => {
    return { op: 'insert', entity: 'projects', row: { ...key, name: 'Project' } }
  }),
  made(fc.record({ id, slug, baseVersion }), ({ id: team, slug: unique, ...base }) => {
    return { op: 'update', entity: 'teams', key: { id: team }, changes: { slug: unique }, ...base }
  }),
  made(fc.record({ id, baseVersion }), ({ id: team, ...base }) => {
    return { op: 'delete', entity: 'teams', key: { id: team }, ...base }
  }),
  made(fc.record({ teamId: id, number: fc.nat(1) }), (key) => ({ op: 'delete', entity: 'projects', key })),
)
const batch = fc.array(mutation, { minLength: 1, maxLength: 8, size: 'max' })

/** All that can be known of a store: its rows, what the feed told, and how it answers what comes next. */
async function account(store: SyncStore<SyncModel>, feed: string, next: readonly SyncMutation[]) {
  const [rows, changes] = [await readTable(store), await pullAll(store, feed)]
  return { rows, changes, next: await store.push(next), after: await readTable(store) }
}

it('is all of its mutations, pushed, or none of them', async () => {
  const run = async (history: SyncMutation[], tried: SyncMutation[], next: SyncMutation[]) => {
    const stores = Array.from({ length: 4 }, () => {
      // A feed that keeps little drops tombstones, whose versions are then remembered otherwise.
      return memoryStore(syncModel, { now: createClock().now, feedLimit: 5, shards: 2 })
    })
    for (const store of stores) await store.push(history)
    const [store, pushed, untouched, scratch] = stores
    if (!store || !pushed || !untouched || !scratch) throw new Error('There are four.')
    // Most that is made at random is refused at once: here what can be applied comes first, and then one more.
    const tries = await scratch.push(tried)
    const mutations = tried.filter((_, index) => {
      return tries[index]?.status === 'applied' || index === tried.length - 1
    })
    const feeds = await Promise.all(stores.map((each) => each.heads()))
    const outcomes = await pushed.push(mutations)
    const refused = outcomes.findIndex(({ status }) => status !== 'applied')
    const answer = await store.transact(mutations).catch((error: unknown): unknown => error)
    if (refused === -1) expect(answer as AppliedOutcome[]).toEqual(outcomes)
    else {
      expect(answer).toBeInstanceOf(StoreError)
      expect(answer).toMatchObject({ index: refused })
    }
    const control = refused === -1 ? pushed : untouched
    const told = async (each: SyncStore<SyncModel>, from = ''): Promise<unknown> => {
      const page = await each.pull({ cursor: from, limit: 1000 })
      return page.kind === 'changes' ? page.changes : page
    }
    expect(await told(store, feeds[0])).toEqual(await told(control, feeds[stores.indexOf(control)]))
    const [one, other] = [await store.heads(), await control.heads()]
    expect(await account(store, one, next)).toEqual(await account(control, other, next))
    return refused === -1
  }
  const applied = new Set<boolean>()
  await fc.assert(
    fc.asyncProperty(batch, batch, batch, async (history, mutations, next) => {
      applied.add(await run(history, mutations, next))
    }),
    { numRuns: 500 },
  )
  expect(applied.size).toBe(2)
})
