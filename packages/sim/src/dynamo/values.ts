import { compareText } from '@throughline/schema/adapter'

/** An item as the DocumentClient gives and takes it. */
export type Item = Readonly<Record<string, unknown>>

/** A copy as it comes back from the wire: nothing of it is shared, and nothing in it is `undefined`. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return plain(value)
  if (Array.isArray(value)) return value.filter((part) => part !== undefined).map(copyOf)
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (Object.getPrototypeOf(value) !== Object.prototype) throw notModelled(value)
  return copyItem({ ...value })
}

export function copyItem(item: Item): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(item)) {
    const value = item[name]
    if (value !== undefined) copy[name] = copyOf(value)
  }
  return copy
}

function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw notModelled(value)
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    throw notModelled(value)
  }
  // DynamoDB has one zero.
  return value === 0 ? 0 : value
}

function notModelled(value: unknown): Error {
  return new Error(`The modelled DynamoDB does not know values such as ${typeof value} ${String(value)}.`)
}

/** DynamoDB's name of a value's type. */
export function typeOf(value: unknown): 'B' | 'BOOL' | 'L' | 'M' | 'N' | 'NULL' | 'S' {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return 'S'
  if (typeof value === 'number') return 'N'
  if (typeof value === 'boolean') return 'BOOL'
  if (value instanceof Uint8Array) return 'B'
  return Array.isArray(value) ? 'L' : 'M'
}

/** Whether two values are the same to DynamoDB. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (typeOf(a) !== typeOf(b)) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    left.length === right.size &&
    left.every(([name, value]) => right.has(name) && isEqual(value, right.get(name)))
  )
}

/** The order of two values of one type that has an order; `undefined` for others. */
export function compare(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'number' && typeof b === 'number') return Math.sign(a - b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  return undefined
}

/** Bytes of an item as DynamoDB counts them: names and values. */
export function itemBytes(item: Item): number {
  let bytes = 0
  for (const name of Object.keys(item)) bytes += textBytes(name) + valueBytes(item[name])
  return bytes
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value)
  if (typeof value === 'number') return numberBytes(value)
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 1
  if (value instanceof Uint8Array) return value.byteLength
  if (Array.isArray(value)) return value.reduce<number>((sum, part) => sum + 1 + valueBytes(part), 3)
  const entries = Object.entries(value)
  return entries.reduce((sum, [name, part]) => sum + 1 + textBytes(name) + valueBytes(part), 3)
}

/** Two digits a byte, and one more; one more again for a sign. */
function numberBytes(value: number): number {
  const digits = String(Math.abs(value))
    .replace('.', '')
    .replace(/e.*$/, '')
    .replaceAll(/^0+|0+$/g, '')
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0)
}

function textBytes(text: string): number {
  return Buffer.byteLength(text)
}
