import type { FieldSpec } from '@throughline/schema'
import { humanize } from './format.ts'

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

/** How one value of an enum reads. */
export function valueLabel(spec: FieldSpec, value: unknown): string {
  const text = String(value)
  return spec.meta.valueLabels?.[text] ?? humanize(text)
}

/** The code in the row's currency field: the currency of its amounts. */
export function rowCurrency(specs: readonly FieldSpec[], row: FieldValues): string | undefined {
  const spec = specs.find(({ meta }) => meta.widget === 'currency')
  const value = spec && row[spec.name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What a form holds for a field that has no value. */
export function emptyValue(spec: FieldSpec): unknown {
  if (spec.nullable) return null
  if (spec.optional) return undefined
  if (spec.kind === 'boolean') return false
  return spec.kind === 'string' ? '' : undefined
}

/** A form's first values: those given, an empty one for each other visible field, and nothing that the server keeps. */
export function initialValues(specs: readonly FieldSpec[], given: FieldValues): Record<string, unknown> {
  const managed = new Set(specs.filter((spec) => spec.managed).map(({ name }) => name))
  const values = Object.fromEntries(Object.entries(given).filter(([name]) => !managed.has(name)))
  for (const spec of visibleSpecs(specs)) {
    if (values[spec.name] === undefined) values[spec.name] = emptyValue(spec)
  }
  return values
}

/** The fields of `after` whose values differ from `before`'s. */
export function changedValues(before: object, after: object): Record<string, unknown> {
  const old = new Map<string, unknown>(Object.entries(before))
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !sameValue(old.get(name), value)))
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameValue(value, right.get(key)))
  )
}
