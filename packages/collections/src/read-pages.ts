import type { AnyModelEntity, KeyValues, Page, PageOptions, StoredRow, Transport } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { Fold } from './fold.ts'
import { isAt } from './parent-link.ts'
import type { Values } from './values.ts'
import { yieldToMain } from './yield-to-main.ts'

const pageSize = 1_000
/** Rows applied between two frames: about 10 ms of work with the collection's indexes and a list on it. */
const chunkSize = 250

interface ReadOptions {
  readonly fold: Fold
  readonly transport: Transport
  readonly entity: AnyModelEntity
  /** The parent whose rows are read, by its own key; all rows when absent. */
  readonly parentKey: string | undefined
  /** The same parent by its whole path, in fields of the entity. */
  readonly where: KeyValues | undefined
  readonly signal: AbortSignal
  /** Told once the first rows are visible. */
  readonly onFirstPage: () => void
  /** Told after each piece. */
  readonly onProgress: () => void
}

/** Reads an entity's rows, all or one parent's, page by page into the fold; drops those that are gone. Returns their number. */
export async function readPages(options: ReadOptions): Promise<number> {
  const { fold, entity, parentKey, where, signal, onFirstPage, onProgress } = options
  const table = fold.table(entity.name)
  const seen = new Set<string>()
  const asOf = fold.beginRead()
  let next: Promise<Page<StoredRow>> | undefined = readPage(options, { limit: pageSize, signal })
  let isFirst = true
  try {
    while (next) {
      const page: Page<StoredRow> = await next
      signal.throwIfAborted()
      // Asked for before this one is applied: the network and the main thread work side by side.
      next =
        page.cursor === null ? undefined : readPage(options, { limit: pageSize, cursor: page.cursor, signal })
      // Awaited above; until then a failure must not count as unhandled.
      next?.catch(() => {})
      for (let start = 0; start < page.items.length; start += chunkSize) {
        if (start > 0 || !isFirst) await yieldToMain()
        signal.throwIfAborted()
        const chunk = page.items.slice(start, start + chunkSize)
        for (const { row } of chunk) seen.add(keyString(entity, row))
        fold.batch(() => fold.receive(table, chunk, asOf))
        onProgress()
      }
      if (isFirst) onFirstPage()
      isFirst = false
    }
    const known = parentKey === undefined ? table.base.keys() : (table.children.get(parentKey) ?? [])
    const isAsked = (row: Values = {}): boolean => !where || isAt(row, where)
    const gone = [...known].filter((key) => !seen.has(key) && isAsked(table.base.get(key)?.row))
    fold.batch(() => fold.forget(table, gone, asOf))
    return seen.size
  } finally {
    fold.endRead()
  }
}

function readPage(options: ReadOptions, page: PageOptions): Promise<Page<StoredRow>> {
  const { transport, entity, where } = options
  return where ? transport.query(entity.name, { ...page, where }) : transport.list(entity.name, page)
}
