import { CollectionsError } from './collections-error.ts'
import type { Operation } from './operation.ts'
import type { Engine } from './plugin.types.ts'
import type { Uses } from './uses.ts'
import type { Values } from './values.ts'

/** What the other doors of this package (TanStack DB, undo, pacing, hydration) build on: what a store is made of. */
export interface StoreParts extends Engine {
  /** Called before each write. @throws {CollectionsError} `disposed`. */
  readonly begin: (entity: string) => void
  /** Prepares an update that is still to be enqueued. @throws {CollectionsError} `invalid`, `not_found`, `disposed`. */
  readonly edit: (entity: string, of: string | Values, changes: Values, base?: Values) => PreparedEdit
  readonly uses: Uses
}

interface PreparedEdit {
  readonly key: string
  /** As it is shown now. */
  readonly row: Values
  /** `undefined` where nothing would differ. */
  readonly operation: Operation | undefined
}

// By the store itself: nothing of one store is seen from another.
const parts = new WeakMap<object, StoreParts>()

export function keepParts<TStore extends object>(store: TStore, of: StoreParts): TStore {
  parts.set(store, of)
  return store
}

/** @throws {CollectionsError} `not_configured` for what `createStore` of this package did not make. */
export function partsOf(store: object): StoreParts {
  const found = parts.get(store)
  if (found) return found
  throw new CollectionsError('not_configured', 'This is no store of this copy of @throughline/collections.')
}
