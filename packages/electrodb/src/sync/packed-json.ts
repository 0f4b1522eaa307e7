import { gunzipSync, gzipSync } from 'node:zlib'

/** Shorter texts are kept as they are, to be read in a console. */
const worthPacking = 2_048

/** A JSON value as one attribute: its text, or the text's gzip: DynamoDB bills by the kilobyte. */
export type PackedJson = string | Uint8Array

/** Packs a JSON value. */
export function packJson(value: unknown): PackedJson {
  const text = JSON.stringify(value)
  return text.length < worthPacking ? text : gzipSync(text)
}

/** Gives a value back that {@link packJson} has packed. */
export function unpackJson(packed: unknown): unknown {
  const text = packed instanceof Uint8Array ? gunzipSync(packed).toString() : String(packed)
  const value: unknown = JSON.parse(text)
  return value
}

/** The size of a packed value in bytes. */
export function packedBytes(packed: PackedJson): number {
  return typeof packed === 'string' ? Buffer.byteLength(packed) : packed.byteLength
}
