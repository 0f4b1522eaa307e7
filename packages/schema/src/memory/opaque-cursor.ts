import { type CursorSeal, createCursorSeal, openSeal } from './cursor-seal.ts'

const { seal, open } = findSeal()

/** Node's own, where there is one: an import of it would keep the store out of browsers. */
function findSeal(): CursorSeal {
  const crypto = typeof process === 'object' ? process.getBuiltinModule?.('node:crypto') : undefined
  return crypto ? createCursorSeal(crypto) : openSeal
}

/**
 * Packs where a list or a feed goes on into text that can stand in a URL; see `readCursor`.
 *
 * On a server nobody outside can read it: a page may end at a row whose key, or whose value in the list's order, its reader
 * may not know.
 */
export function writeCursor(parts: readonly unknown[]): string {
  return seal(JSON.stringify(parts))
}

/** The parts of a cursor; `undefined` for a text that is none of this process's. */
export function readCursor(cursor: string): readonly unknown[] | undefined {
  const text = open(cursor)
  if (text === undefined) return undefined
  try {
    const parts: unknown = JSON.parse(text)
    return Array.isArray(parts) ? parts : undefined
  } catch {
    return undefined
  }
}
