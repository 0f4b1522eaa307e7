import type * as crypto from 'node:crypto'

type Crypto = typeof crypto

/** Makes text of text that nobody outside reads, and back. */
export interface CursorSeal {
  readonly seal: (text: string) => string
  /** `undefined` for what was not sealed here. */
  readonly open: (sealed: string) => string | undefined
}

const cipher = 'aes-256-gcm'
/** Bytes before and behind what is encrypted. */
const [vectorBytes, tagBytes] = [12, 16]

/** Makes a seal with a secret of its own, which is gone with the process. */
export function createCursorSeal({
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
}: Crypto): CursorSeal {
  const secret = randomBytes(32)
  return {
    seal(text) {
      // Made of what it encrypts: the same cursor for the same place, and no other text is encrypted with it.
      const vector = createHmac('sha256', secret).update(text).digest().subarray(0, vectorBytes)
      const sealing = createCipheriv(cipher, secret, vector)
      const parts = [vector, sealing.update(text), sealing.final(), sealing.getAuthTag()]
      return Buffer.concat(parts).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      // Node skips what is not base64url, and takes several texts for the same bytes.
      if (bytes.length < vectorBytes + tagBytes || bytes.toString('base64url') !== sealed) return undefined
      try {
        const opening = createDecipheriv(cipher, secret, bytes.subarray(0, vectorBytes))
        opening.setAuthTag(bytes.subarray(-tagBytes))
        const text = [opening.update(bytes.subarray(vectorBytes, -tagBytes)), opening.final()]
        return Buffer.concat(text).toString()
      } catch {
        return undefined
      }
    },
  }
}

/** In a browser, whose user holds all rows of the store anyway: text that can stand in a URL. */
export const openSeal: CursorSeal = {
  // JSON, which is what is sealed, escapes halves of characters, which could not be encoded.
  seal: encodeURIComponent,
  open(sealed) {
    try {
      const text = decodeURIComponent(sealed)
      return encodeURIComponent(text) === sealed ? text : undefined
    } catch {
      return undefined
    }
  },
}
