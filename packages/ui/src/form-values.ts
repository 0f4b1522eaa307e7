import type { FieldSpec } from '@throughline/schema'
import { jsonCodec, someDescription } from '@throughline/schema/adapter'
import { isObject } from './error-message.ts'
import { type FieldValues, inPlaceOf, unwrapped, visibleSpecs } from './field-specs.ts'

/** The spec of what a form holds, where that is of another form than what is read (a codec, a pipe). */
export function inputSpec(spec: FieldSpec): FieldSpec {
  return inPlaceOf(spec, unwrapped(spec.input ?? spec))
}

/** Whether a field is a yes or no: a boolean, or a literal `true` that one agrees to. */
export function isSwitch({ kind, literals = [] }: FieldSpec): boolean {
  return (
    kind === 'boolean' || (literals.includes(true) && literals.every((value) => typeof value === 'boolean'))
  )
}

/** What a form holds for a field that has no value; where only one is possible, that one, but nobody agrees unasked. */
export function emptyValue(spec: FieldSpec): unknown {
  if (spec.nullable) return null
  if (spec.optional) return undefined
  if (spec.kind === 'boolean' || (isSwitch(spec) && spec.literals?.includes(false))) return false
  if (spec.literals?.length === 1 && !isSwitch(spec)) return spec.literals[0]
  return spec.kind === 'string' ? '' : undefined
}

/**
 * A form's first values: those given, as `schema` writes them; an empty one for each other visible field; nothing that the
 * server keeps.
 */
export function initialValues(
  specs: readonly FieldSpec[],
  given: FieldValues,
  schema: object = {},
): Record<string, unknown> {
  const managed = new Set(specs.filter((spec) => spec.managed).map(({ name }) => name))
  const values = Object.fromEntries(Object.entries(given).filter(([name]) => !managed.has(name)))
  for (const spec of visibleSpecs(specs)) {
    const value = values[spec.name]
    values[spec.name] = value === undefined ? emptyValue(inputSpec(spec)) : inputValue(spec, value, schema)
  }
  return values
}

/** What Zod's objects have beside Standard Schema: the schemas of their fields, each of which can write what it reads. */
interface Encoding {
  readonly shape?: Readonly<Record<string, { encode(value: unknown): unknown }>>
}

/**
 * A value that was read, as a form writes it, where the two differ: as the schema encodes it. Where it cannot (another
 * library's, a transform that goes one way), by their forms in JSON, which codecs mostly have in common: a date and its ISO
 * text, a bigint and its digits. What has none is left as it is, for the schema to refuse.
 */
function inputValue(spec: FieldSpec, value: unknown, schema: Encoding): unknown {
  if (!differs(spec)) return value
  try {
    const field = schema.shape?.[spec.name]
    if (field) return field.encode(value)
  } catch {
    // It is written already, or cannot be.
  }
  const json: unknown = JSON.parse(JSON.stringify(jsonCodec(spec).encode(value)))
  const { kind, format } = inputSpec(spec)
  if (kind !== 'string') return jsonCodec(spec, 'input').decode(json)
  if (typeof json === 'string') return format === 'date' && value instanceof Date ? json.slice(0, 10) : json
  return typeof json === 'number' || typeof json === 'boolean' ? String(json) : json
}

/** Whether what is written is of another form than what is read, in the field or in one inside it. */
function differs(spec: FieldSpec): boolean {
  return someDescription(spec, 'output', ({ input }) => input !== undefined)
}

/** The values that a form hands over: as its schema makes them, but for those that the schema makes another kind of. */
export function submittedValues(
  specs: readonly FieldSpec[],
  values: FieldValues,
  parsed: FieldValues,
): FieldValues {
  const written = specs.filter(({ name }) => name in parsed).filter(differs)
  return { ...parsed, ...Object.fromEntries(written.map(({ name }) => [name, values[name]])) }
}

/** The fields of `after` whose values differ from `before`'s. */
export function changedValues(before: object, after: object): Record<string, unknown> {
  const old = new Map<string, unknown>(Object.entries(before))
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !sameValue(old.get(name), value)))
}

/** Whether two values of a field say the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isObject(a) || !isObject(b)) return false
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (isCollection(a) && isCollection(b))
    return a instanceof Set === b instanceof Set && sameValue([...a], [...b])
  if (Array.isArray(a) !== Array.isArray(b) || isCollection(a) || isCollection(b)) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameValue(value, right.get(key)))
  )
}

function isCollection(value: object): value is Map<unknown, unknown> | Set<unknown> {
  return value instanceof Map || value instanceof Set
}
