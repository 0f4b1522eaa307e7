import type { WrittenAt } from '../fold-base.ts'
import type { FoldTable } from '../fold-table.ts'

export type Tombs = ReturnType<typeof createTombs>

/** What is known of rows that were deleted. */
export function createTombs() {
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
