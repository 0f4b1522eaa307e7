import type { Item } from '../items/item.ts'
import type { StreamAttribute, StreamImage } from './stream-event.types.ts'

/** By the name of the member that is there; `satisfies` asks for every type that DynamoDB has. */
const readers = {
  S: ({ S }) => S,
  N: ({ N = '' }) => toNumber(N),
  BOOL: ({ BOOL }) => BOOL,
  NULL: () => null,
  L: ({ L = [] }) => L.map(toNative),
  M: ({ M = {} }) => toItem(M),
  SS: ({ SS }) => new Set(SS),
  NS: ({ NS = [] }) => new Set(NS.map(toNumber)),
  B: ({ B = '' }) => toBytes(B),
  BS: ({ BS = [] }) => new Set(BS.map(toBytes)),
} satisfies Record<keyof StreamAttribute, (attribute: StreamAttribute) => unknown>

// Sound: the names of an object literal.
const types = Object.keys(readers) as (keyof StreamAttribute)[]

/**
 * Reads an image as the DocumentClient reads an item, so that it decodes to what a `Store` answers.
 *
 * @throws {Error} for a value of no type that DynamoDB has.
 */
export function toItem(image: StreamImage): Item {
  return Object.fromEntries(Object.entries(image).map(([name, attribute]) => [name, toNative(attribute)]))
}

/** The text that an attribute holds; `undefined` where it is absent or no text. */
export function textOf(image: StreamImage, name: string): string | undefined {
  return image[name]?.S
}

function toNative(attribute: StreamAttribute): unknown {
  const type = types.find((name) => attribute[name] !== undefined)
  if (!type) throw new Error('A value has none of the types that DynamoDB has.')
  return readers[type](attribute)
}

/** A whole number beyond ±(2^53 − 1) is a bigint. */
function toNumber(text: string): bigint | number {
  const number = Number(text)
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? BigInt(text) : number
}

function toBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64')) : value
}
