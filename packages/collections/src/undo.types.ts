import type { AnyModel, EntityName } from '@throughline/schema'
import type { Readable } from './readable.types.ts'

/** One write of a step. */
export interface UndoWrite<TName extends string = string> {
  readonly entity: TName
  /** Own key of the row, as one string. */
  readonly key: string
  readonly kind: 'delete' | 'insert' | 'update'
  /** Names of the fields that an update set; empty for the other kinds. */
  readonly fields: readonly string[]
}

/** What was done at once: a write, or all those of a transaction. */
export interface UndoStep<TName extends string = string> {
  /** For a menu or a tooltip, such as `Change first name of person`. */
  readonly label: string
  readonly writes: readonly UndoWrite<TName>[]
  /** `false` for a delete below which there may have been rows that were not loaded: those do not come back. */
  readonly isWhole: boolean
}

/** What would be undone, and redone, next; `null` where there is nothing. */
export interface UndoState<TName extends string = string> {
  readonly undo: UndoStep<TName> | null
  readonly redo: UndoStep<TName> | null
}

export interface UndoOptions<TName extends string = string> {
  /** Steps that are remembered; 100 when absent. */
  readonly limit?: number | undefined
  /** The label of a step, in the user's language; English when absent. */
  readonly label?: ((writes: readonly UndoWrite<TName>[]) => string) | undefined
}

/** The write that takes a step back; visible already. */
export interface Undone {
  /** Resolves once the server has it; rejects with a `CollectionsError` once it is rolled back, and the step may be tried again. */
  readonly confirmed: Promise<void>
}

/** What was written through a store since the history was made, to be taken back and done again. */
export interface UndoHistory<TModel extends AnyModel = AnyModel> extends Readable<
  UndoState<EntityName<TModel>>
> {
  /**
   * Takes the last step back at once and sends that; does nothing where there is none.
   *
   * @throws {CollectionsError} `conflict` where someone changed the same fields since, `not_found` where the row is gone,
   *   `invalid` where the model refuses what it was. Then no row changed, and the step has left the history.
   */
  readonly undo: () => Undone
  /** Does again what was undone last, by the same rules. */
  readonly redo: () => Undone
  readonly canUndo: () => boolean
  readonly canRedo: () => boolean
  /** Forgets all steps. */
  readonly clear: () => void
  /** Forgets all steps and listens no more. */
  readonly dispose: () => void
}
