import type { AnyModel } from '@throughline/schema'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { CollectionsError } from '../collections-error.ts'
import type { AnyListOptions } from '../live-queries.ts'
import type { ListResult, LiveList, LiveRow, RowResult } from '../live-query.types.ts'
import type { Readable } from '../readable.types.ts'
import { initialStatus, type SyncStatus } from '../sync-status.ts'
import { toCollectionsError } from '../to-collections-error.ts'
import { hashOf, type Values } from '../values.ts'

/** A store, by entity names that are only known when a hook runs. */
export interface AnyStore {
  readonly model: AnyModel
  readonly status: Readable<SyncStatus>
  list(entity: string, options: AnyListOptions): LiveList<Values>
  row(entity: string, key: string | Values): LiveRow<Values>
  insert(entity: string, ...args: unknown[]): { readonly confirmed: Promise<unknown> }
  update(entity: string, ...args: unknown[]): { readonly confirmed: Promise<unknown> }
  delete(entity: string, ...args: unknown[]): { readonly confirmed: Promise<unknown> }
}

export type AnyListHookOptions = AnyListOptions & { readonly enabled?: boolean | undefined }

const noRefetch = async (): Promise<void> => {}
const result = { isLoading: false, error: null, refetch: noRefetch }
const noList: ListResult<Values> = { ...result, data: [], total: 0 }
const noRow: RowResult<Values> = { ...result, data: undefined }
/** What a server renders, and the browser before it has taken over. */
const loadingList: ListResult<Values> = { ...noList, isLoading: true }
const loadingRow: RowResult<Values> = { ...noRow, isLoading: true }

const never = (): (() => void) => () => {}

export function useList(
  store: AnyStore,
  entity: string,
  options: AnyListHookOptions = {},
): ListResult<Values> {
  const { enabled = true, where, orderBy, limit, offset } = options
  const hash = hashOf([where ?? {}, orderBy ?? {}])
  const list = useMemo(
    () => (enabled ? store.list(entity, { where, orderBy, limit, offset }) : undefined),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `hash` stands for `where` and `orderBy`, new objects each time
    [store, entity, enabled, hash, limit, offset],
  )
  const get = list ? list.get : () => noList
  return useSyncExternalStore(list ? list.subscribe : never, get, () => (enabled ? loadingList : noList))
}

export function useRow(store: AnyStore, entity: string, key: string | Values | undefined): RowResult<Values> {
  const hash = hashOf(key ?? null)
  const row = useMemo(
    () => (key === undefined ? undefined : store.row(entity, key)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `hash` stands for `key`, which may be a new object each time
    [store, entity, hash],
  )
  const get = row ? row.get : () => noRow
  return useSyncExternalStore(row ? row.subscribe : never, get, () => (row ? loadingRow : noRow))
}

export function useStatus(store: AnyStore): SyncStatus {
  const initial = useMemo(() => initialStatus(store.model), [store])
  return useSyncExternalStore(store.status.subscribe, store.status.get, () => initial)
}

interface Calls {
  readonly pending: number
  readonly error: CollectionsError | null
}

/** A function that writes and resolves when the server has it, and how its calls stand. */
export function useMutation(store: AnyStore, entity: string, write: 'delete' | 'insert' | 'update') {
  const [{ pending, error }, setCalls] = useState<Calls>({ pending: 0, error: null })
  const mutate = useCallback(
    async (...args: unknown[]): Promise<unknown> => {
      setCalls((calls) => ({ pending: calls.pending + 1, error: null }))
      let failure: CollectionsError | null = null
      try {
        return await store[write](entity, ...args).confirmed
      } catch (cause) {
        failure = toCollectionsError(cause, { entity, operation: write })
        throw failure
      } finally {
        setCalls((calls) => ({ pending: calls.pending - 1, error: failure ?? calls.error }))
      }
    },
    [store, entity, write],
  )
  const reset = useCallback(() => setCalls((calls) => ({ ...calls, error: null })), [])
  const state = useMemo(() => ({ isPending: pending > 0, error, reset }), [pending, error, reset])
  return useMemo(() => [mutate, state] as const, [mutate, state])
}
