import type { AnyModel, EntityName, EntityOf, Row, Update } from '@throughline/schema'
import type { PendingWrite } from './store.types.ts'

/** When what is typed is sent. */
export interface PacedOptions {
  /** Milliseconds; 300 when absent. */
  readonly wait?: number | undefined
  /** `debounce`: once nothing was typed for `wait`. `throttle`: also while typing, each `wait`. `debounce` when absent. */
  readonly strategy?: 'debounce' | 'throttle' | undefined
}

/** Edits of one row that are each shown at once and sent together. */
export interface PacedUpdate<TModel extends AnyModel, TName extends EntityName<TModel>> {
  /**
   * Shows the fields at once. `confirmed` is the same for all that is sent together.
   *
   * @throws {CollectionsError} `invalid`, `not_found`; then what was typed before is shown, and sent, as it was.
   */
  readonly update: (changes: Update<EntityOf<TModel, TName>>) => PendingWrite<Row<EntityOf<TModel, TName>>>
  /** Sends now what is shown: for a field that is left, and a form that is closed. */
  readonly flush: () => void
  /** Takes back what was not sent. */
  readonly cancel: () => void
}
