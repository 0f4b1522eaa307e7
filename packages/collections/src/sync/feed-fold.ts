import type { AnyModel, FeedPlace, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { createFold, type Fold } from '../fold.ts'
import type { WrittenAt } from '../fold-base.ts'
import type { FoldTable } from '../fold-table.ts'

/** A fold whose rows and tombstones come by a feed too, in any order: versions and places tell what is later. */
export interface FeedFold extends Fold {
  /** Takes a row that was written since, at a place of the feed; what is known to be newer stays. */
  put(table: FoldTable, stored: StoredRow, place?: FeedPlace): void
  /** Takes a tombstone; `below` says that the rows below the row go too. */
  bury(table: FoldTable, key: string, at: WrittenAt, below: boolean): void
  /** Until it ends, what was known is of a past that may be gone: rows that come now are right, whatever their versions. */
  beginReset(): void
  endReset(): void
}

const isNewer = (next: StoredRow, known: StoredRow): boolean => next.meta.version > known.meta.version

export function createFeedFold(model: AnyModel): FeedFold {
  const tombs = createTombs()
  let isResetting = false

  const fold = createFold(model, {
    isNewer,
    takes(table, stored, known, isUntouched) {
      const isNews = known ? isNewer(stored, known) || (isResetting && isUntouched) : isUntouched
      return isNews && tombs.admits(table, keyString(table.entity, stored.row), stored.meta)
    },
  })
  const { set, drop, dropBelow, touch } = fold.raw

  return {
    ...fold,
    confirm(table, key, stored, at) {
      const known = table.base.get(key)?.meta.version ?? 0
      // The feed may have brought a later state than the answer to the write. That a row is not there, without when it went, it
      // tells better: the row may have been made since.
      const isPast = stored
        ? !tombs.admits(table, key, { version: stored.meta.version, place: at?.place })
        : !at || known > at.version || tombs.isPast(table, key, at)
      if (isPast) return touch(table, key)
      if (!stored && at) tombs.keep(table, key, at)
      fold.confirm(table, key, stored)
    },
    put(table, stored, place) {
      const key = keyString(table.entity, stored.row)
      const known = table.base.get(key)
      if (known && !isNewer(stored, known)) return
      if (!tombs.admits(table, key, { version: stored.meta.version, place })) return
      touch(table, key)
      set(table, key, stored)
    },
    bury(table, key, at, below) {
      const known = table.base.get(key)
      if (tombs.isPast(table, key, at) || (known && known.meta.version >= at.version)) return
      touch(table, key)
      tombs.keep(table, key, at)
      if (below) dropBelow(table, key)
      if (known) drop(table, key)
    },
    beginReset() {
      isResetting = true
      tombs.clear()
    },
    endReset() {
      isResetting = false
    },
  }
}

/** What is known of rows that were deleted. */
function createTombs() {
  const tables = new Map<FoldTable, Map<string, WrittenAt>>()

  const keep = (table: FoldTable, key: string, { version, place }: WrittenAt): void => {
    const known = tables.get(table) ?? new Map<string, WrittenAt>()
    tables.set(table, known.set(key, { version, place }))
  }
  /** Whether something is of before the row was deleted: by the feed's order where it has a place there, else by version. */
  const isPast = (table: FoldTable, key: string, { version, place }: WrittenAt): boolean => {
    const tomb = tables.get(table)?.get(key)
    if (!tomb) return false
    const isInOrder = place !== undefined && tomb.place?.shard === place.shard
    return isInOrder ? place.seq <= (tomb.place?.seq ?? 0) : version <= tomb.version
  }

  return {
    keep,
    isPast,
    /** Whether a row is of after it was deleted; then it has no tomb any more. */
    admits(table: FoldTable, key: string, at: WrittenAt): boolean {
      if (isPast(table, key, at)) return false
      const tomb = tables.get(table)?.get(key)
      // The server has forgotten the tombstone, and versions begin anew: what is told again of the life before is past by its place.
      if (tomb && at.version <= tomb.version) keep(table, key, { version: 0, place: at.place })
      else if (tomb && tomb.version > 0) tables.get(table)?.delete(key)
      return true
    },
    clear: () => tables.clear(),
  }
}
