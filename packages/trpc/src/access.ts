import type { AnyModel, SyncStore } from '@throughline/schema'
import { type GuardedStore, openStore } from '@throughline/schema/policy'
import type { ModelApiOptions } from './api-options.types.ts'
import { wakingStore } from './sync/waking-store.ts'

/** What one request works with. */
export interface Access {
  /** The store as the user sees it. */
  readonly view: GuardedStore
  /** The store itself: what all users of a tenant share, such as its feed, is read once. */
  readonly store: SyncStore
}

/** Makes the function that opens a model's store for the user of a request. */
export function createAccess<TModel extends AnyModel, TContext, TUser>({
  store,
  policies,
  user,
}: ModelApiOptions<TModel, TContext, TUser>): (context: unknown) => Promise<Access> {
  /** One view for all where there are no policies; a tenant's store is the same object for as long as it is used. */
  const open = new WeakMap<SyncStore<TModel>, GuardedStore<TModel>>()
  const openAll = (found: SyncStore<TModel>): GuardedStore<TModel> => {
    const view = open.get(found) ?? openStore(found)
    open.set(found, view)
    return view
  }
  return async (given) => {
    // Sound: the host makes the context by the function that the same options were typed with.
    const context = given as TContext
    const found = typeof store === 'function' ? await store(context) : store
    // Sound: without `user` the context is the user, which `ModelApiOptions` says and its callers' types check.
    const who = user ? user(context) : (context as unknown as TUser)
    const written = wakingStore(found)
    const view = policies ? policies.open(written, who) : openAll(written)
    // Sound: rows, keys and mutations of the model are checked by the store, whoever calls it.
    return { view: view as unknown as GuardedStore, store: found as unknown as SyncStore }
  }
}
