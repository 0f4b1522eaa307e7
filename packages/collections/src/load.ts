import {
  type QueryClient,
  type QueryKey,
  QueryObserver,
  type QueryObserverResult,
} from '@tanstack/query-core'
import type { CollectionsError } from './collections-error.ts'
import type { Scope } from './scope.types.ts'
import { isTransient, toCollectionsError } from './to-collections-error.ts'

/** How the reading of an entity's rows, all or one parent's, stands. */
export interface LoadState {
  /** Rows were read completely at least once. */
  readonly loaded: boolean
  readonly fetching: boolean
  readonly error: CollectionsError | null
  readonly syncedAt: Date | null
}

/** A hold on rows: they are read, and read again, until it is released. */
export interface Lease {
  /** Resolves once the rows are there, at once where they are fresh; rejects when they could not be read. */
  readonly loaded: true | Promise<void>
  release(): void
}

/** The reading of one scope's rows, under way while someone holds it. */
export interface Load {
  readonly scope: Scope
  state(): LoadState
  /** Someone holds it. */
  isUsed(): boolean
  /** The rows are gone: who asks next has them read. */
  forget(): void
  acquire(onFirstPage?: () => void): Lease
  dispose(): void
}

export interface LoadOptions {
  readonly client: QueryClient
  readonly queryKey: QueryKey
  readonly scope: Scope
  readonly pollInterval: number | false
  readonly staleTime: number
  /** Reads all rows; returns their number. */
  readonly read: (onFirstPage: () => void) => Promise<number>
  readonly onError: (error: CollectionsError) => void
  readonly onChange: () => void
}

/** The state before the first read. */
export const unread: LoadState = { loaded: false, fetching: false, error: null, syncedAt: null }
const retries = 3

export function createLoad(options: LoadOptions): Load {
  const { scope, onError, onChange } = options
  const { entity } = scope
  const firstPage = createOnce<[]>()
  const ended = createOnce<[CollectionsError | null]>()
  // The rows go to the fold: the query keeps their number only, and an unmount does not stop it half way.
  let observer = createObserver(options, () => options.read(firstPage.tell))
  let state = unread
  let holders = 0
  let stop = (): void => {}

  const update = (changes: Partial<LoadState>): void => {
    state = { ...state, ...changes }
    onChange()
  }

  const end = (changes: Partial<LoadState>): void => {
    update({ fetching: false, ...changes })
    firstPage.tell()
    ended.tell(state.error)
  }

  const start = (): void => {
    let failedAt = observer.getCurrentResult().errorUpdatedAt
    const take = (result: QueryObserverResult<number>): void => {
      if (result.fetchStatus !== 'idle') return update({ fetching: result.fetchStatus === 'fetching' })
      if (result.isSuccess)
        return end({ loaded: true, error: null, syncedAt: new Date(result.dataUpdatedAt) })
      if (!result.isError || result.errorUpdatedAt === failedAt) return
      failedAt = result.errorUpdatedAt
      const error = toCollectionsError(result.error, { entity: entity.name, operation: 'load' })
      end({ error })
      onError(error)
    }
    stop = observer.subscribe(take)
    take(observer.getCurrentResult())
  }

  const release = (): void => {
    holders -= 1
    if (holders > 0) return
    stop()
    // What nobody asks for any more is no error either.
    update({ fetching: false, error: null })
  }

  return {
    scope,
    state: () => state,
    isUsed: () => holders > 0,
    forget() {
      options.client.removeQueries({ queryKey: options.queryKey, exact: true })
      observer = createObserver(options, () => options.read(firstPage.tell))
      update(unread)
    },
    acquire(onFirstPage) {
      holders += 1
      if (holders === 1) start()
      if (onFirstPage && state.loaded) onFirstPage()
      else if (onFirstPage) firstPage.wait(onFirstPage)
      const isFresh = state.loaded && observer.getCurrentResult().fetchStatus === 'idle'
      return { loaded: isFresh ? true : settled(ended), release: once(release) }
    },
    dispose: () => stop(),
  }
}

function createObserver(
  { client, queryKey, pollInterval, staleTime }: LoadOptions,
  queryFn: () => Promise<number>,
) {
  const isOnce = staleTime === Infinity
  return new QueryObserver<number>(client, {
    queryKey,
    queryFn,
    staleTime,
    refetchInterval: pollInterval,
    refetchOnWindowFocus: !isOnce,
    refetchOnReconnect: isOnce ? false : 'always',
    ...(isOnce && { gcTime: Infinity }),
    retry:
      // The reading itself tries again, page by page.
      !isOnce &&
      (client.getDefaultOptions().queries?.retry ??
        ((count, error) => count < retries && isTransient(error))),
  })
}

interface Once<TArguments extends readonly unknown[]> {
  readonly wait: (listener: (...args: TArguments) => void) => void
  readonly tell: (...args: TArguments) => void
}

/** Listeners that are told the next time and then forgotten. */
function createOnce<TArguments extends readonly unknown[]>(): Once<TArguments> {
  let listeners: ((...args: TArguments) => void)[] = []
  return {
    wait: (listener) => void listeners.push(listener),
    tell(...args) {
      const told = listeners
      listeners = []
      for (const listener of told) listener(...args)
    },
  }
}

function settled(ended: Once<[CollectionsError | null]>): Promise<void> {
  return new Promise((resolve, reject) => {
    ended.wait((error) => (error ? reject(error) : resolve()))
  })
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}
