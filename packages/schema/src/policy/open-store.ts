import type { AnyModel } from '../model.types.ts'
import { StoreError } from '../store-error.ts'
import type { SyncStore } from '../sync.types.ts'
import type { GuardedStore } from './policy.types.ts'

/** A store without policies: everybody sees and writes everything, and there is nothing to reveal. */
export function openStore<TModel extends AnyModel>(store: SyncStore<TModel>): GuardedStore<TModel> {
  return {
    ...store,
    scope: 'all',
    seeRows: (rows) => rows,
    seeChanges: (changes) => changes,
    seeCursor: (feed) => feed,
    readCursor: (cursor) => cursor,
    reveal: async () => {
      throw new StoreError(
        'not_configured',
        'Without policies nothing is withheld, so nothing can be revealed.',
      )
    },
  }
}
