import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from '../connection.ts'
import type { Item } from '../items/item.ts'
import {
  comparePlaces,
  edgeOf,
  isOneKey,
  keyCondition,
  type KeyIndex,
  type KeyRange,
  type Place,
  placeOf,
  type QueryInput,
  sideOf,
  startKey,
} from './key-range.ts'
import { send } from '../client/send.ts'

/** Ranges of one index, to be read as one list in its order. */
export interface Ranges {
  readonly index: KeyIndex
  readonly ranges: readonly KeyRange[]
  readonly backwards: boolean
  readonly consistent: boolean
  /** A filter, and the attributes that are wanted. */
  readonly input: Omit<QueryInput, 'IndexName' | 'KeyConditionExpression'>
}

/** An item that was read, `unread` where the next one has to be asked for first, `end` after the last one. */
export type Next =
  | { readonly kind: 'item'; readonly item: Item; readonly place: Place }
  | { readonly kind: 'end' | 'unread' }

/** Reads ranges, and knows how far it has looked. */
export interface RangeReader {
  /** Takes the next item. */
  readonly next: () => Next
  /** Asks for items, about so many, where the next one is unread. */
  readonly ask: (items: number) => Promise<void>
  /** Items that DynamoDB has read for it: what it counts, and what is paid. */
  readonly examined: () => number
  /** Everything up to here was looked at; `undefined` where that is nothing new. */
  readonly reached: () => Place | undefined
}

/** Queries on the way at one time. */
const parallel = 25

/** One range: the items of it that were read and not taken yet. */
interface Source {
  readonly range: KeyRange
  buffer: readonly Item[]
  at: number
  /** Where the first of them stands. */
  head: Place | undefined
  /** What is not read yet begins here or behind. */
  from: Place
  /** The key that the next request begins after. */
  after: Readonly<Record<string, unknown>> | undefined
  begun: boolean
  ended: boolean
}

type Compare = (a: Place, b: Place) => number

/** Prepares a read of ranges behind a place. */
export function openRanges(
  connection: Connection,
  ranges: Ranges,
  behind: Place | undefined,
  signal: AbortSignal | undefined,
): RangeReader {
  const { index, backwards } = ranges
  const compare: Compare = (a, b) => comparePlaces(index, a, b) * (backwards ? -1 : 1)
  const sources = ranges.ranges.map((range) => openSource(ranges, range, behind))
  let examined = 0
  let last: Place | undefined
  return {
    next() {
      const source = firstOf(sources, compare)
      const item = source?.buffer[source.at]
      if (!source || !item || !source.head) return { kind: source ? 'unread' : 'end' }
      last = source.head
      moveTo(index, source, source.at + 1)
      return { kind: 'item', item, place: last }
    },
    async ask(items) {
      const due = dueSources(index, sources, items, compare)
      const share = Math.ceil(items / due.length)
      const counts = due.map(async (source) => fill(connection, ranges, source, share, signal))
      for (const count of await Promise.all(counts)) examined += count
    },
    examined: () => examined,
    reached() {
      const source = firstOf(sources, compare)
      return source && !source.head && source.begun ? source.from : last
    },
  }
}

function openSource({ index, backwards }: Ranges, range: KeyRange, behind: Place | undefined): Source {
  const source = { range, buffer: [], at: 0, head: undefined, begun: false }
  const edge = edgeOf(range, backwards)
  if (!behind) return { ...source, from: edge, after: undefined, ended: false }
  const side = sideOf(index, range, behind) * (backwards ? -1 : 1)
  if (side !== 0) return { ...source, from: edge, after: undefined, ended: side > 0 }
  return { ...source, from: behind, after: startKey(index, range, behind), ended: false }
}

/** The source with the next item, read or not; of two at one place the unread one. */
function firstOf(sources: readonly Source[], compare: Compare): Source | undefined {
  let found: Source | undefined
  for (const source of sources) {
    if (!source.head && source.ended) continue
    const order = found ? compare(source.head ?? source.from, found.head ?? found.from) : -1
    if (order < 0 || (order === 0 && !source.head)) found = source
  }
  return found
}

/** The sources to be asked before the next item is known, and so many more as could be wanted after it. */
function dueSources(
  index: KeyIndex,
  sources: readonly Source[],
  items: number,
  compare: Compare,
): readonly Source[] {
  const [head] = sources.flatMap((source) => source.head ?? []).toSorted(compare)
  const due = sources
    .filter((source) => !source.head && !source.ended)
    .filter(({ from }) => !head || compare(from, head) <= 0)
    .toSorted((a, b) => compare(a.from, b.from))
  const [next] = due
  let expected = 0
  const asked = due.filter(({ begun, from, range }) => {
    // Ranges that begin together are read side by side, those behind them only where these cannot be enough.
    const isNext = begun || (next && compare(from, next.from) === 0)
    if (!isNext && expected >= items) return false
    expected += isOneKey(index, range) ? 1 : items
    return true
  })
  return asked.slice(0, parallel)
}

/** Reads the next items of a source; answers how many DynamoDB has examined. */
async function fill(
  connection: Connection,
  { index, backwards, consistent, input }: Ranges,
  source: Source,
  items: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const condition = keyCondition(index, source.range)
  const command = new QueryCommand({
    ...condition,
    ...input,
    ExpressionAttributeNames: { ...condition.ExpressionAttributeNames, ...input.ExpressionAttributeNames },
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...input.ExpressionAttributeValues },
    TableName: connection.tableName,
    ScanIndexForward: !backwards,
    ...(consistent && { ConsistentRead: true }),
    Limit: items,
    ExclusiveStartKey: source.after,
  })
  const {
    Items = [],
    ScannedCount = Items.length,
    LastEvaluatedKey,
  } = await send(connection, command, { signal })
  source.buffer = Items
  moveTo(index, source, 0)
  source.after = LastEvaluatedKey
  source.begun = true
  source.ended = !LastEvaluatedKey
  if (LastEvaluatedKey) source.from = placeOf(index, LastEvaluatedKey)
  return ScannedCount
}

function moveTo(index: KeyIndex, source: Source, at: number): void {
  const item = source.buffer[at]
  source.at = at
  source.head = item && placeOf(index, item)
}
