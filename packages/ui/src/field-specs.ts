import type { FieldDescription, FieldSpec } from '@throughline/schema'
import { humanize } from './format.ts'
import { type ValueTexts, valueTexts } from './value-texts.ts'

/** The values of a row or of a form, by field name. */
export type FieldValues = Readonly<Record<string, unknown>>

/** The fields that people see and edit: all but keys, foreign keys and what the server keeps. */
export function visibleSpecs(specs: readonly FieldSpec[]): readonly FieldSpec[] {
  return specs.filter((spec) => !spec.key && !spec.managed && spec.references === undefined)
}

/** The spec of this name, if there is one. */
export function findSpec(specs: readonly FieldSpec[], name: string): FieldSpec | undefined {
  return specs.find((spec) => spec.name === name)
}

/** The spec of what is read: a recursive field's is that of what it refers to. */
export function outputSpec(spec: FieldSpec): FieldSpec {
  return inPlaceOf(spec, unwrapped(spec))
}

/** What a lazy field refers to, as far as it may be absent or null itself. */
export function unwrapped(field: FieldDescription): FieldDescription {
  if (field.kind !== 'lazy' || !field.resolve) return field
  const inner = unwrapped(field.resolve())
  return {
    ...inner,
    optional: inner.optional || field.optional,
    nullable: inner.nullable || field.nullable,
    meta: { ...inner.meta, ...field.meta },
  }
}

/** Another description in a spec's place. */
export function inPlaceOf(spec: FieldSpec, field: FieldDescription): FieldSpec {
  if (field === spec) return spec
  const { name, label, required, managed, key, references } = spec
  return {
    ...field,
    meta: { ...field.meta, ...spec.meta },
    name,
    label,
    required,
    managed,
    key,
    ...(references !== undefined && { references }),
  }
}

/** How one value of an enum or a literal reads; `words` in the language in force, English without them. */
export function valueLabel(
  spec: FieldSpec,
  value: unknown,
  words: Pick<ValueTexts, 'no' | 'none' | 'yes'> = valueTexts.english,
): string {
  const text = String(value)
  const label = spec.meta.valueLabels?.[text]
  if (label !== undefined) return label
  if (value === null) return words.none
  if (typeof value === 'boolean') return value ? words.yes : words.no
  return typeof value === 'string' ? humanize(value) : text
}

/** The code in the row's currency field: the currency of its amounts. */
export function rowCurrency(specs: readonly FieldSpec[], row: FieldValues): string | undefined {
  const spec = specs.find(({ meta }) => meta.widget === 'currency')
  const value = spec && row[spec.name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
