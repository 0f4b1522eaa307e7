import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { createEmitter } from './emitter.ts'
import type { Engine } from './plugin.types.ts'
import type { EntityStatus, FeedStatus, SyncStatus } from './sync-status.types.ts'

const idle: FeedStatus = {
  live: 'closed',
  progress: null,
  quarantined: [],
  storage: null,
  syncedAt: null,
  error: null,
  offline: false,
}

/** The status of a store that has read nothing: what a server renders. */
export function initialStatus(model: AnyModel): SyncStatus {
  const status = { loading: false, rows: 0, syncedAt: null, pending: 0, error: null }
  return {
    ...status,
    ...idle,
    fetching: false,
    entities: Object.fromEntries(model.names.map((name) => [name, status])),
  }
}

/** The status as one object that stays the same between two calls of `changed`. */
export function createStatus(engineOf: () => Engine) {
  const emitter = createEmitter()
  let current: SyncStatus | undefined

  const compute = (): SyncStatus => {
    const { model, fold, loader, queue, feed } = engineOf()
    const following = feed?.() ?? idle
    let fetching = false

    const statusOf = (entity: AnyModelEntity): EntityStatus => {
      const states = loader.states(entity)
      const loadedAt = latest(states.map(({ syncedAt }) => syncedAt))
      fetching ||= states.some((state) => state.fetching)
      return {
        loading: states.some((state) => state.fetching && !state.loaded),
        rows: fold.table(entity.name).rows.size,
        // What was read is kept up to date where the feed is followed.
        syncedAt: loadedAt && latest([loadedAt, following.syncedAt]),
        pending: [...queue.operations].filter((operation) => operation.entity === entity).length,
        error: states.find(({ error }) => error)?.error ?? null,
      }
    }

    const entities = Object.fromEntries(
      Object.values(model.entities).map((entity) => [entity.name, statusOf(entity)]),
    )
    const all = Object.values(entities)
    const error = following.error ?? all.find((entity) => entity.error)?.error ?? null
    const sum = (of: 'pending' | 'rows'): number => all.reduce((total, entity) => total + entity[of], 0)
    return {
      ...following,
      loading: all.some(({ loading }) => loading),
      fetching,
      rows: sum('rows'),
      syncedAt: latest(all.map(({ syncedAt }) => syncedAt)),
      pending: sum('pending'),
      error,
      offline: following.offline || error?.code === 'offline',
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
