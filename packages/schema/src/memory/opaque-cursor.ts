import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** Of this process alone, like all that the stores of it have. */
const secret = randomBytes(32)
const cipher = 'aes-256-gcm'
/** Bytes before and behind what is encrypted. */
const [vectorBytes, tagBytes] = [12, 16]

/**
 * Packs where a list or a feed goes on into text that can stand in a URL; see `readCursor`.
 *
 * Nobody outside can read it: a page may end at a row whose key, or whose value in the list's order, its reader may not know.
 */
export function writeCursor(parts: readonly unknown[]): string {
  // JSON escapes halves of characters, which no bytes could hold.
  const text = JSON.stringify(parts)
  // Made of what it encrypts: the same cursor for the same place, and no other text is encrypted with it.
  const vector = createHmac('sha256', secret).update(text).digest().subarray(0, vectorBytes)
  const sealing = createCipheriv(cipher, secret, vector)
  const sealed = [vector, sealing.update(text), sealing.final(), sealing.getAuthTag()]
  return Buffer.concat(sealed).toString('base64url')
}

/** The parts of a cursor; `undefined` for a text that is none of this process's. */
export function readCursor(cursor: string): readonly unknown[] | undefined {
  const bytes = Buffer.from(cursor, 'base64url')
  // Node skips what is not base64url, and takes several texts for the same bytes.
  if (bytes.length < vectorBytes + tagBytes || bytes.toString('base64url') !== cursor) return undefined
  try {
    const opening = createDecipheriv(cipher, secret, bytes.subarray(0, vectorBytes))
    opening.setAuthTag(bytes.subarray(-tagBytes))
    const text = Buffer.concat([opening.update(bytes.subarray(vectorBytes, -tagBytes)), opening.final()])
    const parts: unknown = JSON.parse(text.toString())
    return Array.isArray(parts) ? parts : undefined
  } catch {
    return undefined
  }
}
