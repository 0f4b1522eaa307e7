import { QueryClient, type QueryKey } from '@tanstack/query-core'
import type { AnyModel, AnyModelEntity, Transport } from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import { createEmitter } from './emitter.ts'
import type { Fold } from './fold.ts'
import { createLoad, type Lease, type Load, type LoadOptions, type LoadState, unread } from './load.ts'
import { createParentPaths, type ParentPaths, scopeName } from './parent-paths.ts'
import { readPages } from './read-pages.ts'
import type { Scope } from './scope.types.ts'
import type { KeptScopes, Session } from './sync/session.types.ts'
import { createKeptScopes, createSyncedRead, type SyncLoading } from './sync/synced-read.ts'

interface LoaderOptions {
  readonly model: AnyModel
  readonly fold: Fold
  readonly transport: Transport
  readonly queryClient: QueryClient | undefined
  readonly pollInterval: number | false
  readonly staleTime: number
  readonly onError: (error: CollectionsError) => void
  /** Where rows are kept up to date by the feed: what is read once is not read again. */
  readonly sync?: SyncLoading | undefined
}

/** Reads rows into the fold; TanStack Query decides when, and that nothing is read twice at once. */
export interface Loader {
  /** `onFirstPage` is told once the first rows are there, or could not be read. */
  acquire(scope: Scope, onFirstPage?: () => void): Lease
  state(scope: Scope): LoadState
  /** The states of an entity's scopes in use or used. */
  states(entity: AnyModelEntity): readonly LoadState[]
  /** Reads scopes again; those not in use when they are next asked for. Never rejects. */
  reload(scopes: readonly Scope[]): Promise<void>
  /** Reads again what is in use. Never rejects. */
  refresh(): Promise<void>
  readonly session: Session | undefined
  /** Called after each change of a state, and with each piece of rows. */
  subscribe(listener: () => void): () => void
  dispose(): void
}

let loaders = 0

export function createLoader(options: LoaderOptions): Loader {
  const { model, fold, onError, sync } = options
  const client = options.queryClient ?? new QueryClient()
  const mount = createMount(client)
  const root = createRootKey(model)
  const loads = new Map<string, Load>()
  const parents = createParentPaths(fold, (scope) => void reload([scope]))
  const emitter = createEmitter()
  const abort = new AbortController()
  const { signal } = abort

  const queryKeyOf = ({ entity, parentKey }: Scope): QueryKey =>
    parentKey === undefined ? [...root, entity.name] : [...root, entity.name, parentKey]

  const reload = createReload(client, queryKeyOf)

  const kept = createKeptScopes({ ...options, loads, parents, signal }, reload)
  const session = sync?.session(kept)
  const read =
    sync && session
      ? createSyncedRead(options, { sync, session, parents, signal })
      : createPlainRead(options, parents, signal)

  const loadOf = createLoads(loads, (scope) => ({
    client,
    queryKey: queryKeyOf(scope),
    scope,
    pollInterval: sync ? false : options.pollInterval,
    staleTime: sync ? Infinity : options.staleTime,
    onError,
    onChange: emitter.emit,
    read: (onFirstPage) => read(scope, onFirstPage, emitter.emit),
  }))

  return {
    ...stateReaders(loads),
    acquire(scope, onFirstPage) {
      if (abort.signal.aborted) return { loaded: true, release: () => {} }
      mount.on()
      parents.learn(scope)
      return loadOf(scope).acquire(onFirstPage)
    },
    session,
    async reload(scopes) {
      if (!session) return reload(scopes)
      const failed = scopes.filter((scope) => !loads.get(scopeName(scope))?.state().loaded)
      await Promise.all([session.refresh(), reload(failed)])
    },
    refresh: createRefresh(client, root, session, kept),
    subscribe: emitter.subscribe,
    dispose() {
      abort.abort()
      for (const load of loads.values()) load.dispose()
      loads.clear()
      parents.clear()
      emitter.clear()
      void client.cancelQueries({ queryKey: root })
      client.removeQueries({ queryKey: root })
      mount.off()
    },
  }
}

function createPlainRead(
  { fold, transport }: LoaderOptions,
  parents: ParentPaths,
  signal: AbortSignal,
): ReturnType<typeof createSyncedRead> {
  return async (scope, onFirstPage, onProgress) => {
    const where = parents.whereOf(scope)
    return readPages({ fold, transport, ...scope, where, signal, onFirstPage, onProgress })
  }
}

function stateReaders(loads: ReadonlyMap<string, Load>): Pick<Loader, 'state' | 'states'> {
  return {
    state: (scope) => loads.get(scopeName(scope))?.state() ?? unread,
    states: (entity) =>
      [...loads.values()].filter((load) => load.scope.entity === entity).map((load) => load.state()),
  }
}

/** One load a scope, made when it is first asked for. */
function createLoads(
  loads: Map<string, Load>,
  optionsOf: (scope: Scope) => LoadOptions,
): (scope: Scope) => Load {
  return (scope) => {
    const known = loads.get(scopeName(scope))
    if (known) return known
    const load = createLoad(optionsOf(scope))
    loads.set(scopeName(scope), load)
    return load
  }
}

/** Numbered: two stores of one model may share a client, not their rows. */
function createRootKey({ service }: AnyModel): QueryKey {
  loaders += 1
  return ['throughline', service, loaders]
}

/** Where rows are kept up to date, only those that could not be read are read again. */
function createRefresh(
  client: QueryClient,
  queryKey: QueryKey,
  session: Session | undefined,
  { retryFailed }: KeptScopes,
): Loader['refresh'] {
  return async () => {
    if (session) await Promise.all([session.refresh(), retryFailed()])
    else {
      const active = { queryKey, refetchType: 'active' as const }
      await Promise.allSettled([client.invalidateQueries(active, { cancelRefetch: false })])
    }
  }
}

/** Reads scopes again that are in use; never rejects. */
function createReload(client: QueryClient, queryKeyOf: (scope: Scope) => QueryKey): Loader['reload'] {
  return async (scopes) => {
    await Promise.allSettled(
      scopes.map((scope) =>
        client.invalidateQueries({ queryKey: queryKeyOf(scope), exact: true, refetchType: 'active' }),
      ),
    )
  }
}

/** Listens to focus and network from the first read on, and no longer than this store. */
function createMount(client: QueryClient): { on(): void; off(): void } {
  let mounted = false
  return {
    on() {
      if (!mounted) client.mount()
      mounted = true
    },
    off() {
      if (mounted) client.unmount()
      mounted = false
    },
  }
}
