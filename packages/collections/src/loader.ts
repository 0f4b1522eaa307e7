import { QueryClient, type QueryKey } from '@tanstack/query-core'
import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { createEmitter } from './emitter.ts'
import { createEviction, type EvictionOptions } from './evict-scopes.ts'
import type { Fold } from './fold.ts'
import { createLoad, type Lease, type Load, type LoadOptions, type LoadState, unread } from './load.ts'
import { createParentPaths, type ParentPaths, scopeName } from './parent-paths.ts'
import type { Reading } from './read-pages.ts'
import type { Scope } from './scope.types.ts'

interface LoaderOptions
  extends EvictionOptions, Pick<LoadOptions, 'networkMode' | 'onError' | 'pollInterval' | 'staleTime'> {
  readonly model: AnyModel
  readonly fold: Fold
  readonly queryClient?: QueryClient | undefined
  /** Reads all rows of a scope into the fold; returns their number. */
  readonly read: (scope: Scope, reading: Reading) => Promise<number>
}

/** Reads rows into the fold; TanStack Query decides when, and that nothing is read twice at once. */
export interface Loader extends Pick<ParentPaths, 'whereOf'> {
  /** `onFirstPage` is told once the first rows are there, or could not be read. */
  acquire(scope: Scope, onFirstPage?: () => void): Lease
  state(scope: Scope): LoadState
  /** The states of an entity's scopes in use or used. */
  states(entity: AnyModelEntity): readonly LoadState[]
  /** Takes the rows of a scope for read at `readAt`, in milliseconds; they are in the fold already. */
  restore(scope: Scope, readAt: number): void
  /** Reads scopes again; those not in use when they are next asked for. Never rejects. */
  reload(scopes: readonly Scope[]): Promise<void>
  /** Reads again what is in use. Never rejects. */
  refresh(): Promise<void>
  /** By `scopeName`. */
  readonly loads: ReadonlyMap<string, Load>
  /** Called after each change of a state, and with each piece of rows. */
  subscribe(listener: () => void): () => void
  dispose(): void
}

let loaders = 0

export function createLoader(options: LoaderOptions): Loader {
  const { queryClient: client = new QueryClient() } = options
  // Numbered: two stores of one model may share a client, not their rows.
  const queryKey: QueryKey = ['throughline', options.model.service, (loaders += 1)]
  const loads = new Map<string, Load>()
  const { emit, subscribe, clear } = createEmitter()
  const eviction = createEviction({ ...options, loads })
  const abort = new AbortController()
  const { signal } = abort
  let isMounted = false

  const queryKeyOf = ({ entity, parentKey }: Scope): QueryKey => [...queryKey, entity.name, parentKey ?? null]

  const reload = async (scopes: readonly Scope[]): Promise<void> => {
    await Promise.all(scopes.map((scope) => readActive(client, queryKeyOf(scope), true)))
  }
  const parents = createParentPaths(options.fold, (scope) => void reload([scope]))

  const loadOf = (scope: Scope, readAt?: number): Load => {
    parents.learn(scope)
    const name = scopeName(scope)
    const read: LoadOptions['read'] = async (onFirstPage) =>
      options.read(scope, { signal, onFirstPage, onProgress: emit })
    const load =
      loads.get(name) ??
      createLoad({ ...options, client, queryKey: queryKeyOf(scope), scope, readAt, onChange: emit, read })
    loads.set(name, load)
    return load
  }

  return {
    loads,
    whereOf: parents.whereOf,
    state: (scope) => loads.get(scopeName(scope))?.state() ?? unread,
    states: (entity) =>
      [...loads.values()].filter(({ scope }) => scope.entity === entity).map(({ state }) => state()),
    acquire(scope, onFirstPage) {
      if (signal.aborted) return { loaded: true, release: () => {} }
      // Listens to focus and network from the first read on, and no longer than this store.
      if (!isMounted) client.mount()
      isMounted = true
      const load = loadOf(scope)
      return eviction.leased(load, load.acquire(onFirstPage))
    },
    restore: (scope, readAt) => void loadOf(scope, readAt),
    reload,
    refresh: async () => readActive(client, queryKey),
    subscribe,
    dispose() {
      abort.abort()
      eviction.dispose()
      for (const load of loads.values()) load.dispose()
      loads.clear()
      parents.clear()
      clear()
      void client.cancelQueries({ queryKey })
      client.removeQueries({ queryKey })
      if (isMounted) client.unmount()
      isMounted = false
    },
  }
}

/** Reads again what is in use; one that was asked for by name also where it is being read. Never rejects. */
async function readActive(client: QueryClient, queryKey: QueryKey, isNamed = false): Promise<void> {
  const filters = { queryKey, exact: isNamed, refetchType: 'active' as const }
  await client.invalidateQueries(filters, { cancelRefetch: isNamed }).catch(() => {})
}
