/** Packs where a list or a feed goes on into text that can stand in a URL; see `readCursor`. */
export function writeCursor(parts: readonly unknown[]): string {
  // JSON escapes halves of characters, and btoa takes bytes only.
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** The parts of a cursor, unchecked; `undefined` for a text that is none. */
export function readCursor(cursor: string): readonly unknown[] | undefined {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')), (text) =>
      text.charCodeAt(0),
    )
    const parts: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return Array.isArray(parts) ? parts : undefined
  } catch {
    return undefined
  }
}
