import type { AnyModel, ServerSearch, SyncStore } from '@throughline/schema'
import { type FeedPosition, followSource } from '../host/follow.ts'
import { createReplica } from '../host/replica.ts'
import type { SearchSource } from '../host/source.types.ts'
import { searchPlanOf } from '../search-fields.ts'

/** What {@link createServerSearch} takes besides the model. */
export interface ServerSearchOptions {
  /**
   * Most indexes that are held: one for each tenant and each group of users who see the same; those that were not asked for
   * the longest time go first. 20 when absent.
   */
  readonly maxIndexes?: number | undefined
  /** Milliseconds for which an index counts as fresh: the feed is not asked again for each search. 100 when absent. */
  readonly freshFor?: number | undefined
  /** Milliseconds that a search waits for rows to be indexed before it answers by those that are; 2,000 when absent. */
  readonly patience?: number | undefined
}

type Access = Parameters<ServerSearch['search']>[0]

/**
 * Makes the search of a server, for the `search` of `createModelRouter` and `createApi`.
 *
 * Each group of users who see the same has an index of its own, built from the store as they see it and kept by their feed:
 * what they may not read is in none that they ask, so that no result, score or suggestion tells of it.
 */
export function createServerSearch(
  model: AnyModel,
  { maxIndexes = 20, freshFor = 100, patience = 2000 }: ServerSearchOptions = {},
): ServerSearch {
  const plan = searchPlanOf(model)
  const names = nameStores()
  const held = new Map<string, ServerIndex>()

  const indexOf = ({ store, view }: Access): ServerIndex => {
    const name = `${names(store)} ${view.scope}`
    const index = held.get(name) ?? createServerIndex(createReplica(plan), freshFor)
    held.delete(name)
    held.set(name, index)
    for (const oldest of held.keys()) {
      if (held.size <= maxIndexes) break
      held.delete(oldest)
    }
    return index
  }
  return {
    async search(access, query, options) {
      const index = indexOf(access)
      await within(index.follow(access.view), patience)
      return { ...index.search(query, options), isReady: index.isReady() }
    },
  }
}

type ServerIndex = ReturnType<typeof createServerIndex>

/** An index that reads what is new when it is asked, once for all who ask at the same time. */
function createServerIndex(replica: ReturnType<typeof createReplica>, freshFor: number) {
  const place: FeedPosition = { cursor: '' }
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let readAt = -Infinity

  const run = async (source: SearchSource): Promise<void> => {
    const began = performance.now()
    await followSource(replica, place, { source })
    readAt = began
  }
  const start = (source: SearchSource): Promise<void> => {
    const started = (running = run(source).finally(() => {
      if (running === started) running = undefined
    }))
    return started
  }
  /** After the run that is under way: it may have read before what this one is to find. */
  const startNext = (source: SearchSource, current: Promise<void>): Promise<void> => {
    const started = (next ??= current
      .catch(() => {})
      .then(async () => {
        next = undefined
        return start(source)
      }))
    return started
  }
  return {
    isReady: () => place.cursor !== '',
    search: (query: string, options: Parameters<ServerSearch['search']>[2]) =>
      replica.index().search(query, options),
    async follow(source: SearchSource): Promise<void> {
      if (performance.now() - readAt < freshFor) return
      // Rows that are read for the first time are new enough.
      if (running && place.cursor === '') await running
      else await (running ? startNext(source, running) : start(source))
    },
  }
}

/** Resolves with the work, or after a time without it; it goes on then. */
async function within(work: Promise<void>, patience: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  // Told by the next search.
  work.catch(() => {})
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A name for each store, as long as it is there. */
function nameStores(): (store: SyncStore) => number {
  const names = new WeakMap<SyncStore, number>()
  let last = 0
  return (store) => {
    const name = names.get(store) ?? (last += 1)
    names.set(store, name)
    return name
  }
}
