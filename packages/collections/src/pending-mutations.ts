import type { AnyModel } from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import type { Fold } from './fold.ts'
import type { Operation } from './operation.ts'
import type { Readable } from './readable.types.ts'
import type { Values } from './values.ts'

/** A write that the server has not confirmed yet. */
export interface PendingMutation<TName extends string = string> {
  /** Names it for as long as it is there. */
  readonly id: string
  readonly entity: TName
  /** The row's own key, as one string. */
  readonly key: string
  readonly kind: 'delete' | 'insert' | 'update'
  /** The whole row of an insert, the changed fields of an update, nothing of a delete. */
  readonly values: Values
  /**
   * `waiting` for someone to say what becomes of its conflict, or for a pause in what is typed. `parked`, with offline storage
   * alone: it was refused, and waits for someone to change, retry or discard it.
   */
  readonly state: 'parked' | 'queued' | 'sent' | 'waiting'
  /** Why it is parked, or why the last try to send it failed. */
  readonly error: CollectionsError | null
  /** It outlives this tab: it is on the disk. */
  readonly isStored: boolean
}

/** All writes that are not confirmed, of one row first to last; the same list until one comes, goes or changes. */
export function createPendingMutations(
  model: AnyModel,
  fold: Fold,
  subscribe: Readable<unknown>['subscribe'],
): Readable<readonly PendingMutation[]> {
  let told: readonly PendingMutation[] = []
  let seen: readonly unknown[] = []
  return {
    subscribe,
    get() {
      const operations = model.names.flatMap((name) => [...fold.table(name).pending.values()].flat())
      // Values are of their own for each, and others when what is typed goes on.
      const now = operations.flatMap(({ values, state, error, isStored }) => [values, state, error, isStored])
      if (now.length === seen.length && now.every((one, index) => one === seen[index])) return told
      seen = now
      told = operations.flatMap(toPending)
      return told
    },
  }
}

function toPending(operation: Operation): PendingMutation[] {
  const { id, entity, key, kind, values, state, error = null, isStored } = operation
  return state === 'ended' ? [] : [{ id, entity: entity.name, key, kind, values, state, error, isStored }]
}
