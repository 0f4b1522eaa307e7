import { checkedLimit, throwIfAborted } from '../call-options.ts'
import { compareValues } from '../compare-values.ts'
import { matches } from '../matches.ts'
import type { StoredRow } from '../mutation.types.ts'
import { planText, selectFields } from '../read-plan.ts'
import type { FieldOrder, ReadPlan } from '../read-plan.types.ts'
import type { Page, PageOptions } from '../store.types.ts'
import { decodeTagged, encodeTagged } from '../tagged-json.ts'
import { writeCursor } from './opaque-cursor.ts'
import { readPosition, unknownCursor } from './page.ts'
import { copyOf } from './plain-data.ts'
import { areKeyParts, prefixOf } from './row-path.ts'
import type { Table } from './tables.ts'

type Values = Readonly<Record<string, unknown>>

/** Where a row stands in a list, its value first where that is what the list is ordered by. */
interface Place {
  readonly path: string
  readonly value?: unknown
}

/** The place of a row, and the row where it was looked at already. */
interface PlacedRow extends Place {
  readonly stored?: StoredRow
}

/** One list of a table: what is asked of it. */
export interface Listing {
  readonly table: Table
  /** Which call it is: its cursors are of no other. */
  readonly scope: readonly string[]
  readonly plan: ReadPlan
  /** Values that all rows have, the parent's key. */
  readonly within: Values
  /** Most rows that a page with conditions looks at. */
  readonly pageWork: number
}

/** Reads a page of a list: of the rows that begin as its conditions say, in its order, those that match. */
export function readList(listing: Listing, { limit, cursor, signal }: PageOptions): Page<StoredRow> {
  throwIfAborted(signal)
  const { table, plan, pageWork } = listing
  const size = checkedLimit(limit)
  const scope = [...listing.scope, planText(plan)]
  const after = readPlace(scope, plan.orderBy, cursor)
  const prefix = prefixIn(listing)
  if (after && !after.path.startsWith(prefix ?? '')) throw unknownCursor()

  const items: StoredRow[] = []
  const most = plan.conditions.length === 0 ? Infinity : pageWork
  let looked = 0
  let last: Place | undefined
  for (const placed of prefix === undefined ? [] : placedRows(table, prefix, plan.orderBy, after)) {
    if (last && (items.length === size || looked === most)) {
      return { items, cursor: writeCursor([...scope, ...placeParts(plan.orderBy, last)]) }
    }
    looked += 1
    last = placed
    const stored = placed.stored ?? table.get(placed.path)
    if (stored && matches(plan.conditions, stored.row)) items.push(answer(stored, plan.fields))
  }
  return { items, cursor: null }
}

/** What a caller gets of a row: a copy, of these fields. */
export function answer({ row, meta }: StoredRow, fields: readonly string[] | undefined): StoredRow {
  return copyOf({ row: selectFields(row, fields), meta })
}

/** What the paths of all wanted rows begin with; `undefined` where no row can have such a key. */
function prefixIn({ table: { entity }, plan, within }: Listing): string | undefined {
  const equal = plan.conditions.flatMap(({ field, op, value }): [string, unknown][] =>
    op === 'eq' ? [[field, value]] : [],
  )
  const known: Values = { ...Object.fromEntries(equal), ...within }
  const unknown = entity.path.findIndex((field) => !Object.hasOwn(known, field))
  const fields = unknown === -1 ? entity.path : entity.path.slice(0, unknown)
  return areKeyParts(fields, known) ? prefixOf(fields, known) : undefined
}

function placedRows(
  table: Table,
  prefix: string,
  orderBy: FieldOrder | undefined,
  after: Place | undefined,
): Iterable<PlacedRow> {
  return orderBy?.by === 'value'
    ? byValue(table, prefix, orderBy, after)
    : byKey(table, prefix, orderBy?.descending ?? false, after)
}

function* byKey(
  table: Table,
  prefix: string,
  descending: boolean,
  after: Place | undefined,
): Iterable<PlacedRow> {
  const paths = descending ? table.scanBack(prefix, after?.path) : table.scan(prefix, after?.path)
  for (const path of paths) if (path !== after?.path) yield { path }
}

/** Rows that have a value, by it and then by their keys: all of them are looked at, for each page anew. */
function byValue(
  table: Table,
  prefix: string,
  { field, descending }: FieldOrder,
  after: Place | undefined,
): PlacedRow[] {
  const direction = descending ? -1 : 1
  const compare = (a: Place, b: Place): number => direction * comparePlaces(a, b)
  const found: PlacedRow[] = []
  for (const path of table.scan(prefix)) {
    const stored = table.get(path)
    const value = stored?.row[field]
    if (!stored || value === undefined || value === null) continue
    const placed = { path, stored, value }
    if (!after || compare(placed, after) > 0) found.push(placed)
  }
  return found.toSorted(compare)
}

function comparePlaces(a: Place, b: Place): number {
  return compareValues(a.value, b.value) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
}

function placeParts(orderBy: FieldOrder | undefined, { path, value }: Place): string[] {
  return orderBy?.by === 'value' ? [path, JSON.stringify(encodeTagged(value))] : [path]
}

function readPlace(
  scope: readonly string[],
  orderBy: FieldOrder | undefined,
  cursor: string | undefined,
): Place | undefined {
  const isByValue = orderBy?.by === 'value'
  const position = readPosition(scope, isByValue ? 2 : 1, cursor)
  if (!position) return undefined
  const [path = '', value = ''] = position
  if (!isByValue) return { path }
  try {
    return { path, value: decodeTagged(JSON.parse(value)) }
  } catch {
    throw unknownCursor()
  }
}
