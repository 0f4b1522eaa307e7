import type { FieldDescription } from './field-description.ts'
import { type FieldSide, sideOf } from './walk-description.ts'

/**
 * The alternatives of a union of objects, by the value of its discriminator.
 *
 * `undefined` where that value does not settle which one it is: there is none, two share one, or one may be missing.
 */
export function unionOptions(
  { discriminator, options = [] }: FieldDescription,
  side: FieldSide,
): ReadonlyMap<unknown, FieldDescription> | undefined {
  if (discriminator === undefined) return undefined
  const byValue = new Map<unknown, FieldDescription>()
  for (const option of options) {
    const values = optionValues(option, discriminator, side)
    if (!values || values.some((value) => value === undefined || byValue.has(value))) return undefined
    for (const value of values) byValue.set(value, option)
  }
  return byValue
}

/** The values that a field of an alternative may have; `undefined` where they cannot be listed. */
function optionValues(option: FieldDescription, field: string, side: FieldSide): unknown[] | undefined {
  const { kind, fields = {}, options = [] } = sideOf(option, side)
  if (kind === 'union') return collect(options, (inner) => optionValues(inner, field, side))
  const discriminator = kind === 'object' && Object.hasOwn(fields, field) ? fields[field] : undefined
  return discriminator && valuesOf(discriminator, side)
}

function valuesOf(field: FieldDescription, side: FieldSide): unknown[] | undefined {
  const { kind, literals, values, options = [], nullable, optional } = sideOf(field, side)
  const known: readonly unknown[] | undefined =
    kind === 'boolean'
      ? [true, false]
      : kind === 'union'
        ? collect(options, (option) => valuesOf(option, side))
        : (values ?? literals)
  return known && [...known, ...(nullable ? [null] : []), ...(optional ? [undefined] : [])]
}

function collect(
  options: readonly FieldDescription[],
  valuesIn: (option: FieldDescription) => unknown[] | undefined,
): unknown[] | undefined {
  const all = options.map(valuesIn)
  return all.every((values) => values !== undefined) ? all.flat() : undefined
}
