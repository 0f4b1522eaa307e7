import { compareSortValues, type SortValue, toSortValue } from './sort-value.ts'
import type { Values } from './values.ts'

/** A row's place in an order. */
export interface Entry {
  readonly key: string
  /** The row, or a later state of it that stands at the same place. */
  row: Values
  /** What the row is sorted by, field by field, as far as it was looked at. */
  readonly values: (SortValue | undefined)[]
}

/** The fields of an order, the first one first. */
export type Order = readonly (readonly [field: string, direction: 'asc' | 'desc'])[]

/** Keys of rows in order, kept by binary search: what a window of a list is cut from. */
export interface OrderedKeys {
  readonly size: number
  /** All are in order, not the beginning alone. */
  isSorted(): boolean
  /** How often two entries were compared so far: the work done, for tests. */
  readonly comparisons: number
  has(key: string): boolean
  /** Puts rows in their places, `undefined` for a row that is out; `true` where a key came, went or moved. */
  update(changes: readonly (readonly [key: string, row: Values | undefined])[]): boolean
  slice(start: number, end: number): string[]
  entries(): readonly Entry[]
}

/** Above this many changes at once, one merge of the whole is cheaper than a splice for each. */
const mergeAbove = 32
/** The least that is kept in order where the whole is not: so that rows may leave the window before others are looked for. */
const shortest = 256

/**
 * `initial` are entries in this very order, from another list of it.
 *
 * Only the beginning is in order, as far as it was asked for: the first page of many rows is found without sorting them.
 */
export function createOrderedKeys(order: Order, initial: readonly Entry[] = []): OrderedKeys {
  /** The first entries of all, in order. */
  let sorted = [...initial]
  const byKey = new Map(initial.map((entry) => [entry.key, entry]))
  /** The end of the furthest slice so far. */
  let asked = 0
  const { compare, isAtSamePlace, comparisons } = createOrdering(order)

  const reach = (end: number): void => {
    const needed = Math.min(end, byKey.size)
    asked = Math.max(asked, needed)
    if (sorted.length >= needed) return
    const most = Math.max(shortest, 2 * needed)
    sorted =
      byKey.size > 4 * most
        ? smallest(byKey.values(), most, compare)
        : Array.from(byKey.values()).toSorted(compare)
  }

  return {
    get size() {
      return byKey.size
    },
    isSorted: () => sorted.length === byKey.size,
    get comparisons() {
      return comparisons()
    },
    has: (key) => byKey.has(key),
    slice(start, end) {
      reach(end)
      return sorted.slice(start, end).map(({ key }) => key)
    },
    entries() {
      reach(Infinity)
      return sorted
    },
    update(changes) {
      const removed: Entry[] = []
      const added: Entry[] = []
      const isWhole = sorted.length === byKey.size
      for (const [key, row] of changes) {
        const known = byKey.get(key)
        if (known && row && isAtSamePlace(known, row)) {
          known.row = row
          continue
        }
        if (known) removed.push(known)
        if (row) {
          const next: Entry = { key, row, values: order.map(() => undefined) }
          added.push(next)
          byKey.set(key, next)
        } else byKey.delete(key)
      }
      const changed: Changed = { removed, added, isWhole, compare }
      const many = removed.length + added.length
      if (many > mergeAbove) {
        const most = Math.max(shortest, 2 * asked)
        // Most of it is not looked at: that goes on without an order.
        const isCut = byKey.size > 2 * most
        sorted = mergeInto(isCut ? sorted.slice(0, most) : sorted, { ...changed, isWhole: isWhole && !isCut })
      } else if (many > 0) spliceInto(sorted, changed)
      return many > 0
    },
  }
}

type Compare = (left: Entry, right: Entry) => number

function createOrdering(order: Order) {
  let comparisons = 0

  const valueOf = (entry: Entry, index: number): SortValue => {
    const known = entry.values[index]
    if (known !== undefined) return known
    const value = toSortValue(entry.row[order[index]?.[0] ?? ''])
    entry.values[index] = value
    return value
  }

  const compare: Compare = (left, right) => {
    comparisons += 1
    // A plain loop: this runs some 130,000 times when 10,000 rows get a new order.
    for (let index = 0; index < order.length; index += 1) {
      const result = compareSortValues(valueOf(left, index), valueOf(right, index), order[index]?.[1])
      if (result !== 0) return result
    }
    return left.key < right.key ? -1 : Number(left.key > right.key)
  }

  const isAtSamePlace = (known: Entry, row: Values): boolean =>
    order.every(
      ([field], index) =>
        known.row[field] === row[field] || valueOf(known, index) === toSortValue(row[field]),
    )

  return { compare, isAtSamePlace, comparisons: () => comparisons }
}

/** Where an entry stands, or is to be put, by binary search. */
function placeOf(sorted: readonly Entry[], entry: Entry, compare: Compare): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = sorted[middle]
    if (other && compare(other, entry) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The first `most` of entries that are in no order, in order: a look at each, and few that are put in their place. */
function smallest(entries: Iterable<Entry>, most: number, compare: Compare): Entry[] {
  const found: Entry[] = []
  for (const entry of entries) {
    const last = found[most - 1]
    if (last && compare(last, entry) < 0) continue
    found.splice(placeOf(found, entry, compare), 0, entry)
    if (found.length > most) found.pop()
  }
  return found
}

interface Changed {
  readonly removed: readonly Entry[]
  readonly added: readonly Entry[]
  /** There is nothing behind. */
  readonly isWhole: boolean
  readonly compare: Compare
}

/** What is added behind the end is left out, unless that is the end of all. */
function spliceInto(sorted: Entry[], { removed, added, isWhole, compare }: Changed): void {
  for (const entry of removed) {
    const at = placeOf(sorted, entry, compare)
    if (sorted[at] === entry) sorted.splice(at, 1)
  }
  for (const entry of added) {
    const at = placeOf(sorted, entry, compare)
    if (isWhole || at < sorted.length) sorted.splice(at, 0, entry)
  }
}

/** As `spliceInto`, by one pass over all. */
function mergeInto(sorted: readonly Entry[], { removed, added, isWhole, compare }: Changed): Entry[] {
  const gone = new Set(removed)
  const kept = gone.size > 0 ? sorted.filter((entry) => !gone.has(entry)) : sorted
  const last = kept.at(-1)
  const before = isWhole ? added : added.filter((entry) => last !== undefined && compare(entry, last) < 0)
  const coming = before.toSorted(compare)
  const merged: Entry[] = []
  let at = 0
  for (const entry of kept) {
    for (let next = coming[at]; next && compare(next, entry) < 0; next = coming[at]) {
      merged.push(next)
      at += 1
    }
    merged.push(entry)
  }
  return merged.concat(coming.slice(at))
}
