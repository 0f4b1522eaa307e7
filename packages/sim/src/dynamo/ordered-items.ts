import { compareText } from '@throughline/schema/adapter'
import type { Item } from './values.ts'

/** Where an item stands in a partition of the table or of an index. */
export interface Position {
  readonly sort: string
  /** The item's key in the table, in one text: what tells two with one sort key apart in an index. */
  readonly id: string
}

interface Entry extends Position {
  item: Item
}

/** Items of partitions, each in the order of its sort keys. */
export interface OrderedItems {
  readonly put: (partition: string, position: Position, item: Item) => void
  readonly remove: (partition: string, position: Position) => void
  readonly get: (partition: string, position: Position) => Item | undefined
  /** The items behind a position, or all, in either direction. */
  readonly walk: (partition: string, behind: Position | undefined, forwards: boolean) => Iterable<Item>
  /** In the order of their bytes. */
  readonly partitions: () => string[]
}

export function orderedItems(): OrderedItems {
  const partitions = new Map<string, Entry[]>()
  return {
    put(partition, position, item) {
      const entries = partitions.get(partition) ?? []
      partitions.set(partition, entries)
      const { index, found } = search(entries, position)
      const entry = entries[index]
      if (found && entry) entry.item = item
      else entries.splice(index, 0, { ...position, item })
    },
    remove(partition, position) {
      const entries = partitions.get(partition)
      if (!entries) return
      const { index, found } = search(entries, position)
      if (found) entries.splice(index, 1)
      if (entries.length === 0) partitions.delete(partition)
    },
    get(partition, position) {
      const entries = partitions.get(partition)
      if (!entries) return undefined
      const { index, found } = search(entries, position)
      return found ? entries[index]?.item : undefined
    },
    *walk(partition, behind, forwards) {
      const entries = partitions.get(partition) ?? []
      const { index, found } = behind
        ? search(entries, behind)
        : { index: forwards ? 0 : entries.length, found: false }
      const step = forwards ? 1 : -1
      let at = forwards ? index + (found ? 1 : 0) : index - 1
      for (let entry = entries[at]; entry; entry = entries[at]) {
        yield entry.item
        at += step
      }
    },
    partitions: () => [...partitions.keys()].toSorted(compareText),
  }
}

/** The first entry that does not come before a position, and whether it is at it. */
function search(entries: readonly Entry[], position: Position): { index: number; found: boolean } {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry && comparePositions(entry, position) < 0) low = middle + 1
    else high = middle
  }
  const entry = entries[low]
  return { index: low, found: entry !== undefined && comparePositions(entry, position) === 0 }
}

function comparePositions(a: Position, b: Position): number {
  return compareText(a.sort, b.sort) || compareText(a.id, b.id)
}
