import { QueryClient } from '@tanstack/query-core'
import { type CollectionsError, createStore, type PendingMutation } from '@throughline/collections'
import { offline, type OfflineStorage, type TabSource } from '@throughline/collections/offline'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import { feedSync, type SyncedStore } from '@throughline/collections/sync'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import type { AnyModel, SyncTransport } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import type { EntityName, RealSettings } from './plan.types.ts'

type Values = Readonly<Record<string, unknown>>

interface Storage {
  readonly open: (model: AnyModel) => Promise<OfflineStorage>
  readonly tabs: TabSource
}

export interface StoreSetup {
  readonly model: SyncModel
  readonly transport: SyncTransport<SyncModel>
  readonly real: RealSettings
  readonly user: string
  readonly storage: Storage | undefined
  readonly onError: (error: CollectionsError) => void
  /** Told whenever something may be shown that was not. */
  readonly onChange: () => void
}

/** An edit that met another's, and waits. */
export interface OpenConflict {
  readonly id: string
  readonly entity: string
  readonly key: string
  readonly mine: Values | null
  readonly resolve: (choice: 'mine' | 'theirs') => void
}

/** A store by its public doors, whatever the entity is. */
export interface RealStore {
  readonly insert: (entity: EntityName, values: Values) => Confirmed
  readonly update: (entity: EntityName, key: string, changes: Values) => Confirmed
  readonly delete: (entity: EntityName, key: string) => Confirmed
  readonly transaction: (work: () => void) => Confirmed
  /** The version that it has of the server. */
  readonly version: (entity: EntityName, key: string) => number | undefined
  /** Rows as lists show them. */
  readonly rows: (entity: EntityName) => readonly Values[]
  /** The same as the collection has them. */
  readonly collected: (entity: EntityName) => readonly Values[]
  readonly pending: () => readonly PendingMutation[]
  /** It waits for somebody to sign in. */
  readonly isDenied: () => boolean
  /** It says that nothing outlives it, although there is a disk. */
  readonly isInMemory: () => boolean
  readonly conflicts: () => readonly OpenConflict[]
  /** What can be done with what is parked. */
  readonly outbox: Outbox
  /** Deletes all that is stored. */
  readonly clear: () => Promise<void>
  readonly refresh: () => void
  readonly dispose: () => void
}

interface Outbox {
  readonly retry: (id: string) => void
  readonly edit: (id: string, changes: Values) => void
  readonly discard: (id: string) => void
}

interface Confirmed {
  readonly confirmed: Promise<unknown>
}

/** Opens a store as an application does, and looks at all rows that there can be, as its components do. */
export function openStore(setup: StoreSetup): RealStore {
  const { model, transport, real, user, storage, onError, onChange } = setup
  const made: QueryStore<SyncModel> & SyncedStore<SyncModel> = createStore(model, {
    transport,
    sync: feedSync<EntityName>({
      load: real.load,
      gcTime: false,
      conflicts: { default: real.conflicts },
      ...(storage && { storage: offline({ user, ...storage }) }),
    }),
    queries: liveQueries(),
    queryClient: new QueryClient(),
    pollInterval: 30_000,
    onError,
  })
  // Sound: with a storage it has these, and without one nobody asks for them.
  const stored = made as unknown as Pick<RealStore, 'clear' | 'outbox'>
  const lists = listsOf(made)
  const stops = [
    ...Object.values(lists).flatMap((some) => some.map((list) => list.subscribe(onChange))),
    ...watchCollections(made, onChange),
    made.status.subscribe(onChange),
    made.conflicts.subscribe(onChange),
  ]
  return {
    // Sound: values of an edit are made together with the entity that they are of.
    insert: (entity, values) => made.insert(entity, values as never),
    update: (entity, key, changes) => made.update(entity, key, changes),
    delete: (entity, key) => made.delete(entity, key),
    transaction: (work) => made.transaction(work),
    version: (entity, key) => made.meta(entity, key)?.version,
    rows: (entity) => lists[entity].flatMap((list) => list.get().data),
    collected: (entity) => collectionsOf(made)[entity].toArray.map(withoutVirtual),
    pending: made.pendingMutations.get,
    isDenied: () => made.status.get().error?.code === 'denied',
    isInMemory() {
      const { storage: where } = made.status.get()
      return where?.kind === 'memory' && where.reason !== 'chosen'
    },
    conflicts: made.conflicts.get,
    outbox: stored.outbox,
    clear: async () => stored.clear(),
    refresh: () => void made.refresh(),
    dispose() {
      for (const stop of stops) stop()
      made.dispose()
    },
  }
}

interface List {
  readonly get: () => { readonly data: readonly Values[] }
  readonly subscribe: (listener: () => void) => () => void
}

function listsOf(store: QueryStore<SyncModel>): Readonly<Record<EntityName, readonly List[]>> {
  const teams = ['t0', 't1', 't2']
  const projects = teams.flatMap((teamId) => [0, 1].map((projectNumber) => ({ teamId, projectNumber })))
  return {
    teams: [store.list('teams', { limit: 500 })],
    projects: teams.map((teamId) => store.list('projects', { where: { teamId }, limit: 500 })),
    tasks: projects.map((where) => store.list('tasks', { where, limit: 500 })),
  }
}

function watchCollections(store: QueryStore<SyncModel>, onChange: () => void): (() => void)[] {
  const { teams, projects, tasks } = collectionsOf(store)
  const subscriptions = [
    teams.subscribeChanges(onChange),
    projects.subscribeChanges(onChange),
    tasks.subscribeChanges(onChange),
  ]
  return subscriptions.map((subscription) => () => subscription.unsubscribe())
}

/** Without what TanStack DB tells beside a row's own fields. */
function withoutVirtual(row: object): Values {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('$')))
}
