/**
 * Compares two scalars in the order in which every store has them: below 0, 0 or above 0.
 *
 * Text by its bytes in UTF-8 (DynamoDB's order), `false` before `true`, dates by time; values of different types, which
 * no field that rows are ordered by has, by the names of their types.
 */
export function compareValues(a: unknown, b: unknown): number {
  const [first, second] = [plain(a), plain(b)]
  if (typeof first === 'string' && typeof second === 'string') return compareText(first, second)
  const ofOneType = typeof a === typeof b && isNumeric(first) && isNumeric(second)
  if (!ofOneType) return compareText(typeOf(a), typeOf(b))
  return first < second ? -1 : first > second ? 1 : 0
}

/** Whether two scalars are the same value: dates by time, `null` and absent (`undefined`) each by itself. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
}

/** Whether two scalars are of one type, and of one that has an order. */
export function areComparable(a: unknown, b: unknown): boolean {
  return typeOf(a) === typeOf(b) && isOrdered(a)
}

function isOrdered(value: unknown): boolean {
  return value instanceof Date || ['bigint', 'number', 'string'].includes(typeof value)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return value instanceof Date ? 'date' : typeof value
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  return typeof value === 'boolean' ? Number(value) : value
}

function isNumeric(value: unknown): value is bigint | number {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** Compares by code points, which is the order of the bytes in UTF-8, and not that of JavaScript's `<`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const [first, second] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (first !== second) return byteOrder(first) - byteOrder(second)
  }
  return a.length - b.length
}

/** Moves the halves of characters beyond U+FFFF behind all whole ones. */
function byteOrder(unit: number): number {
  if (unit >= 0xe0_00) return unit - 0x8_00
  return unit >= 0xd8_00 ? unit + 0x20_00 : unit
}
