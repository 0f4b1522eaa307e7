import type { Page } from '@throughline/schema'
import { checkedLimit, throwIfAborted } from '@throughline/schema/adapter'
import type { Connection } from '../connection.ts'
import type { CursorScope } from './cursor.ts'
import type { Item } from '../items/item.ts'
import type { Place } from './key-range.ts'
import { openRanges, type RangeReader, type Ranges } from './range-reader.ts'

/** One paged read: what to ask DynamoDB, and which items of the answer are wanted. */
export interface Listing<T> extends Ranges {
  readonly scope: CursorScope
  /** Almost every item is wanted: a page then looks ahead whether there is a next one. */
  readonly exact: boolean
  /** Wanted items among those that are read, as far as can be known before: above 0, at most 1. */
  readonly hitRate: number
  /** `undefined` for an item that is not wanted. */
  readonly accept: (item: Item) => T | undefined
}

export interface PageRequest {
  readonly limit?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Where the page before has ended; see {@link openCursor}. */
  readonly behind?: Place | undefined
}

/** The most and, where some items are not wanted, the fewest items to ask for at one time. */
const mostItems = 1_001
const fewestItems = 50
/** How much an expected hit rate counts beside what is seen. */
const expectation = 4

/** Reads where a page has ended. @throws {StoreError} `invalid` for no cursor of this scope. */
export async function openCursor(
  { cursors }: Connection,
  scope: CursorScope,
  cursor: string | undefined,
): Promise<Place | undefined> {
  if (cursor === undefined) return undefined
  // Sound: the cursor is signed for this scope, and `writeEnd` alone writes such ones.
  const [pk, sk, sort = sk] = (await cursors.read(scope, cursor)) as [string, string, string?]
  return { pk, sk, sort }
}

async function writeEnd(
  { cursors }: Connection,
  scope: CursorScope,
  { pk, sk, sort }: Place,
): Promise<string> {
  return cursors.write(scope, sort === sk ? [pk, sk] : [pk, sk, sort])
}

/**
 * Asks until the page is full, all is read, or as many items were examined as one call may.
 *
 * DynamoDB ends its own pages at 1 MB and before it filters; items that are not wanted are passed over, any number of them.
 */
export async function readPage<T>(
  connection: Connection,
  listing: Listing<T>,
  { limit: asked, signal, behind }: PageRequest,
): Promise<Page<T>> {
  const limit = checkedLimit(asked)
  throwIfAborted(signal)
  const reader = openRanges(connection, listing, behind, signal)
  const found: { value: T; place: Place }[] = []
  let end: Place | undefined
  while (found.length <= limit) {
    const next = reader.next()
    if (next.kind === 'end') break
    if (next.kind === 'item') {
      const value = listing.accept(next.item)
      if (value !== undefined) found.push({ value, place: next.place })
      continue
    }
    const left = connection.maxExamined - reader.examined()
    if (left <= 0 || (found.length === limit && !listing.exact)) end = reader.reached()
    if (end) break
    await reader.ask(itemsFor(listing, limit + 1 - found.length, found.length, reader, left))
  }
  // One more than wanted tells that there is a next page.
  if (found.length > limit) end = found[limit - 1]?.place
  return {
    items: found.slice(0, limit).map(({ value }) => value),
    cursor: end ? await writeEnd(connection, listing.scope, end) : null,
  }
}

/** How many items to ask for, by how many of those before were wanted. */
function itemsFor<T>(
  { exact, hitRate }: Listing<T>,
  wanted: number,
  hits: number,
  reader: RangeReader,
  left: number,
): number {
  const rate = (hits + expectation * hitRate) / (reader.examined() + expectation)
  const items = Math.max(Math.ceil(wanted / rate), exact ? 1 : fewestItems)
  return Math.max(Math.min(items, mostItems, left), 1)
}
