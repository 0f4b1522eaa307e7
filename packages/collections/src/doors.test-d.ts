import { type CollectionStore, createStore } from '@throughline/collections'
import { polling } from '@throughline/collections/polling'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import { createHooks } from '@throughline/collections/react'
import { feedSync, type SyncedStore } from '@throughline/collections/sync'
import type { SyncTransport, Transport } from '@throughline/schema'
import type { orgModel } from '@throughline/schema/testing'
import { expectTypeOf } from 'vitest'

type Org = typeof orgModel
declare const model: Org
declare const plain: Transport<Org>
declare const synced: SyncTransport<Org>

const queries = liveQueries()
const polled = createStore(model, { transport: plain, sync: polling() })
const asked = createStore(model, { transport: plain, sync: polling(), queries })
const fed = createStore(model, { transport: synced, sync: feedSync({ load: 'all' }) })
const whole = createStore(model, {
  transport: synced,
  sync: feedSync({ conflicts: { default: 'ask', entities: { people: () => 'mine' } } }),
  queries,
})

export function useStoreTypes(): void {
  expectTypeOf(polled).toEqualTypeOf<CollectionStore<Org>>()
  expectTypeOf(asked).toEqualTypeOf<QueryStore<Org>>()
  expectTypeOf(fed).toEqualTypeOf<SyncedStore<Org>>()
  expectTypeOf(whole).toEqualTypeOf<QueryStore<Org> & SyncedStore<Org>>()
  expectTypeOf(whole.conflicts.get()[0]?.entity).toEqualTypeOf<Org['names'][number] | undefined>()
  // A feed's transport has all that polling takes.
  createStore(model, { transport: synced, sync: polling() })

  // @ts-expect-error -- without queries
  void polled.list
  // @ts-expect-error -- nor has a store with sync alone
  void fed.aggregate
  // @ts-expect-error -- without a feed
  void asked.transaction
  // @ts-expect-error -- without a feed
  void asked.conflicts
  // @ts-expect-error -- a plain transport has no feed
  createStore(model, { transport: plain, sync: feedSync() })
  // @ts-expect-error -- nothing would read the rows
  createStore(model, { transport: plain })
  const misnamed = feedSync({ conflicts: { entities: { persons: 'server' } } })
  // @ts-expect-error -- "persons" is no entity of the model
  createStore(model, { transport: synced, sync: misnamed })
  // @ts-expect-error -- there is no such policy
  feedSync({ conflicts: { default: 'newest' } })
}

export function useHookTypes(): void {
  expectTypeOf(createHooks(whole).useConflicts()).toEqualTypeOf<
    ReturnType<SyncedStore<Org>['conflicts']['get']>
  >()
  expectTypeOf(createHooks(asked).usePeople).toBeFunction()
  const provided = createHooks<Org, typeof whole>(model)
  expectTypeOf(provided.useStore()).toEqualTypeOf<typeof whole>()
  expectTypeOf(provided.useConflicts).toBeFunction()

  // @ts-expect-error -- hooks are made of queries
  createHooks(fed)
  // @ts-expect-error -- the store has no conflicts
  void createHooks(asked).useConflicts
  // @ts-expect-error -- nor has one that is not said to have them
  void createHooks(model).useConflicts
  // @ts-expect-error -- nor is it the store that was asked for
  void provided.StoreProvider({ store: asked })
}
