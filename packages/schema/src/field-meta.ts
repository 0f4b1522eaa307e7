import * as z from 'zod/v4/core'

/** What a model says about a field beyond its type; every member is optional. */
export interface FieldMeta {
  /** Name shown to people; derived from the field's name when absent. */
  readonly label?: string
  /** One sentence of help under the field. */
  readonly help?: string
  /** Form control, where the one chosen by the field's kind is not wanted. */
  readonly widget?: 'country' | 'currency' | 'money' | 'textarea'
  /** How the values of an enum read, where words made of them would not do: `{ linkedin: 'LinkedIn' }`. */
  readonly valueLabels?: Readonly<Record<string, string>>
  /** Shown masked until a person asks to see it. */
  readonly sensitive?: { readonly mask: 'iban' | 'all' }
  /** Found by search: by its weight, 1 when `true`. Never together with `sensitive`. */
  readonly searchable?: boolean | { readonly weight: number }
  /** Rows are looked up by it: the table gets an index. */
  readonly indexed?: boolean
  /** No two rows of the entity have the same value; `null` and absent ones are not compared. */
  readonly unique?: boolean
  /** Path of the faker function that makes a value, such as `person.firstName`. */
  readonly fake?: string
}

/**
 * The typed registry of field metadata; `z.string().register(fieldMeta, { label: 'IBAN' })` returns the same schema.
 *
 * Metadata survives wrappers: that of `x.nullable()` is found on `x` when the wrapper has none of its own.
 */
export const fieldMeta = z.registry<FieldMeta>()
