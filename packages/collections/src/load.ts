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
  /** A read is under way, also one that nobody waits for any more. */
  isReading(): boolean
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
  /** `always`: reads without a network too, since rows may be here already. */
  readonly networkMode?: 'always' | undefined
  /** When rows that are there already were read, in milliseconds since 1970. */
  readonly readAt?: number | undefined
  /** Reads all rows; returns their number. */
  readonly read: (onFirstPage: () => void) => Promise<number>
  readonly onError: (error: CollectionsError) => void
  readonly onChange: () => void
}

/** The state before the first read. */
export const unread: LoadState = { loaded: false, fetching: false, error: null, syncedAt: null }
const retries = 3

export function createLoad(options: LoadOptions): Load {
  const { scope, client, queryKey, onError, onChange } = options
  const firstPage = createOnce()
  const ended = createOnce()
  // The rows go to the fold: the query keeps their number only, and an unmount does not stop it half way.
  const observe = (readAt?: number) => createObserver(options, () => options.read(firstPage.tell), readAt)
  let observer = observe(options.readAt)
  let state = stateReadAt(options.readAt)

  const update = (changes: Partial<LoadState>): void => {
    state = { ...state, ...changes }
    onChange()
  }

  const end = (changes: Partial<LoadState>): void => {
    update({ fetching: false, ...changes })
    firstPage.tell()
    ended.tell()
  }

  const start = (): (() => void) => {
    let failedAt = observer.getCurrentResult().errorUpdatedAt
    const take = (result: QueryObserverResult<number>): void => {
      const { fetchStatus, errorUpdatedAt } = result
      if (fetchStatus !== 'idle') return update({ fetching: fetchStatus === 'fetching' })
      if (result.isSuccess)
        return end({ loaded: true, error: null, syncedAt: new Date(result.dataUpdatedAt) })
      if (!result.isError || errorUpdatedAt === failedAt) return
      failedAt = errorUpdatedAt
      const error = toCollectionsError(result.error, { entity: scope.entity.name, operation: 'load' })
      end({ error })
      onError(error)
    }
    const stop = observer.subscribe(take)
    take(observer.getCurrentResult())
    return stop
  }
  // What nobody asks for any more is no error either.
  const holds = createHolds(start, () => update({ fetching: false, error: null }))

  return {
    scope,
    state: () => state,
    isUsed: holds.any,
    isReading: () => client.isFetching({ queryKey, exact: true }) > 0,
    forget() {
      client.removeQueries({ queryKey, exact: true })
      observer = observe()
      update(unread)
    },
    acquire(onFirstPage = () => {}) {
      const release = holds.add()
      if (state.loaded) onFirstPage()
      else firstPage.wait(onFirstPage)
      const isFresh = state.loaded && observer.getCurrentResult().fetchStatus === 'idle'
      return { loaded: isFresh || settled(ended, () => state.error), release }
    },
    dispose: holds.end,
  }
}

/** Starts with the first hold, and stops with the last. */
function createHolds(start: () => () => void, onLast: () => void) {
  let holders = 0
  let stop = (): void => {}
  return {
    any: () => holders > 0,
    add(): () => void {
      holders += 1
      if (holders === 1) stop = start()
      let isHeld = true
      return () => {
        if (isHeld) holders -= 1
        if (isHeld && holders === 0) {
          stop()
          onLast()
        }
        isHeld = false
      }
    },
    end: () => stop(),
  }
}

function settled(
  ended: ReturnType<typeof createOnce>,
  errorOf: () => CollectionsError | null,
): Promise<void> {
  return new Promise((resolve, reject) => {
    ended.wait(() => {
      const error = errorOf()
      if (error) reject(error)
      else resolve()
    })
  })
}

function stateReadAt(readAt: number | undefined): LoadState {
  return readAt === undefined ? unread : { ...unread, loaded: true, syncedAt: new Date(readAt) }
}

function createObserver(
  { client, queryKey, pollInterval, staleTime, networkMode }: LoadOptions,
  queryFn: () => Promise<number>,
  readAt?: number,
) {
  const isOnce = staleTime === Infinity
  return new QueryObserver<number>(client, {
    queryKey,
    queryFn,
    ...(readAt !== undefined && { initialData: 0, initialDataUpdatedAt: readAt }),
    ...(networkMode && { networkMode }),
    staleTime,
    refetchInterval: pollInterval,
    refetchOnWindowFocus: !isOnce,
    refetchOnReconnect: !isOnce && 'always',
    ...(isOnce && { gcTime: Infinity }),
    retry:
      // The reading itself tries again, page by page.
      !isOnce &&
      (client.getDefaultOptions().queries?.retry ??
        ((count, error) => count < retries && isTransient(error))),
  })
}

/** Listeners that are told the next time and then forgotten. */
export function createOnce() {
  let listeners: (() => void)[] = []
  return {
    wait: (listener: () => void) => void listeners.push(listener),
    tell() {
      const told = listeners
      listeners = []
      for (const listener of told) listener()
    },
  }
}
