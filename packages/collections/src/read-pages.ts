import type { AnyModelEntity, KeyValues, Page, PageOptions, StoredRow, Transport } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { Fold } from './fold.ts'
import { isAt } from './parent-link.ts'
import type { Values } from './values.ts'
import { yieldToMain } from './yield-to-main.ts'

const pageSize = 1_000
/**
 * Rows applied between two frames: about 10 ms of work with the collection's indexes and a list on it. The first page has no
 * more, so that the first rows are not waited for with a thousand.
 */
export const chunkSize = 250

/** Where a reading that failed goes on. */
export interface Resume {
  cursor?: string | undefined
}

interface ChunkOptions<T> {
  readonly read: (page: PageOptions) => Promise<Page<T>>
  readonly take: (rows: readonly T[]) => void
  readonly signal: AbortSignal
  /** Left where the next page begins; the reading begins there. */
  readonly resume?: Resume
  /** Told once the first rows are visible. */
  readonly onFirstPage?: () => void
  /** Told of each page that was taken, with where the next one begins; that is asked for, and not taken, before it ends. */
  readonly onPage?: (next: string | null) => Promise<void> | undefined
}

/** Reads page by page, and hands the rows over in pieces between which the browser may paint. */
export async function eachChunk<T>({
  read,
  take,
  signal,
  resume = {},
  onFirstPage,
  onPage,
}: ChunkOptions<T>): Promise<void> {
  const ask = (cursor: string | undefined): Promise<Page<T>> =>
    read(cursor === undefined ? { limit: chunkSize, signal } : { limit: pageSize, signal, cursor })
  let next: Promise<Page<T>> | undefined = ask(resume.cursor)
  let isFirst = true
  while (next) {
    const page: Page<T> = await next
    signal.throwIfAborted()
    // Asked for before this one is applied: the network and the main thread work side by side.
    next = page.cursor === null ? undefined : ask(page.cursor)
    // Awaited above; until then a failure must not count as unhandled.
    next?.catch(() => {})
    await inChunks(page.items, take, signal, isFirst)
    await onPage?.(page.cursor)
    resume.cursor = page.cursor ?? undefined
    if (isFirst) onFirstPage?.()
    isFirst = false
  }
}

/** Hands rows over in pieces between which the browser may paint. */
export async function inChunks<T>(
  rows: readonly T[],
  take: (rows: readonly T[]) => void,
  signal: AbortSignal,
  startsAtOnce = true,
): Promise<void> {
  for (let start = 0; start < rows.length; start += chunkSize) {
    if (start > 0 || !startsAtOnce) await yieldToMain()
    signal.throwIfAborted()
    take(rows.slice(start, start + chunkSize))
  }
}

/** How a reading is ended, and whom it tells. */
export interface Reading {
  readonly signal: AbortSignal
  /** Told once the first rows are visible. */
  readonly onFirstPage: () => void
  /** Told after each piece. */
  readonly onProgress: () => void
}

interface ReadOptions extends Reading {
  readonly fold: Fold
  readonly transport: Transport
  readonly entity: AnyModelEntity
  /** The parent whose rows are read, by its own key; all rows when absent. */
  readonly parentKey: string | undefined
  /** The same parent by its whole path, in fields of the entity. */
  readonly where: KeyValues | undefined
}

/** Reads an entity's rows, all or one parent's, page by page into the fold; drops those that are gone. Returns their number. */
export async function readPages(options: ReadOptions): Promise<number> {
  const { fold, entity, parentKey, where, signal, onFirstPage, onProgress } = options
  const table = fold.table(entity.name)
  const seen = new Set<string>()
  const asOf = fold.beginRead()
  try {
    await eachChunk({
      read: (page) => readPage(options, page),
      signal,
      onFirstPage,
      take(rows) {
        for (const { row } of rows) seen.add(keyString(entity, row))
        fold.batch(() => fold.receive(table, rows, asOf))
        onProgress()
      },
    })
    const known = parentKey === undefined ? table.base.keys() : (table.children.get(parentKey) ?? [])
    const isAsked = (row: Values = {}): boolean => !where || isAt(row, where)
    const gone = [...known].filter((key) => !seen.has(key) && isAsked(table.base.get(key)?.row))
    fold.batch(() => fold.forget(table, gone, asOf))
    return seen.size
  } finally {
    fold.endRead()
  }
}

/** One page of an entity's rows, all or one parent's. */
export function readPage(
  { transport, entity, where }: Pick<ReadOptions, 'entity' | 'transport' | 'where'>,
  page: PageOptions,
): Promise<Page<StoredRow>> {
  return where ? transport.query(entity.name, { ...page, where }) : transport.list(entity.name, page)
}
