import type { Page } from '../store.types.ts'

/** Reads all pages. @throws where a cursor comes twice: such a list would never end. */
export async function readAll<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<{ items: T[]; pages: number }> {
  const items: T[] = []
  const cursors = new Set<string>()
  let pages = 0
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    items.push(...page.items)
    pages += 1
    cursor = page.cursor ?? undefined
    if (cursor !== undefined && cursors.has(cursor)) throw new Error('A list does not end.')
    if (cursor !== undefined) cursors.add(cursor)
  } while (cursor !== undefined)
  return { items, pages }
}
