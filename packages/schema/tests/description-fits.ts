import type { FieldDescription } from '@throughline/schema'

type Side = 'input' | 'output'

/** Whether a value is of the form that a description tells, on one side. */
export function fits(description: FieldDescription, value: unknown, side: Side): boolean {
  const field = side === 'input' ? (description.input ?? description) : description
  if (field.kind === 'union' && field.options!.some((option) => fits(option, value, side))) return true
  if (value === undefined) return field.optional || field.kind === 'any'
  if (value === null) return field.nullable || field.kind === 'any'
  return kinds[field.kind](field, value, side)
}

function sized({ min = 0, max = Infinity }: FieldDescription, size: number): boolean {
  return min <= size && size <= max
}

function between({ lowest, highest }: FieldDescription, value: Date | bigint): boolean {
  const bound = (text: string): Date | bigint => (typeof value === 'bigint' ? BigInt(text) : new Date(text))
  return (
    (lowest === undefined || bound(lowest) <= value) && (highest === undefined || value <= bound(highest))
  )
}

function isWithin(field: FieldDescription, value: number): boolean {
  const { min = -Infinity, max = Infinity, exclusiveMin, exclusiveMax, integer, multipleOf = 0 } = field
  return (
    (exclusiveMin ? min < value : min <= value) &&
    (exclusiveMax ? value < max : value <= max) &&
    (!integer || Number.isInteger(value)) &&
    (multipleOf === 0 || value % multipleOf === 0)
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Map) && !(value instanceof Set)
}

const kinds: Record<
  FieldDescription['kind'],
  (field: FieldDescription, value: unknown, side: Side) => boolean
> = {
  any: () => true,
  array: (field, value, side) =>
    Array.isArray(value) &&
    sized(field, value.length) &&
    value.every((item) => fits(field.element!, item, side)),
  bigint: (field, value) => typeof value === 'bigint' && between(field, value),
  boolean: (_field, value) => typeof value === 'boolean',
  date: (field, value) => value instanceof Date && between(field, value),
  enum: ({ values }, value) => typeof value === 'string' && values!.includes(value),
  lazy: ({ resolve }, value, side) => fits(resolve!(), value, side),
  literal: ({ literals }, value) => (literals as unknown[]).includes(value),
  map: (field, value, side) =>
    value instanceof Map &&
    [...value].every(([key, item]) => fits(field.keys!, key, side) && fits(field.element!, item, side)),
  number: (field, value) => typeof value === 'number' && isWithin(field, value),
  object: ({ fields, element }, value, side) =>
    isRecord(value) &&
    Object.entries(fields!).every(([name, field]) => fits(field, value[name], side)) &&
    Object.entries(value).every(
      ([name, item]) =>
        Object.hasOwn(fields!, name) || (element ? fits(element, item, side) : side === 'input'),
    ),
  record: ({ keys, element }, value, side) =>
    isRecord(value) &&
    Object.entries(value).every(([key, item]) => fits(keys!, key, side) && fits(element!, item, side)) &&
    (keys!.optional || (keys!.values ?? []).every((key) => fits(element!, value[key], side))),
  set: ({ element }, value, side) =>
    value instanceof Set && [...value].every((item) => fits(element!, item, side)),
  string: (field, value) =>
    typeof value === 'string' &&
    sized(field, value.length) &&
    (field.patterns ?? []).every((pattern) => new RegExp(pattern, 'u').test(value)),
  tuple: ({ items, element }, value, side) =>
    Array.isArray(value) &&
    items!.every((item, index) => fits(item, value[index], side)) &&
    value.slice(items!.length).every((item) => element !== undefined && fits(element, item, side)),
  union: () => false,
}
