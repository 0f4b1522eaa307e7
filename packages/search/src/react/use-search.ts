'use client'

import { LiteDebouncer } from '@tanstack/pacer-lite/lite-debouncer'
import type { AnyModel, EntityName, SearchHit, SearchOptions } from '@throughline/schema'
import {
  startTransition,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { FoundResult, Search } from '../client/search-client.types.ts'
import type { SearchState } from '../host/messages.types.ts'

/** How a term is searched for. */
export interface UseSearchOptions extends SearchOptions {
  /** Milliseconds after the last keystroke before the index of this browser is asked; 0 when absent: it answers at once. */
  readonly wait?: number | undefined
  /** The same for the server's index; 150 when absent. */
  readonly serverWait?: number | undefined
  /** `false`: the index is not begun before there is something to search for. */
  readonly startOnMount?: boolean | undefined
}

/** What is found by a term, and how far the index has got. */
export interface UseSearchResult<TName extends string = string> {
  /** Those of the last term that was answered, until the next is; none for an empty term. */
  readonly hits: readonly SearchHit<TName>[]
  /** Roots found, beyond the limit too. */
  readonly total: number
  /** Whether each word was found. */
  readonly complete: boolean
  readonly suggestion: string | undefined
  /** The term that the hits are of. */
  readonly term: string
  /** The hits are of an earlier term than the one that is typed. */
  readonly isStale: boolean
  /** All rows are indexed in this browser. */
  readonly isReady: boolean
  /** Rows indexed so far, while not all are; a component that does not read it is not drawn for it. */
  readonly progress: { readonly rows: number } | null
  /** The hits are from the server's index. */
  readonly isServer: boolean
  /** Why the last search failed; `null` after one that did not. */
  readonly error: Error | null
}

interface Answer {
  readonly term: string
  /** The revision of the index that was asked. */
  readonly seen: number
  readonly result: FoundResult | undefined
  readonly error: Error | null
}

const nothing: Answer = { term: '', seen: 0, result: undefined, error: null }
const noHits: readonly SearchHit<never>[] = []

/** Searches while one types: results stay until the next ones are there, and follow what is edited. */
export function useSearch<TModel extends AnyModel>(
  search: Search<TModel>,
  term: string,
  { limit, offset, wait = 0, serverWait = 150, startOnMount = true }: UseSearchOptions = {},
): UseSearchResult<EntityName<TModel>> {
  const wanted = term.trim()
  const [answer, setAnswer] = useState(nothing)
  const ask = useAsk(search, { limit, offset }, setAnswer)
  const isReady = useOf(search, (state) => state.isReady)
  // The index of this browser is asked again when something else may be found in it; the server's is not.
  const isHere = isReady || answer.result?.isServer === false
  const seen = useOf(search, ({ revision }) => (isHere ? revision : 0))
  const readsProgress = useRef(false)
  const progress = useOf(search, (state) => (readsProgress.current ? state.progress : null))
  const pause = isHere ? wait : serverWait
  const debouncer = useMemo(
    () => new LiteDebouncer(ask, { wait: pause, leading: true, trailing: true }),
    [ask, pause],
  )

  useEffect(() => {
    if (wanted === '') debouncer.cancel()
    if (wanted === '' || pause === 0) ask(wanted, seen)
    else debouncer.maybeExecute(wanted, seen)
  }, [ask, debouncer, wanted, pause, seen])
  useEffect(() => () => debouncer.cancel(), [debouncer])
  useEffect(() => {
    if (startOnMount) search.start()
  }, [search, startOnMount])

  const shown = wanted === '' ? nothing : answer
  const { result, error } = shown
  return {
    hits: result?.hits ?? noHits,
    total: result?.total ?? 0,
    complete: result?.complete ?? true,
    suggestion: result?.suggestion,
    term: shown.term,
    isStale: shown.term !== wanted,
    isReady,
    get progress() {
      if (readsProgress.current) return progress
      readsProgress.current = true
      return search.state.get().progress
    },
    isServer: result?.isServer ?? false,
    error,
  }
}

/** Something of what is known of an index: draws anew where that is another. */
function useOf<T>({ state }: Pick<Search, 'state'>, select: (state: SearchState) => T): T {
  const get = () => select(state.get())
  return useSyncExternalStore(state.subscribe, get, get)
}

/** Asks for a term; of several that are under way, the last one counts. */
function useAsk(
  search: { search(query: string, options: SearchOptions & { signal: AbortSignal }): Promise<FoundResult> },
  { limit, offset }: SearchOptions,
  setAnswer: (next: (before: Answer) => Answer) => void,
): (term: string, seen: number) => void {
  const current = useRef<AbortController>(undefined)
  useEffect(() => () => current.current?.abort(), [])
  return useCallback(
    (term: string, seen: number) => {
      current.current?.abort()
      const abort = new AbortController()
      current.current = abort
      const { signal } = abort
      if (term === '') return setAnswer((before) => (before === nothing ? before : nothing))
      const run = async (): Promise<void> => {
        try {
          const result = await search.search(term, { limit, offset, signal })
          startTransition(() => setAnswer(() => ({ term, seen, result, error: null })))
        } catch (thrown) {
          if (signal.aborted) return
          const error = thrown instanceof Error ? thrown : new Error(String(thrown))
          setAnswer(({ result }) => ({ term, seen, result, error }))
        }
      }
      void run()
      return undefined
    },
    [search, limit, offset, setAnswer],
  )
}
