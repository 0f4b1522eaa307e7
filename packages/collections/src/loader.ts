import { QueryClient, type QueryKey } from '@tanstack/query-core'
import type { AnyModel, AnyModelEntity, Transport } from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import { createEmitter } from './emitter.ts'
import type { Fold } from './fold.ts'
import { createLoad, type Lease, type Load, type LoadState, unread } from './load.ts'
import { readPages } from './read-pages.ts'

interface LoaderOptions {
  readonly model: AnyModel
  readonly fold: Fold
  readonly transport: Transport
  readonly queryClient: QueryClient | undefined
  readonly pollInterval: number | false
  readonly staleTime: number
  readonly onError: (error: CollectionsError) => void
}

/** Which rows: all of an entity, or those of one parent. */
export interface Scope {
  readonly entity: AnyModelEntity
  readonly parentKey: string | undefined
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
  loaders += 1
  // Numbered: two stores of one model may share a client, not their rows.
  const root: QueryKey = ['throughline', model.service, loaders]
  const loads = new Map<string, Load>()
  const emitter = createEmitter()
  const abort = new AbortController()

  const queryKeyOf = ({ entity, parentKey }: Scope): QueryKey =>
    parentKey === undefined ? [...root, entity.name] : [...root, entity.name, parentKey]

  const loadOf = (scope: Scope): Load => {
    const known = loads.get(nameOf(scope))
    if (known) return known
    const load = createLoad({
      client,
      queryKey: queryKeyOf(scope),
      entity: scope.entity,
      pollInterval,
      staleTime,
      onError,
      onChange: emitter.emit,
      read: (onFirstPage) =>
        readPages({ fold, transport, ...scope, signal: abort.signal, onFirstPage, onProgress: emitter.emit }),
    })
    loads.set(nameOf(scope), load)
    return load
  }

  return {
    acquire(scope, onFirstPage) {
      if (abort.signal.aborted) return { loaded: true, release: () => {} }
      mount.on()
      return loadOf(scope).acquire(onFirstPage)
    },
    async reload(scopes) {
      await Promise.allSettled(
        scopes.map((scope) =>
          client.invalidateQueries({ queryKey: queryKeyOf(scope), exact: true, refetchType: 'active' }),
        ),
      )
    },
    state: (scope) => loads.get(nameOf(scope))?.state() ?? unread,
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
      emitter.clear()
      void client.cancelQueries({ queryKey: root })
      client.removeQueries({ queryKey: root })
      mount.off()
    },
  }
}

function nameOf({ entity, parentKey }: Scope): string {
  return JSON.stringify([entity.name, parentKey])
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
