import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import { createEmitter } from './emitter.ts'
import type { Fold } from './fold.ts'
import type { Loader } from './loader.ts'
import type { PushQueue } from './push-queue.ts'
import type { Network } from './sync/network.ts'
import type { QuarantinedRow, RowCheck } from './sync/row-check.ts'
import type { SessionState } from './sync/session.types.ts'

/** How one entity, or the whole model, stands with the server. */
export interface EntityStatus {
  /** A first load is under way; a refetch of rows that are there is not one. */
  readonly loading: boolean
  /** Rows loaded so far. */
  readonly rows: number
  /** When rows were last read completely; `null` before. */
  readonly syncedAt: Date | null
  /** Writes that the server has not confirmed yet. */
  readonly pending: number
  /** Why the latest read failed; `null` after one that did not. */
  readonly error: CollectionsError | null
}

/** How the whole model stands, and each of its entities. */
export interface SyncStatus<TName extends string = string> extends EntityStatus {
  /** A read is under way, first or repeated. */
  readonly fetching: boolean
  /** The server could not be reached, or could not answer, when it was asked last. */
  readonly offline: boolean
  /** Rows that the first reading of everything has brought so far; `null` where none is under way. */
  readonly progress: { readonly rows: number } | null
  /** Whether a live stream tells of what others write. */
  readonly live: 'closed' | 'open'
  /** Rows of the server that the model does not take, and that are not shown. */
  readonly quarantined: readonly QuarantinedRow[]
  readonly entities: Readonly<Record<TName, EntityStatus>>
}

const idle: SessionState = { live: 'closed', progress: null, syncedAt: null }

/** The status of a store that has read nothing: what a server renders. */
export function initialStatus(model: AnyModel): SyncStatus {
  const status = { loading: false, rows: 0, syncedAt: null, pending: 0, error: null }
  return {
    ...status,
    ...idle,
    fetching: false,
    offline: false,
    quarantined: [],
    entities: Object.fromEntries(model.names.map((name) => [name, status])),
  }
}

interface StatusSources {
  readonly model: AnyModel
  readonly fold: Fold
  readonly loader: Loader
  readonly queue: PushQueue
  readonly network?: Network | undefined
  readonly check?: RowCheck | undefined
}

/** The status as one object that stays the same between two calls of `changed`. */
export function createStatus({ model, fold, loader, queue, network, check }: StatusSources) {
  const emitter = createEmitter()
  let current: SyncStatus | undefined

  const statusOf = (entity: AnyModelEntity): EntityStatus => {
    const states = loader.states(entity)
    const loadedAt = latest(states.map(({ syncedAt }) => syncedAt))
    const followedAt = loader.session?.state().syncedAt ?? null
    return {
      loading: states.some(({ loaded, fetching }) => fetching && !loaded),
      rows: fold.table(entity.name).rows.size,
      // What was read is kept up to date where the feed is followed.
      syncedAt: loadedAt && latest([loadedAt, followedAt]),
      pending: queue.pending(entity.name),
      error: states.find(({ error }) => error)?.error ?? null,
    }
  }

  const compute = (): SyncStatus => {
    const entities = Object.fromEntries(
      Object.values(model.entities).map((entity) => [entity.name, statusOf(entity)]),
    )
    const all = Object.values(entities)
    const error = network?.error() ?? all.find((entity) => entity.error)?.error ?? null
    const session = loader.session?.state() ?? idle
    return {
      loading: all.some(({ loading }) => loading),
      fetching: Object.values(model.entities).some((entity) =>
        loader.states(entity).some(({ fetching }) => fetching),
      ),
      rows: all.reduce((sum, { rows }) => sum + rows, 0),
      syncedAt: latest(all.map(({ syncedAt }) => syncedAt)),
      pending: all.reduce((sum, { pending }) => sum + pending, 0),
      error,
      offline: error?.code === 'offline' || network?.isOffline() === true,
      progress: session.progress,
      live: session.live,
      quarantined: check?.list() ?? [],
      entities,
    }
  }

  return {
    get: () => (current ??= compute()),
    subscribe: emitter.subscribe,
    changed() {
      current = undefined
      emitter.emit()
    },
    dispose: emitter.clear,
  }
}

function latest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((last, date) => (date && (!last || date > last) ? date : last), null)
}
