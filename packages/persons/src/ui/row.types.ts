import type { Insert, Row, Update } from '@throughline/schema'
import type { FormEdit } from '@throughline/ui'
import type { personsModel } from '../model/persons-model.ts'

type Entities = (typeof personsModel)['entities']

/** A row of one of the domain's entities. */
export type RowOf<TName extends keyof Entities> = Row<Entities[TName]>

/** What creates a row. */
export type InsertOf<TName extends keyof Entities> = Insert<Entities[TName]>

/** What changes a row. */
export type UpdateOf<TName extends keyof Entities> = Update<Entities[TName]>

/** What every form of the domain takes. */
export interface RowFormProps<TName extends keyof Entities> {
  /** A row to edit, or what is known of a new one, such as its `personId`; a new row's `id` is made here. */
  defaultValues?: Partial<InsertOf<TName>>
  /** The row as it is now, where others may change it while the form is open: the form follows, or tells of it. */
  currentValues?: Partial<InsertOf<TName>>
  /** Names of the fields that the server masks or leaves out. */
  withheld?: readonly string[]
  /** Gets the values, and what the edit comes to: the changed fields, and the row that it began from. */
  onSubmit: (values: InsertOf<TName>, edit: FormEdit<InsertOf<TName>>) => unknown
  onCancel?: () => void
  submitLabel?: string
}

/** What every card of the domain takes besides its row. */
export interface RowCardProps<TName extends keyof Entities> {
  /** Names of the fields that the server masks or leaves out: shown as given, and not edited. */
  withheld?: readonly string[]
  /**
   * Gets the changed fields alone, and the row that the edit began from; the card stays open and shows the refusal where it
   * rejects.
   */
  onSave?: (changes: UpdateOf<TName>, base: Partial<RowOf<TName>>) => unknown
  onDelete?: () => unknown
  /** Says in the question before a delete what goes with the row, and whether it comes back. */
  deleteDescription?: string | undefined
}
