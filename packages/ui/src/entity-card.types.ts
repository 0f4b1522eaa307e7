import type { FieldSpec } from '@throughline/schema'
import type { ComponentType, ReactNode } from 'react'
import type { LazyPart } from './lazy-part.ts'
import type { StandardSchema } from './standard-schema.ts'
import type { FormEdit } from './use-entity-form.ts'

/** What the form in a card is given. */
export interface EntityCardFormProps<TRow extends object> {
  defaultValues: TRow
  /** The row as it is now: a form that takes it is told of what others change. */
  currentValues: TRow
  withheld?: readonly string[]
  /** Takes the whole row and what the edit comes to; the card hands on what changed. */
  onSubmit: (values: Partial<TRow>, edit: FormEdit<TRow>) => Promise<void>
  onCancel: () => void
}

/** The frame of a card: header, acts and form around a content. */
export interface EntityCardFrameProps<TRow extends object> {
  title: ReactNode
  subtitle?: ReactNode
  /** Marks beside the title. */
  badges?: ReactNode
  /** What stands before the title, such as an icon or an avatar. */
  media?: ReactNode
  row: TRow
  /** Names of the fields that the server masks or leaves out: shown as given, and not edited. */
  withheld?: readonly string[] | undefined
  /**
   * Makes the card editable; gets the changed fields alone, and the row that the edit began from, and is not called when
   * nothing changed.
   */
  onSave?: ((changes: Partial<TRow>, base: Partial<TRow>) => unknown) | undefined
  /** Makes the card deletable, after it was confirmed. */
  onDelete?: (() => unknown) | undefined
  /** Names the row in "Edit …" and "Delete …"; the title where that is a string. */
  name?: string
  /** Says in the confirmation what goes with the row. */
  deleteDescription?: ReactNode
  /** What is read; a card that its header says all of has none. */
  children?: ReactNode
  /** The form, whose code comes when the card is edited, or the page is idle. */
  form?: LazyPart<ComponentType<EntityCardFormProps<TRow>>> | undefined
  /** The form, in place of `form`. */
  renderForm?: ((props: EntityCardFormProps<TRow>) => ReactNode) | undefined
  /** Standard Schema of a whole row, where neither of the two is given: the entity's insert variant. */
  schema?: StandardSchema | undefined
  /** The entity's fields, for the form over `schema`. */
  specs?: readonly FieldSpec[] | undefined
  headingLevel?: 2 | 3 | 4
}

export interface EntityCardProps<TRow extends object> extends EntityCardFrameProps<TRow> {
  specs: readonly FieldSpec[]
  /** Names of the fields to show, in order; every visible one without it, and none where the header says it all. */
  fields?: readonly string[]
}
