import type { AnyModel, SyncStore } from '@throughline/schema'

/** A store of some model as one of any: entities and rows are matched by name. */
export function anyStore<TModel extends AnyModel>(store: SyncStore<TModel>): SyncStore
export function anyStore(store: unknown): unknown {
  return store
}
