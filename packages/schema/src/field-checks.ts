import { regexes, util } from 'zod/v4/core'
import type { FieldKind } from './field-description.ts'
import type { Bounds } from './narrow-description.ts'

/** The definition of one check of a schema, as Zod keeps it; a format such as `z.uuid()` or `z.int()` is one too. */
export type CheckDef = Readonly<Record<string, unknown>>

/** What one check says of the values; nothing for a check that only code can tell. */
export function boundsOfCheck(check: CheckDef, kind: FieldKind): Bounds {
  switch (check['check']) {
    case 'greater_than':
    case 'less_than':
      return boundOf(check, kind)
    case 'multiple_of':
      return multipleOf(Number(check['value']), kind)
    case 'number_format':
      return numberFormat(String(check['format']))
    case 'bigint_format': {
      const [lowest, highest] = rangesOf(util.BIGINT_FORMAT_RANGES)[String(check['format'])] ?? []
      return { lowest: String(lowest), highest: String(highest) }
    }
    case 'string_format':
      return stringFormat(String(check['format']), check)
    default: {
      // The number of characters, items or entries, of which each check names what it bounds.
      const { minimum, maximum, length, size } = check
      const exact = length ?? size
      return numbers(minimum ?? exact, maximum ?? exact)
    }
  }
}

/** Whether a check changes the value that it is given (`.trim()`, `.overwrite()`). */
export function isOverwrite({ check }: CheckDef): boolean {
  return check === 'overwrite'
}

function numbers(min: unknown, max: unknown): Bounds {
  return {
    ...(typeof min === 'number' && Number.isFinite(min) && { min }),
    ...(typeof max === 'number' && Number.isFinite(max) && { max }),
  }
}

function boundOf({ check, value, inclusive }: CheckDef, kind: FieldKind): Bounds {
  const isLower = check === 'greater_than'
  if (kind === 'number') {
    return {
      ...(isLower ? numbers(value, undefined) : numbers(undefined, value)),
      ...(!inclusive && { [isLower ? 'exclusiveMin' : 'exclusiveMax']: true }),
    }
  }
  // One that is exclusive becomes the next value that is not.
  const step = inclusive ? 0 : isLower ? 1 : -1
  const text = textOf(value, step)
  return text === undefined ? {} : { [isLower ? 'lowest' : 'highest']: text }
}

function textOf(value: unknown, step: number): string | undefined {
  if (typeof value === 'bigint') return String(value + BigInt(step))
  const date = new Date(Number(value) + step)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function multipleOf(value: number, kind: FieldKind): Bounds {
  if (!Number.isInteger(value)) return { multipleOf: value }
  return kind === 'number' ? { multipleOf: value, integer: true } : { multipleOf: value }
}

function numberFormat(format: string): Bounds {
  // The bounds of the two others are those of the kind itself: whole numbers that are safe, all numbers.
  const isBound = format !== 'safeint' && format !== 'float64'
  const [min, max] = (isBound && rangesOf(util.NUMBER_FORMAT_RANGES)[format]) || []
  return { ...numbers(min, max), ...(format.includes('int') && { integer: true }) }
}

function rangesOf(ranges: object): Record<string, readonly [unknown, unknown] | undefined> {
  // Sound: Zod keeps its formats' ranges by name, each as a pair.
  return ranges as Record<string, readonly [unknown, unknown] | undefined>
}

/** Checks of a text that Zod keeps as formats. */
const textChecks: ReadonlySet<string> = new Set(
  'ends_with includes lowercase regex starts_with uppercase'.split(' '),
)

/** Formats whose name says more than their pattern. */
const namedFormats: ReadonlySet<string> = new Set(
  'base64 base64url cidrv4 cidrv6 credit_card date datetime duration e164 guid iban ipv4 ipv6 jwt mac time url'.split(
    ' ',
  ),
)

function stringFormat(format: string, { pattern, version, precision, delimiter }: CheckDef): Bounds {
  // The name says all, unless there is an option to tell: a UUID's version, a time's precision, a pattern of one's own.
  const isSaid =
    (namedFormats.has(format) && precision == null && delimiter == null) ||
    (format === 'uuid' && version == null) ||
    (format === 'email' && pattern === regexes.email)
  return {
    ...(!textChecks.has(format) && { format }),
    ...(pattern instanceof RegExp && !isSaid && { patterns: [pattern.source] }),
  }
}
