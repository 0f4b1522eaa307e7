import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Page, PageOptions } from '@throughline/schema'
import { checkedLimit, keyOf, throwIfAborted } from '@throughline/schema/adapter'
import type { Connection } from './connection.ts'
import { type CursorScope, type Position, readCursor, writeCursor } from './cursor.ts'
import type { EntityItems, Item } from './item.ts'

type Values = Readonly<Record<string, unknown>>
type StartKey = Readonly<Record<string, string>>
export type QueryInput = Omit<QueryCommandInput, 'ExclusiveStartKey' | 'Limit' | 'TableName'>

/** One paged read: what to ask DynamoDB, and which rows of the answer are wanted. */
export interface Listing<T> {
  readonly scope: CursorScope
  /** One query; or several, whose answers are put together in the order of their sort keys. */
  readonly inputs: readonly QueryInput[]
  /** The attribute that items are sorted by. */
  readonly sortedBy: string
  /** The key that a page of the query of this place begins after. */
  readonly startKey: (position: Position, input: number) => StartKey
  /** Items to ask for, for so many wanted rows. */
  readonly ask: (wanted: number) => number
  readonly accept: (item: Item) => Found<T> | undefined
}

/** A wanted row. */
export interface Found<T> {
  readonly items: EntityItems
  readonly value: T
  readonly row: Values
  /** The item's sort key, where the row's own key does not tell it. */
  readonly sort?: string
}

/** The items of one query that were read and not taken yet. */
interface Source {
  buffer: readonly Item[]
  at: number
  after: Values | undefined
  ended: boolean
}

/** Asks until the page is full: DynamoDB ends its own pages at 1 MB and before it filters. */
export async function readPage<T>(
  connection: Connection,
  listing: Listing<T>,
  options: PageOptions = {},
): Promise<Page<T>> {
  const limit = checkedLimit(options.limit)
  const { cursor, signal } = options
  const position = cursor === undefined ? undefined : readCursor(connection.items, listing.scope, cursor)
  const sources = listing.inputs.map((_, input): Source => ({
    buffer: [],
    at: 0,
    after: position && listing.startKey(position, input),
    ended: false,
  }))
  const found: Found<T>[] = []
  // One more than wanted tells whether there is a next page.
  while (found.length <= limit) {
    const wanted = limit + 1 - found.length
    await Promise.all(
      sources.map(async (source, input) => {
        while (source.at === source.buffer.length && !source.ended) {
          await fill(connection, listing, source, input, wanted, signal)
        }
      }),
    )
    const item = takeFirst(sources, listing.sortedBy)
    if (!item) break
    const accepted = listing.accept(item)
    if (accepted) found.push(accepted)
  }
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const more = last && found.length > limit
  return {
    items: page.map(({ value }) => value),
    cursor: more ? writeCursor(listing.scope, positionOf(last)) : null,
  }
}

async function fill<T>(
  { client, tableName }: Connection,
  listing: Listing<T>,
  source: Source,
  input: number,
  wanted: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const share = Math.ceil(wanted / listing.inputs.length)
  const command = new QueryCommand({
    ...listing.inputs[input],
    TableName: tableName,
    Limit: listing.ask(share),
    ExclusiveStartKey: source.after,
  })
  throwIfAborted(signal)
  const answer = await client.send(command, signal && { abortSignal: signal })
  source.buffer = answer.Items ?? []
  source.at = 0
  source.after = answer.LastEvaluatedKey
  source.ended = !answer.LastEvaluatedKey
}

/** Takes the item with the lowest sort key, in the order of DynamoDB: by bytes. */
function takeFirst(sources: readonly Source[], sortedBy: string): Item | undefined {
  let first: Source | undefined
  for (const source of sources) {
    const item = source.buffer[source.at]
    if (item && (!first || isBefore(item, first.buffer[first.at], sortedBy))) first = source
  }
  if (!first) return undefined
  first.at += 1
  return first.buffer[first.at - 1]
}

function isBefore(a: Item, b: Item | undefined, sortedBy: string): boolean {
  const [left, right] = [String(a[sortedBy]), String(b?.[sortedBy])]
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0
}

function positionOf<T>({ items, row, sort }: Found<T>): Position {
  return { items, key: keyOf(items.entity, row), ...(sort !== undefined && { sort }) }
}

/** A page without rows, of a request that is sound. */
export function readNothing(options: PageOptions = {}): Page<never> {
  checkedLimit(options.limit)
  return { items: [], cursor: null }
}
