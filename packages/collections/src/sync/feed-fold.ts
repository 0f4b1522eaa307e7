import type { AnyModel, FeedPlace, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { createFold, type Fold } from '../fold.ts'
import type { RawWrites, WrittenAt } from '../fold-base.ts'
import type { FoldTable } from '../fold-table.ts'
import { createTombs, type Tombs } from './tombs.ts'
import { createAhead, type WrittenAhead } from './written-ahead.ts'

/** A fold whose rows and tombstones come by a feed too, in any order: versions and places tell what is later. */
export interface FeedFold extends Fold {
  /** Takes a row that was written since, at a place of the feed; what is known to be newer stays. */
  put(table: FoldTable, stored: StoredRow, place?: FeedPlace): void
  /**
   * Takes a tombstone; `below` says that the rows below the row go too, but those known to be made since. What went is told
   * where some stayed.
   */
  bury(table: FoldTable, key: string, at: WrittenAt, below: boolean): readonly Buried[] | undefined
  /** Until it ends, what was known is of a past that may be gone: rows that come now are right, whatever their versions. */
  beginReset(): void
  endReset(): void
}

const isNewer = (next: StoredRow, known: StoredRow): boolean => next.meta.version > known.meta.version

/** A row that went with one above it. */
export interface Buried {
  readonly entity: string
  readonly key: string
  readonly version: number
}

export function createFeedFold(model: AnyModel): FeedFold {
  const tombs = createTombs()
  const ahead = createAhead()
  let isResetting = false

  const fold = createFold(model, {
    isNewer,
    takes(table, stored, known, isUntouched) {
      const isNews = known ? isNewer(stored, known) || (isResetting && isUntouched) : isUntouched
      return isNews && tombs.admits(table, keyString(table.entity, stored.row), stored.meta)
    },
  })
  const { set, drop, touch } = fold.raw
  const dropBelow = createDropBelow(fold.raw, tombs, ahead)

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
      if (!stored && at) {
        tombs.keep(table, key, at)
        dropBelow(table, key, at)
      }
      if (stored) ahead.keep(table, key, at?.place)
      fold.confirm(table, key, stored)
    },
    put(table, stored, place) {
      const key = keyString(table.entity, stored.row)
      if (place) ahead.pass(table, key, place)
      const known = table.base.get(key)
      if (known && !isNewer(stored, known)) return
      if (!tombs.admits(table, key, { version: stored.meta.version, place })) return
      touch(table, key)
      set(table, key, stored)
    },
    bury(table, key, at, below) {
      const known = table.base.get(key)
      if (tombs.isPast(table, key, at) || (known && known.meta.version >= at.version)) {
        return undefined
      }
      touch(table, key)
      tombs.keep(table, key, at)
      const gone = below ? dropBelow(table, key, at) : undefined
      if (known) drop(table, key)
      return gone
    },
    beginReset() {
      isResetting = true
      tombs.clear()
      ahead.clear()
    },
    endReset() {
      isResetting = false
    },
  }
}

/**
 * Drops what is below a row that was deleted, but what is known to be made since; what the feed tells late of the rest, before
 * it tells that they went too, does not bring them back. Returns what went, where some stayed.
 */
function createDropBelow(raw: RawWrites, tombs: Tombs, ahead: WrittenAhead) {
  return (table: FoldTable, key: string, { place }: WrittenAt): readonly Buried[] | undefined => {
    const gone: Buried[] = []
    let isAnySpared = false
    raw.dropBelow(table, key, (below, childKey) => {
      if (ahead.isSince(below, childKey, place)) {
        isAnySpared = true
        return 'spare'
      }
      const known = below.base.get(childKey)
      if (known) {
        const { version } = known.meta
        tombs.keep(below, childKey, { version, place })
        gone.push({ entity: below.entity.name, key: childKey, version })
      }
      return 'drop'
    })
    return isAnySpared ? gone : undefined
  }
}
