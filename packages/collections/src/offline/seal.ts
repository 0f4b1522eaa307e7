/** Bytes that only the key opens, at the place that they were made for. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly bytes: ArrayBuffer
}

/** Seals texts with AES-GCM. */
export interface Seal {
  close(text: string, place: string): Promise<Sealed>
  /** @throws {unknown} where the key, or the place, is another. */
  open(sealed: Sealed, place: string): Promise<string>
}

export function createSeal(key: CryptoKey): Seal {
  const encoder = new TextEncoder()
  const algorithm = (iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams => ({
    name: 'AES-GCM',
    iv,
    additionalData: encoder.encode(place),
  })
  return {
    async close(text, place) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      return { iv, bytes: await crypto.subtle.encrypt(algorithm(iv, place), key, encoder.encode(text)) }
    },
    async open({ iv, bytes }, place) {
      return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(iv, place), key, bytes))
    },
  }
}
