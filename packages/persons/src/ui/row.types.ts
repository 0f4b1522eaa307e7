import type { Insert, Row, Update } from '@throughline/schema'
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
  onSubmit: (values: InsertOf<TName>) => unknown
  onCancel?: () => void
  submitLabel?: string
}

/** What every card of the domain takes besides its row. */
export interface RowCardProps<TName extends keyof Entities> {
  /** Gets the changed fields alone; the card stays open and shows the refusal where it rejects. */
  onSave?: (changes: UpdateOf<TName>) => unknown
  onDelete?: () => unknown
}
