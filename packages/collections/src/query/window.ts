import { createEmitter, type Emitter } from '../emitter.ts'
import { createAudience, type ListSource, type ListSourceContext } from '../list-source.ts'
import type { ListResult, LiveList, LivePages, PagesResult } from '../live-query.types.ts'
import type { OrderedKeys } from '../ordered-keys.ts'
import type { Values } from '../values.ts'
import { createRelatedHolds, type RelatedHolds } from './related-holds.ts'
import { followNode, type Included, revisionOf, type RowNode } from './row-nodes.ts'

interface WindowOptions {
  readonly source: ListSource<OrderedKeys>
  /** The rows with those that were asked for with them. */
  readonly node: RowNode
  readonly offset: number
  readonly limit: () => number | undefined
}

/** The rows of a list from one place to another. */
export function createWindow(context: ListSourceContext, options: WindowOptions): LiveList<Values> {
  const { source, node } = options
  const holds = createRelatedHolds(context)
  const get = createCut(context, options, holds)
  if (node.isPlain) return { get, subscribe: source.subscribe }
  const isReady = (): boolean => !source.state().isLoading
  return { get, subscribe: followRelated(context, { node, holds, get, isReady, upstream: source.subscribe }) }
}

/** A window that begins with one page and grows by another each time. */
export function createPages(
  context: ListSourceContext,
  { pageSize, ...options }: Omit<WindowOptions, 'limit' | 'offset'> & { readonly pageSize: number },
): LivePages<Values> {
  const grown = createEmitter()
  let limit = pageSize
  const subscribe = (listener: () => void): (() => void) => {
    const stops = [options.source.subscribe(listener), grown.subscribe(listener)]
    return () => {
      for (const stop of stops) stop()
    }
  }
  const source = { ...options.source, subscribe }
  const list = createWindow(context, { ...options, source, offset: 0, limit: () => limit })
  const fetchNextPage = (): void => {
    if (limit >= source.view().size) return
    limit += pageSize
    grown.emit()
  }
  let seen: ListResult<Values> | undefined
  let result: PagesResult<Values> | undefined
  return {
    get() {
      const next = list.get()
      const hasNextPage = next.total > limit
      if (result && seen === next && result.hasNextPage === hasNextPage) return result
      seen = next
      result = { ...next, hasNextPage, fetchNextPage }
      return result
    },
    subscribe: list.subscribe,
  }
}

/** What follows rows and what is related to them: tells where the result is another, and holds what is needed. */
export function followRelated(
  { fold }: ListSourceContext,
  input: {
    readonly node: RowNode
    readonly holds: RelatedHolds
    readonly get: () => unknown
    readonly isReady: () => boolean
    readonly upstream: (listener: () => void) => () => void
  },
): ListSource<OrderedKeys>['subscribe'] {
  const { node, holds, get, isReady, upstream } = input
  const emitter: Emitter = createEmitter()
  const start = (): (() => void) => {
    let told = get()
    const changed = (): void => {
      const next = get()
      // While a list is read, its window holds other rows with each piece.
      if (isReady()) holds.hold()
      if (next === told) return
      told = next
      emitter.emit()
    }
    const stops = [followNode(fold, node, changed), upstream(changed)]
    changed()
    return () => {
      for (const stop of stops) stop()
      holds.release()
    }
  }
  return createAudience(emitter, start).subscribe
}

function createCut(
  { fold }: ListSourceContext,
  { source, node, offset, limit }: WindowOptions,
  holds: RelatedHolds,
): () => ListResult<Values> {
  let result: ListResult<Values> | undefined
  let seen: string | undefined

  const refetch = async (): Promise<void> => {
    await Promise.all([source.refetch(), holds.refetch()])
  }

  const cut = (): readonly Values[] => {
    const length = limit() ?? Infinity
    const rows: Included[] = []
    for (const key of source.view().slice(offset, offset + length)) {
      const row = node.get(key)
      if (row) rows.push(row)
    }
    holds.want(rows)
    const before = result?.data
    const isSame = before?.length === rows.length && rows.every(({ value }, at) => value === before[at])
    return isSame ? before : rows.map(({ value }) => value)
  }

  return () => {
    const related = node.isPlain ? 0 : revisionOf(fold, node.names)
    const now = `${source.version()} ${related} ${limit()}`
    const data = result && seen === now ? result.data : cut()
    seen = now
    const state = source.state()
    const below = holds.state()
    const next: ListResult<Values> = {
      data,
      total: source.view().size,
      isLoading: state.isLoading || below.isLoading,
      error: state.error ?? below.error,
      refetch,
    }
    if (!result || !sameResult(result, next)) result = next
    return result
  }
}

/** An error made anew for each look is the same while it says the same. */
export function sameResult<T extends { readonly error: Error | null }>(left: T, right: T): boolean {
  if (left.error?.message !== right.error?.message) return false
  // Sound: the names are the result's own.
  return (Object.keys(right) as (keyof T)[]).every((name) => name === 'error' || left[name] === right[name])
}
