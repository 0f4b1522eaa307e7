import type { AnyModel } from '@throughline/schema'
import type { Fold } from './fold.ts'
import type { Readable } from './readable.types.ts'
import type { Values } from './values.ts'

/** A write that the server has not confirmed yet. */
export interface PendingMutation<TName extends string = string> {
  readonly entity: TName
  /** The row's own key, as one string. */
  readonly key: string
  readonly kind: 'delete' | 'insert' | 'update'
  /** The whole row of an insert, the changed fields of an update, nothing of a delete. */
  readonly values: Values
}

/** All writes that are not confirmed, of one row first to last; the same list until one comes, goes or changes. */
export function createPendingMutations(
  model: AnyModel,
  fold: Fold,
  subscribe: Readable<unknown>['subscribe'],
): Readable<readonly PendingMutation[]> {
  let told: readonly PendingMutation[] = []
  let seen: readonly object[] = []
  return {
    subscribe,
    get() {
      const operations = model.names.flatMap((name) => [...fold.table(name).pending.values()].flat())
      const isSame =
        operations.length === seen.length && operations.every(({ values }, index) => values === seen[index])
      if (isSame) return told
      // Of their own for each, and others when what is typed goes on.
      seen = operations.map(({ values }) => values)
      told = operations.map(({ entity, key, kind, values }) => ({ entity: entity.name, key, kind, values }))
      return told
    },
  }
}
