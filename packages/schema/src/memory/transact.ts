import type { Mutation } from '../mutation.types.ts'
import { refusalError } from '../refusal-error.ts'
import type { AppliedOutcome, FeedPlace } from '../sync.types.ts'
import type { FeedEntry } from './feed.ts'
import type { Table, Tables } from './tables.ts'
import { type WriteContext, writeMutation } from './write-rows.ts'

/** No place yet: an entry has its own when all mutations have been applied. */
const noPlace: FeedPlace = { shard: -1, seq: 0 }

/**
 * Applies all mutations, or none of them: the answer has the store's own rows.
 *
 * Nothing can look at the tables meanwhile, so what a refused mutation finds there is taken back; the feed, which forgets
 * old changes as new ones come, is told once nothing can be refused any more.
 *
 * @throws {StoreError} of the first mutation that is refused.
 */
export function transactMutations(
  context: WriteContext,
  mutations: readonly Mutation[],
  now: string,
  { restrict = false }: { readonly restrict?: boolean | undefined },
): AppliedOutcome[] {
  const { tables, undo } = undoable(context.tables)
  const told: { readonly entry: FeedEntry; readonly root: string }[] = []
  const trial: WriteContext = {
    ...context,
    tables,
    restrict,
    tell(entry, root) {
      told.push({ entry, root })
      return noPlace
    },
  }
  try {
    const applied = mutations.map((mutation, index) => {
      const outcome = writeMutation(trial, mutation, now)
      if (outcome.status !== 'applied') throw refusalError(outcome, index)
      // The change of a mutation is the last that it tells: those of the rows below come before.
      return { outcome, change: told.length - 1 }
    })
    const places = told.map(({ entry, root }) => context.tell(entry, root))
    return applied.map(({ outcome, change }) => Object.assign(outcome, { place: places[change] ?? noPlace }))
  } catch (error) {
    undo()
    throw error
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
