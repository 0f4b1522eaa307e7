import type { FeedPlace, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { FoldPublisher } from './fold-publisher.ts'
import { type FoldTable, isNewer, parentKeyOf, relinkRow } from './fold-table.ts'
import type { FoldTree } from './fold-tree.ts'

/** What a write left of a row: its version, or that of its tombstone, and where the feed tells of it. */
export interface WrittenAt {
  readonly version: number
  readonly place?: FeedPlace | undefined
}

/** What the server says about its rows, in answers to writes and by reads that may overtake each other. */
export interface BaseWrites {
  /**
   * Takes the server's answer to an own write: the row as it is now, `null` where it is gone (with its children); `at` where
   * it says when.
   */
  confirm(table: FoldTable, key: string, stored: StoredRow | null, at?: WrittenAt): void
  /** Takes rows of a read that began at `asOf`; what is known to be newer stays. */
  receive(table: FoldTable, rows: readonly StoredRow[], asOf: number): void
  /** Drops rows that a read begun at `asOf` did not find, with those below them; those with pending operations stay. */
  forget(table: FoldTable, keys: Iterable<string>, asOf: number): void
  /**
   * Drops rows that are kept no more, also what an operation is on, and nothing below them; those that were learnt of after
   * `asOf` stay.
   */
  release(table: FoldTable, keys: Iterable<string>, asOf?: number): void
  beginRead(): number
  endRead(): void
  /** For what knows by itself which news is later. */
  readonly raw: RawWrites
}

/** How it is told which of two states of a row is the later one. */
export interface FoldRules {
  isNewer(next: StoredRow, known: StoredRow): boolean
  /** Whether a row that was read is taken; `isUntouched`: nothing was learnt of it since the reading began. */
  takes(table: FoldTable, stored: StoredRow, known: StoredRow | undefined, isUntouched: boolean): boolean
}

const plainRules: FoldRules = {
  isNewer,
  takes: (_, stored, known, isUntouched) => (known ? isNewer(stored, known) : isUntouched),
}

export function createBaseWrites(
  tree: FoldTree,
  publisher: FoldPublisher,
  rules: FoldRules = plainRules,
): BaseWrites {
  const clock = createClock(tree)
  const raw = createRawWrites(tree, publisher, clock.touch)
  const { set, drop, dropBelow, touch } = raw

  return {
    raw,
    confirm(table, key, stored) {
      touch(table, key)
      const known = table.base.get(key)
      // A read may have brought a later state than the answer to the write.
      if (stored) return set(table, key, known && rules.isNewer(known, stored) ? known : stored)
      dropBelow(table, key)
      drop(table, key)
    },
    receive(table, received, asOf) {
      for (const stored of received) {
        const key = keyString(table.entity, stored.row)
        const isUntouched = clock.isUntouched(table, key, asOf)
        if (rules.takes(table, stored, table.base.get(key), isUntouched)) set(table, key, stored)
      }
    },
    forget(table, keys, asOf) {
      const forgetRow = (from: FoldTable, key: string): boolean => {
        // The operation is sent in any case.
        const isGone = from.base.has(key) && !from.pending.has(key) && clock.isUntouched(from, key, asOf)
        if (isGone) drop(from, key)
        return isGone
      }
      for (const key of keys) {
        if (!forgetRow(table, key)) continue
        for (const [below, childKey] of [...tree.descendants(table, key)].toReversed())
          forgetRow(below, childKey)
      }
    },
    release(table, keys, asOf = Infinity) {
      for (const key of keys) if (clock.isUntouched(table, key, asOf)) drop(table, key)
    },
    beginRead: clock.beginRead,
    endRead: clock.endRead,
  }
}

export type RawWrites = ReturnType<typeof createRawWrites>

function createRawWrites(
  tree: FoldTree,
  publisher: FoldPublisher,
  touch: (table: FoldTable, key: string) => void,
) {
  /** What is below a row is known to be, or not, by the row. */
  const markHidden = (table: FoldTable, key: string): void => {
    for (const [below, childKey] of tree.hiddenBelow(table, key)) publisher.mark(below.entity.name, childKey)
  }
  const drop = (table: FoldTable, key: string): void => {
    const parentKey = parentKeyOf(table, key)
    markHidden(table, key)
    table.base.delete(key)
    relinkRow(table, key, parentKey)
    publisher.mark(table.entity.name, key)
  }
  return {
    /** Notes that something was learnt of a row. */
    touch,
    drop,
    set(table: FoldTable, key: string, stored: StoredRow): void {
      const parentKey = parentKeyOf(table, key)
      table.base.set(key, stored)
      relinkRow(table, key, parentKey)
      if (parentKey === undefined) markHidden(table, key)
      publisher.mark(table.entity.name, key)
    },
    /** `judge` is asked of each before it goes. */
    dropBelow(
      table: FoldTable,
      key: string,
      judge?: (below: FoldTable, key: string) => 'drop' | 'spare',
    ): void {
      for (const [below, childKey] of [...tree.descendants(table, key)].toReversed()) {
        if (judge?.(below, childKey) === 'spare') continue
        touch(below, childKey)
        drop(below, childKey)
      }
    },
  }
}

/** Tells which rows were learnt of since a read began, while one is under way. */
function createClock(tree: FoldTree) {
  let clock = 0
  let reads = 0
  return {
    touch(table: FoldTable, key: string): void {
      clock += 1
      if (reads > 0) table.touched.set(key, clock)
    },
    isUntouched: (table: FoldTable, key: string, asOf: number): boolean =>
      (table.touched.get(key) ?? 0) <= asOf,
    beginRead() {
      reads += 1
      return clock
    },
    endRead() {
      reads -= 1
      if (reads === 0) for (const table of tree.tables()) table.touched.clear()
    },
  }
}
