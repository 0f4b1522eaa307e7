import type { AnyModel } from '@throughline/schema'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { CollectionsError } from '../collections-error.ts'
import { isHydrated } from '../hydration-mark.ts'
import type { AnyAggregateOptions, AnyListOptions, AnyPagesOptions, AnyRowOptions } from '../live-queries.ts'
import type {
  AggregateResult,
  ListResult,
  LiveAggregate,
  LiveList,
  LivePages,
  LiveRow,
  PagesResult,
  RowResult,
} from '../live-query.types.ts'
import type { Readable } from '../readable.types.ts'
import { initialStatus } from '../sync-status.ts'
import type { SyncStatus } from '../sync-status.types.ts'
import { toCollectionsError } from '../to-collections-error.ts'
import { hashOf, type Values } from '../values.ts'
import { suspendUntilRead } from './suspend.ts'

/** A store, by entity names that are only known when a hook runs. */
export interface AnyStore {
  readonly model: AnyModel
  readonly status: Readable<SyncStatus>
  /** With `feedSync` alone. */
  readonly conflicts: Readable<readonly unknown[]>
  readonly pendingMutations: Readable<readonly unknown[]>
  list(entity: string, options: AnyListOptions): LiveList<Values>
  pages(entity: string, options: AnyPagesOptions): LivePages<Values>
  row(entity: string, key: string | Values, options: AnyRowOptions): LiveRow<Values>
  aggregate(entity: string, options: AnyAggregateOptions): LiveAggregate<Values>
  insert(entity: string, ...args: unknown[]): { readonly confirmed: Promise<unknown> }
  update(entity: string, ...args: unknown[]): { readonly confirmed: Promise<unknown> }
  delete(entity: string, ...args: unknown[]): { readonly confirmed: Promise<unknown> }
}

interface Enabled {
  readonly enabled?: boolean | undefined
}
export type AnyListHookOptions = AnyListOptions & Enabled
export type AnyPagesHookOptions = AnyPagesOptions & Enabled

const nothing = async (): Promise<void> => {}
const result = { isLoading: false, error: null, refetch: nothing }
const noRow: RowResult<Values> = { ...result, data: undefined }
/** Of every kind of list. */
const noPages: PagesResult<Values> = {
  ...result,
  data: [],
  total: 0,
  hasNextPage: false,
  fetchNextPage: () => {},
}
const noNumbers: AggregateResult<Values> = {
  ...result,
  data: { count: 0, sum: {}, avg: {}, min: {}, max: {} },
}
const empty: readonly never[] = []
const never = (): (() => void) => () => {}

interface QueryHook<TResult> {
  readonly store: AnyStore
  /** What is asked for, as data: new objects each time, the same query while it says the same. */
  readonly asked: readonly unknown[]
  /** `undefined`: nothing is asked for. */
  readonly open: (() => Readable<TResult>) | undefined
  /** The result where nothing is asked for. */
  readonly none: TResult
  readonly isSuspense?: boolean | undefined
}

function useQuery<TResult extends RowResult<unknown>>(query: QueryHook<TResult>): TResult {
  const { store, asked, open, none, isSuspense = false } = query
  const isOpen = open !== undefined
  const hash = hashOf([isOpen, asked])
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `hash` stands for all that `open` asks for
  const readable = useMemo(() => open?.(), [store, hash])
  // What a server renders, and the browser before it has taken over: rows that both were given, and nothing else.
  const onServer = useMemo(() => {
    if (!isOpen) return () => none
    let shown: TResult | undefined
    return () => (shown ??= readable && isHydrated(store) ? readable.get() : { ...none, isLoading: true })
  }, [isOpen, none, readable, store])
  const now = useSyncExternalStore(
    readable ? readable.subscribe : never,
    readable ? readable.get : () => none,
    onServer,
  )
  if (isSuspense && readable) suspendUntilRead(store, hash, readable, now)
  return now
}

export function useList(
  store: AnyStore,
  name: string,
  options: AnyListHookOptions = {},
  isSuspense = false,
): ListResult<Values> {
  const { enabled = true } = options
  return useQuery<ListResult<Values>>({
    store,
    asked: [name, options],
    open: enabled ? () => store.list(name, options) : undefined,
    none: noPages,
    isSuspense,
  })
}

export function usePages(
  store: AnyStore,
  name: string,
  options: AnyPagesHookOptions = {},
): PagesResult<Values> {
  const { enabled = true } = options
  const open = enabled ? () => store.pages(name, options) : undefined
  return useQuery({ store, asked: [name, options], open, none: noPages })
}

export function useRow(
  store: AnyStore,
  name: string,
  key: string | Values | undefined,
  options: AnyRowOptions = {},
  isSuspense = false,
): RowResult<Values> {
  const open = key === undefined ? undefined : () => store.row(name, key, options)
  return useQuery({ store, asked: [name, key ?? null, options], open, none: noRow, isSuspense })
}

export function useAggregate(
  store: AnyStore,
  name: string,
  options: AnyAggregateOptions,
): AggregateResult<Values> {
  return useQuery({
    store,
    asked: [name, options],
    open: () => store.aggregate(name, options),
    none: noNumbers,
  })
}

/** A list that the store keeps, empty on a server. */
export function useListOf<T>(list: Readable<readonly T[]>): readonly T[] {
  return useSyncExternalStore(list.subscribe, list.get, () => empty)
}

/** The status, or what a component selects of it: it renders again when that has changed, one level deep. */
export function useStatus<TSelected = SyncStatus>(
  store: AnyStore,
  select?: (status: SyncStatus) => TSelected,
): SyncStatus | TSelected {
  const initial = useMemo(() => initialStatus(store.model), [store])
  const [kept] = useState(createKept)
  const selected = (status: SyncStatus) => (select ? kept(select(status)) : status)
  return useSyncExternalStore(
    store.status.subscribe,
    () => selected(store.status.get()),
    () => selected(initial),
  )
}

/** Gives the value before, for as long as a new one says the same. */
function createKept() {
  let before: unknown
  return <T>(now: T): T => {
    // Sound: it says the same.
    if (isAlike(before, now)) return before as T
    before = now
    return now
  }
}

function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false
  const [one, other] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    one.length === other.size &&
    one.every(([name, value]) => other.has(name) && Object.is(other.get(name), value))
  )
}

interface Calls {
  readonly pending: number
  readonly error: CollectionsError | null
}

/** A function that writes and resolves when the server has it, and how its calls stand. */
export function useMutation(store: AnyStore, entity: string, write: 'delete' | 'insert' | 'update') {
  const call = useCallback(
    (...args: unknown[]) => store[write](entity, ...args).confirmed,
    [store, entity, write],
  )
  return useCalls(call, entity, write)
}

/** `call` is of stable identity; so is what is returned of it. */
export function useCalls<TArguments extends readonly unknown[]>(
  call: (...args: TArguments) => Promise<unknown>,
  entity: string,
  operation: 'delete' | 'insert' | 'update',
) {
  const [{ pending, error }, setCalls] = useState<Calls>({ pending: 0, error: null })
  const mutate = useCallback(
    async (...args: TArguments): Promise<unknown> => {
      setCalls((calls) => ({ pending: calls.pending + 1, error: null }))
      let failure: CollectionsError | null = null
      try {
        return await call(...args)
      } catch (cause) {
        failure = toCollectionsError(cause, { entity, operation })
        throw failure
      } finally {
        setCalls((calls) => ({ pending: calls.pending - 1, error: failure ?? calls.error }))
      }
    },
    [call, entity, operation],
  )
  const reset = useCallback(() => setCalls((calls) => ({ ...calls, error: null })), [])
  const state = useMemo(() => ({ isPending: pending > 0, error, reset }), [pending, error, reset])
  return useMemo(() => [mutate, state] as const, [mutate, state])
}
