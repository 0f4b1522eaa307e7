import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { StoreError } from '@throughline/schema'

/** What a cursor is of: the call, the entity and all that chooses its rows. Under another scope, a cursor is refused. */
export type CursorScope = readonly (number | string)[]

/** Signs where a read goes on, as opaque text, and checks what comes back. */
export interface Cursors {
  /** `body` is JSON, which only this table's secret can read. The same cursor for the same, until its time is another. */
  readonly write: (
    scope: CursorScope,
    body: unknown,
    options?: { readonly expires?: boolean },
  ) => Promise<string>
  /** @throws {StoreError} `invalid` for a cursor that is damaged, forged, expired, or of another table, tenant or scope. */
  readonly read: (scope: CursorScope, text: string) => Promise<unknown>
}

/** What {@link createCursors} signs with. */
export interface CursorOptions {
  /** Table and tenant: a cursor of one says nothing in another. */
  readonly place: CursorScope
  /** The first one signs, each of them verifies. */
  readonly secrets: () => Promise<readonly [Buffer, ...Buffer[]]>
  /** Milliseconds that a cursor can be used. */
  readonly ttl: number
  /** The clock, as an ISO date-time. */
  readonly now: () => string
}

/** Of the form below; a cursor of another one is refused like a damaged one. */
const version = 1
/** Offsets: version, length of the whole, end in epoch seconds (0 for none), digests of place and scope, vector, body. */
const at = { version: 0, length: 1, expires: 5, place: 11, scope: 19, vector: 31, body: 47 }
const expiresBytes = at.place - at.expires
const signatureBytes = 32

/** Prepares the cursors of one table and tenant: base64url of a head, an encrypted body and the HMAC-SHA256 of both. */
export function createCursors({ place, secrets, ttl, now }: CursorOptions): Cursors {
  const placeDigest = createHash('sha256').update(JSON.stringify(place)).digest()
  const placeBytes = placeDigest.subarray(0, at.scope - at.place)
  return {
    async write(scope, body, { expires = true } = {}) {
      const [secret] = await secrets()
      const text = Buffer.from(JSON.stringify(body))
      const head = Buffer.alloc(at.body)
      head.writeUInt8(version, at.version)
      head.writeUInt32BE(at.body + text.length + signatureBytes, at.length)
      head.writeUIntBE(expires ? Math.ceil((Date.parse(now()) + ttl) / 1000) : 0, at.expires, expiresBytes)
      placeBytes.copy(head, at.place)
      scopeDigest(secret, scope).copy(head, at.scope)
      // Made of all that it encrypts: no other text is ever encrypted with it.
      const vector = keyed(secret, 'vector', head, text).subarray(0, at.body - at.vector)
      vector.copy(head, at.vector)
      const cipher = createCipheriv('aes-256-ctr', cipherKey(secret), vector)
      const signed = Buffer.concat([head, cipher.update(text), cipher.final()])
      return Buffer.concat([signed, keyed(secret, 'signature', signed)]).toString('base64url')
    },
    async read(scope, text) {
      const { signed, signature } = unpack(text)
      if (!signed.subarray(at.place, at.scope).equals(placeBytes)) {
        throw refusal('belongs to another table or tenant')
      }
      const secret = (await secrets()).find((candidate) =>
        timingSafeEqual(keyed(candidate, 'signature', signed), signature),
      )
      if (!secret) throw refusal('is not one that this table has given: its signature is wrong')
      if (!timingSafeEqual(scopeDigest(secret, scope), signed.subarray(at.scope, at.vector))) {
        throw refusal('belongs to another query')
      }
      const end = signed.readUIntBE(at.expires, expiresBytes)
      if (end !== 0 && Date.parse(now()) >= end * 1000) throw refusal('has expired')
      const vector = signed.subarray(at.vector, at.body)
      const decipher = createDecipheriv('aes-256-ctr', cipherKey(secret), vector)
      const json = Buffer.concat([decipher.update(signed.subarray(at.body)), decipher.final()]).toString()
      const body: unknown = JSON.parse(json)
      return body
    },
  }
}

/** The parts of a cursor that is whole. */
function unpack(text: string): { signed: Buffer; signature: Buffer } {
  const bytes = Buffer.from(text, 'base64url')
  // Node skips what is not base64url, and takes several texts for the same bytes.
  const isText = bytes.toString('base64url') === text
  const isWhole = bytes.length >= at.body + signatureBytes && bytes.readUInt32BE(at.length) === bytes.length
  if (!isText || !isWhole || bytes[at.version] !== version) {
    throw refusal('is no cursor, or only a part of one')
  }
  const end = bytes.length - signatureBytes
  return { signed: bytes.subarray(0, end), signature: bytes.subarray(end) }
}

/** Keyed: what was asked for cannot be guessed from a cursor. */
function scopeDigest(secret: Buffer, scope: CursorScope): Buffer {
  return keyed(secret, 'scope', JSON.stringify(scope)).subarray(0, at.vector - at.scope)
}

const cipherKeys = new WeakMap<Buffer, Buffer>()

function cipherKey(secret: Buffer): Buffer {
  const known = cipherKeys.get(secret) ?? keyed(secret, 'key')
  cipherKeys.set(secret, known)
  return known
}

/** 32 bytes for one use of the secret. */
function keyed(secret: Buffer, use: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const hmac = createHmac('sha256', secret).update(`${use}\n`)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

function refusal(what: string): StoreError {
  return new StoreError('invalid', `The cursor ${what}. Begin again without it.`)
}
