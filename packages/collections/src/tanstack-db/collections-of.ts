import type { AnyModel } from '@throughline/schema'
import { partsOf } from '../store-parts.ts'
import type { CollectionStore } from '../store.types.ts'
import { createAskedCollections } from './asked-collections.ts'
import type { Collections } from './collections.types.ts'
import { createEntityCollection } from './entity-collection.ts'

// By the store itself: nothing of one store is seen from another.
const made = new WeakMap<object, object>()

/**
 * The rows of a store as TanStack DB collections, one per entity: for `useLiveQuery`, joins and
 * `collection.insert/update/delete`. The same ones each time that a store is asked about.
 *
 * A collection begins to take rows when it is asked for and its rows are in use: until somebody subscribes to it, or
 * `preload()` is awaited, it may be empty.
 *
 * @throws {CollectionsError} `not_configured` for what `createStore` of this package did not make.
 */
export function collectionsOf<TModel extends AnyModel>(store: CollectionStore<TModel>): Collections<TModel> {
  const parts = partsOf(store)
  const view = made.get(store) ?? createView(parts)
  made.set(store, view)
  // Sound: there is a collection for each entity, and their rows and inserts are checked against the model.
  return view as Collections<TModel>
}

function createView(parts: ReturnType<typeof partsOf>): object {
  const collections = Object.fromEntries(
    Object.values(parts.model.entities).map((entity) => [entity.name, createEntityCollection(parts, entity)]),
  )
  return createAskedCollections(collections, parts.uses)
}
