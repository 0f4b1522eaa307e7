import type { FeedPlace } from '../sync.types.ts'
import type { FeedEntry } from './feed.ts'
import type { Table, Tables } from './tables.ts'
import type { WriteContext } from './write-context.ts'

/** No place yet: an entry has its own when it is told. */
const noPlace: FeedPlace = { shard: -1, seq: 0 }

/** Writes that can be taken back. */
export interface Trial {
  /** Where they go. */
  readonly context: WriteContext
  /** How many changes they have made. */
  readonly told: () => number
  /** Tells the feed of them; the place of each change. */
  readonly commit: () => FeedPlace[]
  readonly undo: () => void
}

/**
 * Begins writes that may be refused after some of them were made.
 *
 * Nothing can look at the tables meanwhile, so what a refused write finds there is taken back; the feed, which forgets
 * old changes as new ones come, is told once nothing can be refused any more.
 */
export function beginTrial(context: WriteContext): Trial {
  const { tables, undo } = undoable(context.tables)
  const told: { readonly entry: FeedEntry; readonly root: string }[] = []
  return {
    context: {
      ...context,
      tables,
      tell(entry, root) {
        told.push({ entry, root })
        return noPlace
      },
    },
    told: () => told.length,
    commit: () => told.map(({ entry, root }) => context.tell(entry, root)),
    undo,
  }
}

/** The same tables; what is written to them can be taken back. */
function undoable({ all, of }: Tables): { tables: Tables; undo: () => void } {
  const before: (() => void)[] = []
  const wrap = (table: Table): Table => ({
    ...table,
    put(path, stored) {
      before.push(table.save(path))
      table.put(path, stored)
    },
    bury(path, version) {
      before.push(table.save(path))
      table.bury(path, version)
    },
  })
  return {
    tables: { all: all.map(wrap), of: (name) => wrap(of(name)) },
    undo() {
      for (const restore of before.toReversed()) restore()
    },
  }
}
