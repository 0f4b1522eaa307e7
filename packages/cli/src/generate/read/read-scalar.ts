import type { NumberShape, PlainValue, Shape, StringFormat, StringShape, TakeNote } from './document.types.ts'
import { asText, type JsonObject, type Located, where } from './lookup.ts'
import { nullableOf, unionOf } from './shape.ts'

const formats: Readonly<Record<string, StringFormat>> = {
  byte: 'base64',
  date: 'date',
  'date-time': 'datetime',
  email: 'email',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  time: 'time',
  uri: 'url',
  url: 'url',
  uuid: 'uuid',
}

/** Text. Formats that are not known say nothing. */
export function readString(note: TakeNote, place: Located, schema: JsonObject): Shape {
  const given = asText(schema['format']) ?? ''
  const encoding = asText(schema['contentEncoding'])
  if (
    given === 'binary' ||
    (encoding === undefined && asText(schema['contentMediaType']) === 'application/octet-stream')
  ) {
    return { kind: 'binary' }
  }
  const format = encoding === 'base64' ? 'base64' : Object.hasOwn(formats, given) ? formats[given] : undefined
  const pattern = asText(schema['pattern'])
  const usable = pattern === undefined ? undefined : readPattern(note, place, pattern)
  const [min, max] = [bound(schema['minLength']), bound(schema['maxLength'])]
  const shape: StringShape = {
    kind: 'string',
    ...(format && { format }),
    ...(min !== undefined && min > 0 && { min }),
    ...(max !== undefined && max >= (min ?? 0) && { max }),
    ...(usable && { pattern: usable }),
  }
  return shape
}

const longestPattern = 500
/** A group that repeats and holds what repeats, the common form of a pattern that takes for ever on some texts. */
const nestedRepeat = /\((?:[^()\\]|\\.)*(?:[+*]|\{\d+,\d*\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\d*\})/

function readPattern(note: TakeNote, place: Located, source: string): StringShape['pattern'] {
  const skip = (why: string): undefined => {
    note('schema', where(place), `Its pattern is not checked: ${why}.`)
  }
  if (source.length > longestPattern) return skip(`it has more than ${longestPattern} characters`)
  if (nestedRepeat.test(source)) return skip('it could take for ever on some texts')
  for (const flags of ['u', ''] as const) {
    try {
      return { source: new RegExp(source, flags).source, flags }
    } catch {
      // Tried without `u`, then left out.
    }
  }
  return skip('it is no regular expression of JavaScript')
}

function bound(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Numbers. `int64` is a number too: JSON has no other, and what is not safe is refused. */
export function readNumber(schema: JsonObject, isInteger: boolean): NumberShape {
  const [min, max] = [bound(schema['minimum']), bound(schema['maximum'])]
  const [above, below] = [schema['exclusiveMinimum'], schema['exclusiveMaximum']]
  const least = above === true ? undefined : min
  const most = below === true ? undefined : max
  const over = above === true ? min : bound(above)
  const under = below === true ? max : bound(below)
  const step = bound(schema['multipleOf'])
  return {
    kind: 'number',
    integer: isInteger,
    ...(least !== undefined && { min: least }),
    ...(most !== undefined && { max: most }),
    ...(over !== undefined && { above: over }),
    ...(under !== undefined && { below: under }),
    ...(step !== undefined && step > 0 && !(isInteger && step === 1) && { step }),
  }
}

/** The `default` of a schema, where it is a plain value. */
export function readDefault({ default: value }: JsonObject): { readonly default?: PlainValue } {
  const isPlain = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  // Sound: one of the three.
  return isPlain ? { default: value as PlainValue } : {}
}

/** Values of a closed list; with more, the compiler has to work for no use. */
const mostValues = 1_000

/** A closed list; one that is too long, or that has lists and objects, is its type alone. */
export function readValues(
  note: TakeNote,
  place: Located,
  given: readonly unknown[],
  schema: JsonObject = {},
): Shape {
  const values = given.filter(
    (value): value is boolean | number | string =>
      typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
  )
  const hasNull = given.includes(null)
  const listed = [...new Set(values)]
  if (listed.length === 0) return { kind: hasNull ? 'null' : 'unknown' }
  const isPlain =
    values.length + (hasNull ? given.filter((value) => value === null).length : 0) === given.length
  const types = [...new Set(listed.map((value) => typeof value))]
  let shape: Shape = { kind: 'enum', values: listed }
  if (!isPlain || listed.length > mostValues) {
    note(
      'schema',
      where(place),
      isPlain
        ? `It lists ${listed.length} values; its type alone is taken.`
        : 'It lists what is no plain value; anything is taken.',
    )
    shape = isPlain ? unionOf(types.map(typeShape)) : { kind: 'unknown' }
  }
  return hasNull && schema['nullable'] !== false ? nullableOf(shape) : shape
}

function typeShape(type: string): Shape {
  if (type === 'boolean') return { kind: 'boolean' }
  return type === 'number' ? { kind: 'number', integer: false } : { kind: 'string' }
}
