import type { FeedPlace } from '@throughline/schema'
import type { FoldTable } from '../fold-table.ts'

export type WrittenAhead = ReturnType<typeof createAhead>

/** Where the feed will tell of rows that answers to writes have told already. */
export function createAhead() {
  const tables = new Map<FoldTable, Map<string, FeedPlace>>()
  return {
    keep(table: FoldTable, key: string, place: FeedPlace | undefined): void {
      if (!place) return
      const known = tables.get(table) ?? new Map<string, FeedPlace>()
      tables.set(table, known.set(key, place))
    },
    /** The feed has come to a row's place, or over it. */
    pass(table: FoldTable, key: string, { shard, seq }: FeedPlace): void {
      const known = tables.get(table)?.get(key)
      if (known && (known.shard !== shard || known.seq <= seq)) tables.get(table)?.delete(key)
    },
    /** Whether a row was written after a place. */
    isSince(table: FoldTable, key: string, place: FeedPlace | undefined): boolean {
      const known = tables.get(table)?.get(key)
      return known !== undefined && known.shard === place?.shard && known.seq > place.seq
    },
    clear: () => tables.clear(),
  }
}
