import type { StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { FoldPublisher } from './fold-publisher.ts'
import { type FoldTable, type isNewer, linkRow, unlinkRow } from './fold-table.ts'
import type { FoldTree } from './fold-tree.ts'

/** What the server says about its rows, in answers to writes, by reads and by a feed that may overtake each other. */
export interface BaseWrites {
  /**
   * Takes the server's answer to an own write: the row as it is now, `null` where it is gone (with its children), then with
   * the version of its tombstone where that is known.
   */
  confirm(table: FoldTable, key: string, stored: StoredRow | null, version?: number): void
  /** Takes a row that was written since; what is known to be newer stays. */
  put(table: FoldTable, stored: StoredRow): void
  /** Takes a tombstone; `below` says that the rows below the row go too. */
  bury(table: FoldTable, key: string, version: number, below: boolean): void
  /** Until it ends, what was known is of a past that may be gone: rows that come now are right, whatever their versions. */
  beginReset(): void
  endReset(): void
  /** Takes rows of a read that began at `asOf`; what is known to be newer stays. `onKey` is told of each. */
  receive(table: FoldTable, rows: readonly StoredRow[], asOf: number, onKey?: (key: string) => void): void
  /** Drops rows that a read begun at `asOf` did not find; those with pending operations stay. */
  forget(table: FoldTable, keys: Iterable<string>, asOf: number): void
  beginRead(): number
  endRead(): void
}

export function createBaseWrites(
  tree: FoldTree,
  publisher: FoldPublisher,
  newer: typeof isNewer,
): BaseWrites {
  const clock = createClock(tree)
  const rows = createRows(tree, publisher, clock.touch)
  let resetting = false

  return {
    ...createNews(rows, clock.touch, newer),
    receive(table, received, asOf, onKey) {
      for (const stored of received) {
        const key = keyString(table.entity, stored.row)
        onKey?.(key)
        const known = table.base.get(key)
        const isUntouched = clock.isUntouched(table, key, asOf)
        const isNews = known ? newer(stored, known) || (resetting && isUntouched) : isUntouched
        if (isNews && !isBuried(table, key, stored)) rows.set(table, key, stored)
      }
    },
    forget(table, keys, asOf) {
      const isGone = (from: FoldTable, key: string): boolean =>
        from.base.has(key) &&
        // The operation is sent in any case; after a reset, the row that it is on is no more than a memory.
        (resetting || !from.pending.has(key)) &&
        clock.isUntouched(from, key, asOf)
      for (const key of keys) {
        if (!isGone(table, key)) continue
        for (const [below, childKey] of [...tree.descendants(table, key)].toReversed()) {
          if (isGone(below, childKey)) rows.drop(below, childKey)
        }
        rows.drop(table, key)
      }
    },
    beginRead: clock.beginRead,
    endRead: clock.endRead,
    beginReset() {
      resetting = true
      for (const table of tree.tables()) table.tombs.clear()
    },
    endReset() {
      resetting = false
    },
  }
}

type Rows = ReturnType<typeof createRows>
type Touch = (table: FoldTable, key: string) => void

/** What is known to be later than any read that is under way. */
function createNews(
  { set, drop, dropBelow }: Rows,
  touch: Touch,
  newer: typeof isNewer,
): Pick<BaseWrites, 'bury' | 'confirm' | 'put'> {
  return {
    confirm(table, key, stored, version) {
      touch(table, key)
      const known = table.base.get(key)
      // The feed, or a read, may have brought a later state than the answer to the write.
      if (stored && isBuried(table, key, stored)) return
      if (stored) return set(table, key, known && newer(known, stored) ? known : stored)
      if (known && version !== undefined && known.meta.version > version) return
      if (version !== undefined) table.tombs.set(key, version)
      dropBelow(table, key)
      drop(table, key)
    },
    put(table, stored) {
      const key = keyString(table.entity, stored.row)
      const known = table.base.get(key)
      if (isBuried(table, key, stored) || (known && !newer(stored, known))) return
      touch(table, key)
      set(table, key, stored)
    },
    bury(table, key, version, below) {
      const known = table.base.get(key)
      if ((table.tombs.get(key) ?? 0) >= version || (known && known.meta.version >= version)) return
      touch(table, key)
      table.tombs.set(key, version)
      if (below) dropBelow(table, key)
      if (known) drop(table, key)
    },
  }
}

function isBuried(table: FoldTable, key: string, { meta }: StoredRow): boolean {
  return meta.version <= (table.tombs.get(key) ?? 0)
}

function createRows(tree: FoldTree, publisher: FoldPublisher, touch: Touch) {
  const drop = (table: FoldTable, key: string): void => {
    if (!table.pending.has(key)) unlinkRow(table, key)
    table.base.delete(key)
    publisher.mark(table.entity.name, key)
  }
  return {
    drop,
    set(table: FoldTable, key: string, stored: StoredRow): void {
      table.base.set(key, stored)
      table.tombs.delete(key)
      linkRow(table, key)
      publisher.mark(table.entity.name, key)
    },
    dropBelow(table: FoldTable, key: string): void {
      for (const [below, childKey] of [...tree.descendants(table, key)].toReversed()) {
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
  const touch: Touch = (table, key) => {
    clock += 1
    if (reads > 0) table.touched.set(key, clock)
  }
  return {
    touch,
    isUntouched: (table: FoldTable, key: string, asOf: number): boolean =>
      (table.touched.get(key) ?? 0) <= asOf,
    beginRead() {
      reads += 1
      return clock
    },
    endRead() {
      reads -= 1
      if (reads > 0) return
      for (const table of tree.tables()) table.touched.clear()
    },
  }
}
