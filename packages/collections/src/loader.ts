import { QueryClient, type QueryKey } from '@tanstack/query-core'
import type { AnyModel, AnyModelEntity, Transport } from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import { createEmitter } from './emitter.ts'
import type { Fold } from './fold.ts'
import { createLoad, type Lease, type Load, type LoadState, unread } from './load.ts'
import { createParentPaths, scopeName } from './parent-paths.ts'
import { readPages } from './read-pages.ts'
import type { Scope } from './scope.types.ts'

interface LoaderOptions {
  readonly model: AnyModel
  readonly fold: Fold
  readonly transport: Transport
  readonly queryClient: QueryClient | undefined
  readonly pollInterval: number | false
  readonly staleTime: number
  readonly onError: (error: CollectionsError) => void
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
  /** Called after each change of a state, and with each piece of rows. */
  subscribe(listener: () => void): () => void
  dispose(): void
}

let loaders = 0

export function createLoader(options: LoaderOptions): Loader {
  const { model, fold, transport, pollInterval, staleTime, onError } = options
  const client = options.queryClient ?? new QueryClient()
  const mount = createMount(client)
  const root = createRootKey(model)
  const loads = new Map<string, Load>()
  const parents = createParentPaths(fold, (scope) => void reload([scope]))
  const emitter = createEmitter()
  const abort = new AbortController()

  const queryKeyOf = ({ entity, parentKey }: Scope): QueryKey =>
    parentKey === undefined ? [...root, entity.name] : [...root, entity.name, parentKey]

  const reload = createReload(client, queryKeyOf)

  const read = async (scope: Scope, onFirstPage: () => void): Promise<number> => {
    const asked = { ...scope, where: parents.whereOf(scope), signal: abort.signal }
    return readPages({ fold, transport, ...asked, onFirstPage, onProgress: emitter.emit })
  }

  const loadOf = (scope: Scope): Load => {
    const known = loads.get(scopeName(scope))
    if (known) return known
    const load = createLoad({
      client,
      queryKey: queryKeyOf(scope),
      entity: scope.entity,
      pollInterval,
      staleTime,
      onError,
      onChange: emitter.emit,
      read: (onFirstPage) => read(scope, onFirstPage),
    })
    loads.set(scopeName(scope), load)
    return load
  }

  return {
    acquire(scope, onFirstPage) {
      if (abort.signal.aborted) return { loaded: true, release: () => {} }
      mount.on()
      parents.learn(scope)
      return loadOf(scope).acquire(onFirstPage)
    },
    reload,
    state: (scope) => loads.get(scopeName(scope))?.state() ?? unread,
    states: (entity) =>
      [...loads.values()].filter((load) => load.entity === entity).map((load) => load.state()),
    async refresh() {
      const active = { queryKey: root, refetchType: 'active' as const }
      await Promise.allSettled([client.invalidateQueries(active, { cancelRefetch: false })])
    },
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

/** Numbered: two stores of one model may share a client, not their rows. */
function createRootKey({ service }: AnyModel): QueryKey {
  loaders += 1
  return ['throughline', service, loaders]
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
