import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { compareText } from '@throughline/schema/adapter'
import type { SortRange } from '../items/item.ts'
import type { IndexName, KeyPair } from '../layout/table-layout.ts'

export type QueryInput = Omit<QueryCommandInput, 'ExclusiveStartKey' | 'Limit' | 'TableName'>

/** The table, or one of its indexes. */
export interface KeyIndex extends KeyPair {
  /** Absent for the table itself. */
  readonly name?: IndexName
}

/** What DynamoDB can ask of sort keys. */
export type SortCondition =
  | { readonly op: '<' | '<=' | '=' | '>' | '>=' | 'begins_with'; readonly text: string }
  | { readonly op: 'between'; readonly low: string; readonly high: string }

/** A partition of the table or of an index, or a part of it. */
export interface KeyRange {
  readonly pk: string
  /** All of the partition when absent. */
  readonly sort?: SortCondition
}

/** Where an item stands: its key in the table, and its sort key in the index that is read (in the table: its own). */
export interface Place {
  readonly pk: string
  readonly sk: string
  readonly sort: string
}

export const tableIndex: KeyIndex = { pk: 'pk', sk: 'sk' }

/** After all texts that begin alike. */
const lastCharacter = '\u{10FFFF}'

/** The query of a part of the table's partition. */
export function rangeInput({ pk, operator, sk }: SortRange): QueryInput {
  return keyCondition(tableIndex, { pk, sort: { op: operator, text: sk } })
}

/** The query of one range. */
export function keyCondition({ name, pk, sk }: KeyIndex, range: KeyRange): QueryInput {
  const condition = range.sort && sortExpression(range.sort)
  return {
    ...(name !== undefined && { IndexName: name }),
    KeyConditionExpression: condition ? `#pk = :pk AND ${condition.text}` : '#pk = :pk',
    ExpressionAttributeNames: { '#pk': pk, ...(condition && { '#sk': sk }) },
    ExpressionAttributeValues: { ':pk': range.pk, ...condition?.values },
  }
}

function sortExpression(sort: SortCondition): { text: string; values: Readonly<Record<string, string>> } {
  if (sort.op === 'between') {
    return { text: '#sk BETWEEN :low AND :high', values: { ':low': sort.low, ':high': sort.high } }
  }
  const text = sort.op === 'begins_with' ? 'begins_with(#sk, :sk)' : `#sk ${sort.op} :sk`
  return { text, values: { ':sk': sort.text } }
}

/** The places of an index in the order in which DynamoDB has them; ranges of one index are read as one in this order. */
export function comparePlaces({ name }: KeyIndex, a: Place, b: Place): number {
  const byPartition = name === undefined ? compareText(a.pk, b.pk) : 0
  return byPartition === 0 ? compareText(a.sort, b.sort) : byPartition
}

/** A place that no item of the range comes before, in the direction in which it is read. */
export function edgeOf({ pk, sort }: KeyRange, backwards: boolean): Place {
  const text = backwards ? highest(sort) : lowest(sort)
  return { pk, sk: text, sort: text }
}

function lowest(sort: SortCondition | undefined): string {
  if (sort?.op === 'between') return sort.low
  return sort && !sort.op.startsWith('<') && 'text' in sort ? sort.text : ''
}

function highest(sort: SortCondition | undefined): string {
  if (sort?.op === 'between') return sort.high
  if (!sort || sort.op.startsWith('>') || !('text' in sort)) return lastCharacter
  return sort.op === 'begins_with' ? sort.text + lastCharacter : sort.text
}

/** Whether a range is one key of the table, of one item at most. */
export function isOneKey({ name }: KeyIndex, { sort }: KeyRange): boolean {
  return name === undefined && sort?.op === '='
}

/** Where a place stands: below the range (-1), in it (0) or above it (1), in the order of the index. */
export function sideOf({ name }: KeyIndex, { pk, sort }: KeyRange, place: Place): number {
  const byPartition = name === undefined ? Math.sign(compareText(place.pk, pk)) : 0
  if (byPartition !== 0 || !sort) return byPartition
  const text = place.sort
  if (sort.op === 'between') {
    if (compareText(text, sort.low) < 0) return -1
    return compareText(text, sort.high) > 0 ? 1 : 0
  }
  const side = Math.sign(compareText(text, sort.text))
  switch (sort.op) {
    case '=':
      return side
    case 'begins_with':
      return text.startsWith(sort.text) ? 0 : side
    case '<':
      return side >= 0 ? 1 : 0
    case '<=':
      return side > 0 ? 1 : 0
    case '>':
      return side <= 0 ? -1 : 0
    case '>=':
      return side < 0 ? -1 : 0
  }
}

/** The key that a query of this range begins after, at a place in it. */
export function startKey(index: KeyIndex, range: KeyRange, { pk, sk, sort }: Place): Record<string, string> {
  return { pk, sk, ...(index.name !== undefined && { [index.pk]: range.pk, [index.sk]: sort }) }
}

/** Where an item, or a key of it, stands in an index. */
export function placeOf({ sk }: KeyIndex, item: Readonly<Record<string, unknown>>): Place {
  return { pk: String(item['pk']), sk: String(item['sk']), sort: String(item[sk]) }
}
