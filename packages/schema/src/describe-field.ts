import type * as core from 'zod/v4/core'
import { type FieldMeta, fieldMeta } from './field-meta.ts'

/** Every kind of value that the adapters know how to store, send and show. */
export type FieldKind =
  | 'any'
  | 'array'
  | 'boolean'
  | 'date'
  | 'enum'
  | 'number'
  | 'object'
  | 'record'
  | 'string'

/** What a Zod field is, free of Zod: the one form that all adapters read. */
export interface FieldDescription {
  readonly kind: FieldKind
  /** The key may be missing from an insert. */
  readonly optional: boolean
  readonly nullable: boolean
  /** Zod fills the value when it is missing. */
  readonly hasDefault: boolean
  /** Zod's name of a string's format, such as `uuid`, `email`, `date` (ISO) or `datetime` (ISO). */
  readonly format?: string
  /** Smallest number, or shortest string or array. */
  readonly min?: number
  /** Largest number, or longest string or array. */
  readonly max?: number
  readonly integer?: boolean
  /** The values of an `enum`. */
  readonly values?: readonly string[]
  /** The items of an `array`, the values of a `record`. */
  readonly element?: FieldDescription
  /** The fields of an `object`. */
  readonly fields?: Readonly<Record<string, FieldDescription>>
  readonly meta: FieldMeta
}

/** Why a Zod schema cannot be a field of an entity. */
export class UnsupportedFieldError extends Error {
  override readonly name = 'UnsupportedFieldError'
  /** Dotted path below the field, `''` for the field itself. */
  readonly path: string

  constructor(message: string, path = '') {
    super(message)
    this.path = path
  }
}

const advice: Record<string, string> = {
  bigint: 'Use z.string() with a codec, or z.number() below 2^53.',
  file: 'Store the file elsewhere and keep its address as z.url().',
  function: 'Remove the field.',
  lazy: 'Write the fields out, or use z.unknown() for free-form JSON.',
  map: 'Use z.record().',
  nan: 'Use z.number().nullable().',
  never: 'Remove the field.',
  promise: 'Await the value before it is written.',
  set: 'Use z.array().',
  symbol: 'Use z.enum().',
  transform: 'Transform outside the model, and store the plain value.',
  undefined: 'Use .optional() on a field that can hold a value.',
  void: 'Remove the field.',
}

type Def = core.$ZodTypeDef & Record<string, unknown>
type Leaf = Partial<FieldDescription> & Pick<FieldDescription, 'kind'>
type Wrap = { inner: core.$ZodType } & Partial<FieldDescription>

/** Zod's internals are typed loosely from here on, and read in this file alone. */
function defOf(schema: core.$ZodType): Def {
  // Sound: every schema of Zod 4 carries `_zod.def`; the members read below are checked one by one.
  return schema._zod.def as Def
}

/** The schema inside another: of a wrapper, an array or a record. */
function innerOf(def: Def, name: 'element' | 'innerType' | 'valueType'): core.$ZodType {
  // Sound: Zod 4 keeps a schema under each of these names, for the types that `leaves` and `wrappers` read it from.
  return def[name] as core.$ZodType
}

/** The definitions of a schema's checks; a format such as `z.uuid()` or `z.int()` is its own first check. */
function checksOf(def: Def): Record<string, unknown>[] {
  const own = typeof def['check'] === 'string' ? [def] : []
  // Sound: every check of Zod 4 carries `_zod.def` as well.
  const checks = (def.checks ?? []) as readonly core.$ZodCheck[]
  return [...own, ...checks.map((check) => check._zod.def as unknown as Record<string, unknown>)]
}

function extreme(pick: (...values: number[]) => number, values: readonly unknown[]): number | undefined {
  const numbers = values.filter((value): value is number => Number.isFinite(value))
  return numbers.length > 0 ? pick(...numbers) : undefined
}

/** The narrowest bounds of all checks: of a number's value, a string's or an array's length. */
function bounds(def: Def): Partial<FieldDescription> {
  const checks = checksOf(def)
  const values = (kinds: readonly string[], name: string): unknown[] =>
    checks.filter(({ check }) => kinds.includes(String(check))).map((check) => check[name])
  const exact = values(['length_equals'], 'length')
  const min = extreme(Math.max, [
    ...values(['min_length'], 'minimum'),
    ...values(['greater_than'], 'value'),
    ...exact,
  ])
  const max = extreme(Math.min, [
    ...values(['max_length'], 'maximum'),
    ...values(['less_than'], 'value'),
    ...exact,
  ])
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}

const textFormats = new Set(['regex', 'lowercase', 'uppercase', 'includes', 'starts_with', 'ends_with'])

function formatOf(def: Def): string | undefined {
  const formats = checksOf(def).filter(({ check }) => check === 'string_format')
  return formats.map(({ format }) => String(format)).find((format) => !textFormats.has(format))
}

function isInteger(def: Def): boolean {
  return checksOf(def).some(
    ({ check, format }) => check === 'number_format' && String(format).includes('int'),
  )
}

function within<T>(name: string, describe: () => T): T {
  try {
    return describe()
  } catch (error) {
    if (!(error instanceof UnsupportedFieldError)) throw error
    throw new UnsupportedFieldError(error.message, [name, error.path].filter(Boolean).join('.'))
  }
}

const leaves: Record<string, (def: Def) => Leaf> = {
  any: () => ({ kind: 'any', optional: true }),
  unknown: () => ({ kind: 'any', optional: true }),
  union: () => ({ kind: 'any' }),
  tuple: () => ({ kind: 'any' }),
  boolean: () => ({ kind: 'boolean' }),
  date: () => ({ kind: 'date' }),
  string: (def) => {
    const format = formatOf(def)
    return { kind: 'string', ...(format !== undefined && { format }), ...bounds(def) }
  },
  template_literal: () => ({ kind: 'string' }),
  number: (def) => ({ kind: 'number', ...(isInteger(def) && { integer: true }), ...bounds(def) }),
  enum: (def) => {
    // Sound: an enum's entries are an object, by Zod's own type of it.
    const values = Object.values(def['entries'] as object)
    return values.every((value) => typeof value === 'string') ? { kind: 'enum', values } : { kind: 'any' }
  },
  literal: (def) => {
    // Sound: a literal's values are an array, by Zod's own type of it.
    const values = def['values'] as readonly unknown[]
    return values.every((value) => typeof value === 'string') ? { kind: 'enum', values } : { kind: 'any' }
  },
  array: (def) => ({
    kind: 'array',
    element: within('[]', () => describeField(innerOf(def, 'element'))),
    ...bounds(def),
  }),
  record: (def) => ({
    kind: 'record',
    element: within('{}', () => describeField(innerOf(def, 'valueType'))),
  }),
  // Sound: an object's shape is a record of schemas, by Zod's own type of it.
  object: (def) => ({ kind: 'object', fields: describeShape(def['shape'] as core.$ZodShape) }),
}

const wrappers: Record<string, (def: Def) => Wrap> = {
  optional: (def) => ({ inner: innerOf(def, 'innerType'), optional: true }),
  nullable: (def) => ({ inner: innerOf(def, 'innerType'), nullable: true }),
  default: (def) => ({
    inner: innerOf(def, 'innerType'),
    optional: true,
    hasDefault: true,
  }),
  prefault: (def) => ({
    inner: innerOf(def, 'innerType'),
    optional: true,
    hasDefault: true,
  }),
  catch: (def) => ({ inner: innerOf(def, 'innerType') }),
  nonoptional: (def) => ({ inner: innerOf(def, 'innerType'), optional: false }),
  readonly: (def) => ({ inner: innerOf(def, 'innerType') }),
}

/**
 * Describes one Zod 4 field (classic or mini) as plain data.
 *
 * @throws {UnsupportedFieldError} for a schema that cannot be stored, with the nearest one that can.
 */
export function describeField(schema: core.$ZodType): FieldDescription {
  const def = defOf(schema)
  const meta = fieldMeta.get(schema)
  const wrap = wrappers[def.type]
  if (wrap) {
    const { inner, ...outer } = wrap(def)
    const description = describeField(inner)
    return { ...description, ...outer, meta: { ...description.meta, ...meta } }
  }
  const leaf = leaves[def.type]
  if (!leaf) {
    const hint = advice[def.type] ?? 'Use a plain value instead.'
    throw new UnsupportedFieldError(`z.${def.type}() cannot be stored. ${hint}`)
  }
  return { optional: false, nullable: false, hasDefault: false, ...leaf(def), meta: meta ?? {} }
}

/** Describes each field of an object's shape, in order. */
function describeShape(shape: core.$ZodShape): Record<string, FieldDescription> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, within(name, () => describeField(field))]),
  )
}

/** The checks of an object schema (`.refine`, `.check`), to be kept when a variant is made of its shape. */
export function objectChecks(schema: core.$ZodObject): core.$ZodCheck<Record<string, unknown>>[] {
  // Sound: an object's checks take an object, whatever its shape.
  return (schema._zod.def.checks ?? []) as core.$ZodCheck<Record<string, unknown>>[]
}

/** The shape of an object schema, classic or mini. */
export function shapeOf(schema: core.$ZodObject): core.$ZodShape {
  return schema._zod.def.shape
}
