import type { FieldDescription } from './field-description.ts'
import { unsupported, within } from './unsupported-field-error.ts'

/** What the checks of a schema say of its values. */
export type Bounds = Pick<
  FieldDescription,
  | 'exclusiveMax'
  | 'exclusiveMin'
  | 'format'
  | 'highest'
  | 'integer'
  | 'lowest'
  | 'max'
  | 'min'
  | 'multipleOf'
  | 'patterns'
>

/** Adds bounds to others: the narrower of two holds. Of two formats the first is named. */
export function narrowBounds<T extends Bounds>(a: T, b: Bounds): T {
  const { exclusiveMin: _min, exclusiveMax: _max, ...rest } = { ...a, ...b }
  // Sound: what is left out is put back where it holds, and all of it may be absent.
  return {
    ...rest,
    ...(a.format && { format: a.format }),
    ...narrower(a, b, 'min', 'exclusiveMin'),
    ...narrower(a, b, 'max', 'exclusiveMax'),
    ...narrower(a, b, 'lowest'),
    ...narrower(a, b, 'highest'),
    ...(a.multipleOf && b.multipleOf && { multipleOf: commonMultiple(a.multipleOf, b.multipleOf) }),
    ...(a.patterns && b.patterns && { patterns: [...new Set([...a.patterns, ...b.patterns])] }),
  } as unknown as T
}

function narrower(
  a: Bounds,
  b: Bounds,
  bound: 'highest' | 'lowest' | 'max' | 'min',
  exclusive?: 'exclusiveMax' | 'exclusiveMin',
): Bounds {
  const [x, y] = [ordered(a[bound]), ordered(b[bound])]
  const isLower = bound === 'min' || bound === 'lowest'
  const isFirst =
    y === undefined || (x === y ? exclusive && a[exclusive] : x !== undefined && x > y === isLower)
  const held = isFirst ? a : b
  if (held[bound] === undefined) return {}
  return { [bound]: held[bound], ...(exclusive && held[exclusive] && { [exclusive]: true }) }
}

/** A number, or the text of a whole number of any length or of an ISO date-time, as what can be compared. */
function ordered(value: number | string | undefined): bigint | number | undefined {
  if (typeof value !== 'string') return value
  return /^-?\d+$/.test(value) ? BigInt(value) : Date.parse(value)
}

function commonMultiple(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y < 1e-9 ? x : divisor(y, x % y))
  return Math.abs(a * b) / divisor(Math.abs(a), Math.abs(b))
}

/**
 * The description of a value that two schemas describe at once.
 *
 * @throws {UnsupportedFieldError} where no one kind describes it.
 */
export function narrowDescription(a: FieldDescription, b: FieldDescription): FieldDescription {
  if (b.kind === 'union' && a.kind !== 'union') return narrowDescription(b, a)
  const optional = a.optional && b.optional
  return {
    ...narrowKind(a, b),
    optional,
    nullable: a.nullable && b.nullable,
    hasDefault: optional && (a.hasDefault || b.hasDefault),
    meta: { ...a.meta, ...b.meta },
    ...((a.input || b.input) && { input: narrowDescription(a.input ?? a, b.input ?? b) }),
  }
}

const scalars: ReadonlySet<string> = new Set(['bigint', 'boolean', 'date', 'number', 'string'])

function narrowKind(a: FieldDescription, b: FieldDescription): FieldDescription {
  if (a.kind === 'any') return b
  if (b.kind === 'any') return a
  if (a.kind === 'union') {
    const options = a.options?.map((option, index) => within(`|${index}`, () => narrowDescription(option, b)))
    return { ...a, options: options ?? [] }
  }
  if (a.kind === b.kind && scalars.has(a.kind)) return narrowBounds(a, b)
  if (a.kind === 'object' && b.kind === 'object') return mergeFields(a, b)
  throw unsupported(`An intersection of ${a.kind} and ${b.kind}`, 'Write it as one schema.')
}

function mergeFields(a: FieldDescription, b: FieldDescription): FieldDescription {
  const fields = new Map(Object.entries(a.fields ?? {}))
  for (const [name, field] of Object.entries(b.fields ?? {})) {
    const other = fields.get(name)
    fields.set(name, other ? within(name, () => narrowDescription(other, field)) : field)
  }
  const element = a.element && b.element ? narrowDescription(a.element, b.element) : (a.element ?? b.element)
  return { ...a, ...(element && { element }), fields: Object.fromEntries(fields) }
}
