import type { FieldDescription, FieldKind } from '@throughline/schema'

/** How one field's values become what DynamoDB keeps, and back. `undefined` and `null` pass through as they are. */
export interface Codec {
  /** @throws {UnstorableValue} where DynamoDB could not give the same value back. */
  readonly encode: (value: unknown) => unknown
  readonly decode: (value: unknown) => unknown
  /** `decode` returns what it is given. */
  readonly plain: boolean
}

/** A value that passed the schema and that DynamoDB cannot keep; answered as an issue of the row. */
export class UnstorableValue extends Error {
  override readonly name = 'UnstorableValue'
  readonly path: readonly string[]

  constructor(message: string, path: readonly string[] = []) {
    super(message)
    this.path = path
  }
}

/** The second is exact, and slow: it is asked about the few texts that have surrogates at all. */
const surrogate = /[\uD800-\uDFFF]/
const loneSurrogate = /\p{Surrogate}/u
/** DynamoDB's smallest positive number. */
const smallest = 1e-130

/** Makes the codec of one field, the same for the store's raw items and for ElectroDB's attributes. */
export function fieldCodec(description: FieldDescription): Codec {
  const { encode, decode, plain } = codecs[description.kind](description)
  return {
    encode: (value) => (value === undefined || value === null ? value : encode(value)),
    decode: plain ? same : (value) => (value === undefined || value === null ? value : decode(value)),
    plain,
  }
}

const codecs = {
  any: () => ({ encode: encodeAny, decode: same, plain: true }),
  array: ({ element }) => arrayCodec(element),
  boolean: () => ({ encode: same, decode: same, plain: true }),
  date: () => ({ encode: encodeDate, decode: decodeDate, plain: false }),
  enum: () => ({ encode: encodeString, decode: same, plain: true }),
  number: () => ({ encode: encodeNumber, decode: same, plain: true }),
  object: ({ fields }) => objectCodec(new Map(entriesOf(fields))),
  record: ({ element }) => objectCodec(new Map(), element && fieldCodec(element)),
  string: () => ({ encode: encodeString, decode: same, plain: true }),
} satisfies Record<FieldKind, (description: FieldDescription) => Codec>

function entriesOf(fields: FieldDescription['fields'] = {}): [string, Codec][] {
  return Object.entries(fields).map(([name, field]) => [name, fieldCodec(field)])
}

function arrayCodec(element: FieldDescription | undefined): Codec {
  const codec = element ? fieldCodec(element) : anyCodec
  return {
    encode: (value) => (Array.isArray(value) ? encodeItems(value, codec.encode) : encodeAny(value)),
    decode: (value) => (Array.isArray(value) ? value.map((item) => codec.decode(item)) : value),
    plain: codec.plain,
  }
}

/** Fields by name; a field without a codec of its own (a loose object's, a record's) has that of the rest. */
function objectCodec(fields: ReadonlyMap<string, Codec>, rest: Codec = anyCodec): Codec {
  const decode = (value: object): object =>
    Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, (fields.get(name) ?? rest).decode(item)]),
    )
  return {
    encode: (value) =>
      isPlainObject(value)
        ? encodeEntries(value, (name) => (fields.get(name) ?? rest).encode)
        : encodeAny(value),
    decode: (value) => (isPlainObject(value) ? decode(value) : value),
    plain: rest.plain && [...fields.values()].every(({ plain }) => plain),
  }
}

const anyCodec: Codec = { encode: encodeAny, decode: same, plain: true }

function same(value: unknown): unknown {
  return value
}

function encodeAny(value: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return encodeString(value)
  if (typeof value === 'number') return encodeNumber(value)
  if (value instanceof Date) return encodeDate(value)
  if (Array.isArray(value)) return encodeItems(value, encodeAny)
  if (isPlainObject(value)) return encodeEntries(value, () => encodeAny)
  throw new UnstorableValue(
    'Only plain data (text, numbers, booleans, lists, objects, null) can be stored here.',
  )
}

function encodeItems(items: readonly unknown[], encode: (value: unknown) => unknown): unknown[] {
  return items.map((item, index) =>
    within(String(index), () => {
      if (item === undefined) throw new UnstorableValue('A list cannot hold `undefined`; use null.')
      return encode(item)
    }),
  )
}

function encodeEntries(value: object, encoderOf: (name: string) => (value: unknown) => unknown): object {
  const encoded = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => {
      encodeString(name)
      return [name, within(name, () => encoderOf(name)(item))] as const
    })
  return Object.fromEntries(encoded)
}

function encodeString(value: unknown): unknown {
  // Half a character would come back as U+FFFD: the value would change in silence.
  if (typeof value === 'string' && surrogate.test(value) && loneSurrogate.test(value)) {
    throw new UnstorableValue('This text holds half of a character (a lone surrogate).')
  }
  return value
}

function encodeNumber(value: unknown): unknown {
  if (typeof value !== 'number') return value
  const size = Math.abs(value)
  if (size > Number.MAX_SAFE_INTEGER)
    throw new UnstorableValue('Numbers beyond ±(2^53 − 1) cannot be stored.')
  if (size !== 0 && size < smallest) throw new UnstorableValue('Numbers this close to zero cannot be stored.')
  if (Number.isNaN(value)) throw new UnstorableValue('NaN cannot be stored; use null.')
  return value === 0 ? 0 : value
}

function encodeDate(value: unknown): unknown {
  if (!(value instanceof Date)) return value
  if (Number.isNaN(value.getTime())) throw new UnstorableValue('This date is not valid.')
  return value.toISOString()
}

function decodeDate(value: unknown): unknown {
  return typeof value === 'string' ? new Date(value) : value
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function within<T>(name: string, encode: () => T): T {
  try {
    return encode()
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    throw new UnstorableValue(error.message, [name, ...error.path])
  }
}
