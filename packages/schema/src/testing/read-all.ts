import type { Page } from '../store.types.ts'

/** Reads all pages. */
export async function readAll<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<{ items: T[]; pages: number }> {
  const items: T[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    items.push(...page.items)
    pages += 1
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  return { items, pages }
}
