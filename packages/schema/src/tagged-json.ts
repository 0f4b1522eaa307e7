/** ISO dates, and ISO date-times with an offset; years of six digits as `Date.toJSON` writes them. */
const isoDate =
  /^((?:\d{4}|[+-]\d{6})-\d\d-\d\d)(?:T(?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/
const wholeNumber = /^-?\d+$/

/** Whether a value is what JSON writes as an object: no array, no `Date`, no instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** The date that an ISO text stands for; a text of another form is given back, for the schema to refuse. */
export function reviveDate(text: string): Date | string {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) return text
  // Almost all are written so, by `Date.toJSON`; the other forms are asked about at more cost.
  if (date.toISOString() === text) return date
  const day = isoDate.exec(text)?.[1]
  // JavaScript takes the 30th of February for a day in March.
  return day !== undefined && dayText(day) === day ? date : text
}

function dayText(day: string): string | undefined {
  const date = new Date(day)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, day.length)
}

/** The bigint that decimal digits stand for; a text of another form is given back. */
export function reviveBigint(text: string): bigint | string {
  return wholeNumber.test(text) ? BigInt(text) : text
}

/** The pairs of a map, each value through `code`; `undefined` for what is no list of pairs. */
export function mapPairs(
  value: unknown,
  codeKey: (key: unknown) => unknown,
  codeValue: (value: unknown) => unknown,
): [unknown, unknown][] | undefined {
  if (!Array.isArray(value)) return undefined
  const pairs = value.map((pair): [unknown, unknown] | undefined =>
    Array.isArray(pair) && pair.length === 2 ? [codeKey(pair[0]), codeValue(pair[1])] : undefined,
  )
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined
}

/**
 * Writes any value as JSON that tells by itself what it was: `{ "$date": … }`, `$bigint`, `$set`, `$map`, `$undefined`.
 *
 * Plain data stays as it is, except an object whose only key begins with `$`: it is put in `{ "$object": … }`, so that no
 * data is ever taken for a tag. Instances of other classes and numbers that JSON cannot hold are left as they are.
 */
export function encodeTagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (value === undefined) return { $undefined: true }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Array.from(value, encodeTagged)
  if (value instanceof Date) return { $date: value.toJSON() }
  if (value instanceof Set) return { $set: Array.from(value, encodeTagged) }
  if (value instanceof Map) {
    return { $map: Array.from(value, ([key, item]) => [encodeTagged(key), encodeTagged(item)]) }
  }
  if (!isPlainObject(value)) return value
  const encoded = Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, encodeTagged(item)]),
  )
  return tagOf(encoded) === undefined ? encoded : { $object: encoded }
}

/** Reads what {@link encodeTagged} wrote; a tag that is not well formed is left as it is. */
export function decodeTagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeTagged)
  if (!isPlainObject(value)) return value
  const tag = tagOf(value)
  const decode = tag !== undefined && Object.hasOwn(tags, tag) ? tags[tag] : undefined
  const decoded = tag === undefined ? undefined : decode?.(value[tag])
  return decoded ? decoded.value : decodeEntries(value)
}

function decodeEntries(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decodeTagged(item)]))
}

/** The only key of an object, where it begins with `$`. */
function tagOf(value: object): string | undefined {
  const [name, ...others] = Object.keys(value)
  return name?.startsWith('$') && others.length === 0 ? name : undefined
}

type Decoded = { readonly value: unknown } | undefined

const tags: Readonly<Record<string, (content: unknown) => Decoded>> = {
  $bigint: (content) => {
    const value = typeof content === 'string' ? reviveBigint(content) : content
    return typeof value === 'bigint' ? { value } : undefined
  },
  $date: (content) => {
    // An invalid date is written as null.
    if (content === null) return { value: new Date(Number.NaN) }
    const value = typeof content === 'string' ? reviveDate(content) : content
    return value instanceof Date ? { value } : undefined
  },
  $map: (content) => {
    const pairs = mapPairs(content, decodeTagged, decodeTagged)
    return pairs && { value: new Map(pairs) }
  },
  $object: (content) => (isPlainObject(content) ? { value: decodeEntries(content) } : undefined),
  $set: (content) => (Array.isArray(content) ? { value: new Set(content.map(decodeTagged)) } : undefined),
  $undefined: () => ({ value: undefined }),
}
