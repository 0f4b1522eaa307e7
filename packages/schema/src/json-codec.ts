import type { FieldDescription, FieldKind } from './field-description.ts'
import { unionOptions } from './union-options.ts'
import {
  decodeTagged,
  encodeTagged,
  isPlainObject,
  mapPairs,
  reviveBigint,
  reviveDate,
} from './tagged-json.ts'
import { type FieldSide, mayBeUndefined, sideOf, someDescription } from './walk-description.ts'

/** How the values of one field become what JSON can hold, and back: each comes back as what it was. */
export interface JsonCodec {
  /** `undefined`, `null` and what is no value of the field are given back as they are. */
  readonly encode: (value: unknown) => unknown
  /** What `encode` did not write is given back as it is, for the schema to refuse. */
  readonly decode: (value: unknown) => unknown
  /** Every value of the field is plain JSON: `encode` and `decode` give back what they are given. */
  readonly plain: boolean
  /** `JSON.stringify` writes the values as `encode` does: there is nothing in them but plain JSON and dates. */
  readonly stringifies: boolean
}

type Code = (value: unknown) => unknown
interface Coders {
  readonly encode: Code
  readonly decode: Code
}

const memos = {
  input: new WeakMap<FieldDescription, JsonCodec>(),
  output: new WeakMap<FieldDescription, JsonCodec>(),
} satisfies Record<FieldSide, object>

const plainCodec: JsonCodec = { encode: same, decode: same, plain: true, stringifies: true }
const tagged: Coders = { encode: encodeTagged, decode: decodeTagged }

/**
 * Makes the codec of one field, as `side` sees it: `input` for what a client writes, `output` for what is stored and read.
 *
 * A date is an ISO text, a bigint its digits, a set a list, a map a list of pairs. Where the kind does not tell what a value
 * was (`any`, a union without a discriminator, a list with `undefined` in it), what is not plain JSON is tagged, as
 * `{ "$date": "2026-01-02T03:04:05.678Z" }`; `-0` becomes 0. Recursive fields work at any depth that the stack allows.
 */
export function jsonCodec(description: FieldDescription, side: FieldSide = 'output'): JsonCodec {
  const field = sideOf(description, side)
  const known = memos[side].get(field)
  if (known) return known
  const codec = makeCodec(field, side)
  memos[side].set(field, codec)
  return codec
}

function makeCodec(field: FieldDescription, side: FieldSide): JsonCodec {
  if (isPlain(field, side)) return plainCodec
  const { encode, decode } = kinds[field.kind](field, side)
  return {
    encode: (value) => (value === undefined || value === null ? value : encode(value)),
    decode: (value) => (value === undefined || value === null ? value : decode(value)),
    plain: false,
    stringifies: !someDescription(field, side, (inner) => !isStringified(inner, side)),
  }
}

function isPlain(field: FieldDescription, side: FieldSide): boolean {
  return !someDescription(field, side, (inner) => isTyped(inner, side))
}

/** Whether a field has values that JSON does not hold, apart from those inside it. */
function isTyped(field: FieldDescription, side: FieldSide): boolean {
  return typedKinds.has(field.kind) || listed(field).some((item) => mayBeUndefined(item, side))
}

/** Whether JSON writes a field as its codec does, apart from what is inside it. */
function isStringified(field: FieldDescription, side: FieldSide): boolean {
  if (field.kind === 'union') return unionOptions(field, side) !== undefined || isPlain(field, side)
  return field.kind === 'date' || !isTyped(field, side)
}

const typedKinds: ReadonlySet<FieldKind> = new Set(['any', 'bigint', 'date', 'map', 'set'])

function listed({ kind, element, items = [] }: FieldDescription): FieldDescription[] {
  if (kind !== 'array' && kind !== 'tuple') return []
  return [...items, ...(element ? [element] : [])]
}

const kinds = {
  any: () => tagged,
  array: arrayCodec,
  bigint: () => ({
    encode: (value) => (typeof value === 'bigint' ? String(value) : value),
    decode: (value) => (typeof value === 'string' ? reviveBigint(value) : value),
  }),
  boolean: () => plainCodec,
  date: () => ({
    encode: (value) =>
      value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value,
    decode: (value) => (typeof value === 'string' ? reviveDate(value) : value),
  }),
  enum: () => plainCodec,
  lazy: lazyCodec,
  literal: () => plainCodec,
  map: mapCodec,
  number: () => plainCodec,
  object: objectCodec,
  record: objectCodec,
  set: setCodec,
  string: () => plainCodec,
  tuple: tupleCodec,
  union: unionCodec,
} satisfies Record<FieldKind, (field: FieldDescription, side: FieldSide) => Coders>

/** The codec of what stands in a list, where `undefined` has to be told from null. */
function itemCodec(item: FieldDescription | undefined, side: FieldSide): Coders {
  return !item || mayBeUndefined(item, side) ? tagged : jsonCodec(item, side)
}

function arrayCodec({ element }: FieldDescription, side: FieldSide): Coders {
  const { encode, decode } = itemCodec(element, side)
  return {
    encode: (value) => (Array.isArray(value) ? Array.from(value, encode) : value),
    decode: (value) => (Array.isArray(value) ? value.map(decode) : value),
  }
}

function tupleCodec({ element, items = [] }: FieldDescription, side: FieldSide): Coders {
  const codecs = items.map((item) => itemCodec(item, side))
  const rest = itemCodec(element, side)
  return {
    encode: (value) =>
      Array.isArray(value) ? Array.from(value, (item, index) => (codecs[index] ?? rest).encode(item)) : value,
    decode: (value) =>
      Array.isArray(value) ? value.map((item, index) => (codecs[index] ?? rest).decode(item)) : value,
  }
}

function setCodec({ element }: FieldDescription, side: FieldSide): Coders {
  const { encode, decode } = itemCodec(element, side)
  return {
    encode: (value) => (value instanceof Set ? Array.from(value, encode) : value),
    decode: (value) => (Array.isArray(value) ? new Set(value.map(decode)) : value),
  }
}

function mapCodec({ element, keys }: FieldDescription, side: FieldSide): Coders {
  const [key, item] = [itemCodec(keys, side), itemCodec(element, side)]
  return {
    encode: (value) =>
      value instanceof Map
        ? Array.from(value, ([name, inner]) => [key.encode(name), item.encode(inner)])
        : value,
    decode: (value) => {
      const pairs = mapPairs(value, key.decode, item.decode)
      return pairs ? new Map(pairs) : value
    },
  }
}

/** Fields by name; what has no field of its own (a record's entries, a loose object's) has the codec of the rest. */
function objectCodec({ fields = {}, element }: FieldDescription, side: FieldSide): Coders {
  const codecs = new Map(Object.entries(fields).map(([name, field]) => [name, jsonCodec(field, side)]))
  const rest = element ? jsonCodec(element, side) : plainCodec
  const coded = [...codecs].filter(([, { plain }]) => !plain)
  const code = (value: unknown, way: 'decode' | 'encode'): unknown => {
    if (!isPlainObject(value)) return value
    const copy: Record<string, unknown> = { ...value }
    for (const [name, codec] of coded) {
      if (Object.hasOwn(copy, name)) copy[name] = codec[way](copy[name])
    }
    if (rest.plain) return copy
    for (const name of Object.keys(copy)) {
      if (!codecs.has(name)) copy[name] = rest[way](copy[name])
    }
    return copy
  }
  return { encode: (value) => code(value, 'encode'), decode: (value) => code(value, 'decode') }
}

function lazyCodec({ resolve }: FieldDescription, side: FieldSide): Coders {
  let codec: Coders | undefined
  // Not before the first value: a recursive field is inside itself.
  const inner = (): Coders => (codec ??= resolve ? jsonCodec(resolve(), side) : tagged)
  return { encode: (value) => inner().encode(value), decode: (value) => inner().decode(value) }
}

/** By the discriminator where there is one, so that each alternative keeps its form; tagged otherwise. */
function unionCodec(field: FieldDescription, side: FieldSide): Coders {
  const { discriminator } = field
  const options = unionOptions(field, side)
  if (!options || discriminator === undefined) return tagged
  const codecs = new Map([...options].map(([value, option]) => [value, jsonCodec(option, side)]))
  const codecOf = (value: unknown): Coders =>
    (isPlainObject(value) && Object.hasOwn(value, discriminator) && codecs.get(value[discriminator])) ||
    tagged
  return { encode: (value) => codecOf(value).encode(value), decode: (value) => codecOf(value).decode(value) }
}

function same(value: unknown): unknown {
  return value
}
