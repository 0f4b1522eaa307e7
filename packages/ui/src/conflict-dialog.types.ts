import type { FieldSpec } from '@throughline/schema'
import type { FieldValues } from './field-specs.ts'

/** What becomes of a conflict: one side whole, or a value for each field in dispute. */
export type ConflictResolution = 'mine' | 'theirs' | FieldValues

/** An edit that met another's in the same fields. */
export interface ConflictDetails {
  /** Where one follows the other in an open dialog: nothing chosen for one stands for the next. */
  readonly id?: string
  /** Names the row, such as `Ada Lovelace`. */
  readonly name: string
  readonly specs: readonly FieldSpec[]
  /** Names of the fields that both changed; empty for a delete. */
  readonly fields: readonly string[]
  /** The row when the edit began. */
  readonly base: object
  /** The fields that the edit set; `null` for a delete. */
  readonly mine: object | null
  /** The row as it is now. */
  readonly theirs: object
}

export interface ConflictDialogProps extends ConflictDetails {
  open: boolean
  /** Escape, a press outside and "Decide later" close it and decide nothing. */
  onOpenChange: (open: boolean) => void
  /** Gets what was chosen, then whoever opened the dialog closes it; where it rejects, the dialog says why. */
  onResolve: (choice: ConflictResolution) => unknown
  /** Where more of them wait: which one this is, from 1 on. */
  position?: { readonly number: number; readonly of: number } | undefined
  /** Where the focus goes in the end; back to where it came from without it. */
  finalFocus?: () => HTMLElement | null
}
