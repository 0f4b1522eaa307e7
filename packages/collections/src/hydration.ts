import { type AnyModel, type AnyModelEntity, describeField, type StoredRow } from '@throughline/schema'
import { jsonCodec } from '@throughline/schema/adapter'
import { CollectionsError } from './collections-error.ts'
import { markHydrated } from './hydration-mark.ts'
import type { DehydratedEntity, DehydratedStore } from './hydration.types.ts'
import type { Load, LoadState } from './load.ts'
import type { Readable } from './readable.types.ts'
import { partsOf } from './store-parts.ts'
import type { CollectionStore } from './store.types.ts'
import type { Values } from './values.ts'

export type { DehydratedEntity, DehydratedStore } from './hydration.types.ts'

/** A list, pages, a row or an aggregate of a store. */
export type LoadingQuery = Readable<{ readonly isLoading: boolean; readonly error: CollectionsError | null }>

/**
 * Reads lists, rows and aggregates, and resolves once all is there: for a server, where no component subscribes.
 *
 * @throws {CollectionsError} the first that could not be read.
 */
export async function whenLoaded(...queries: readonly LoadingQuery[]): Promise<void> {
  await Promise.all(queries.map(loadedOnce))
}

function loadedOnce(query: LoadingQuery): Promise<void> {
  return new Promise((resolve, reject) => {
    let isDone = false
    let stop = (): void => {}
    const look = (): void => {
      const { isLoading, error } = query.get()
      if (isDone || (isLoading && !error)) return
      isDone = true
      stop()
      if (error) reject(error)
      else resolve()
    }
    stop = query.subscribe(look)
    look()
    if (isDone) stop()
  })
}

/** What a store has read and the server has confirmed, as plain JSON; writes that are not confirmed are left out. */
export function dehydrate<TModel extends AnyModel>(store: CollectionStore<TModel>): DehydratedStore {
  const { model, fold, loader, session } = partsOf(store)
  const cursor = session?.cursor() ?? ''
  const loaded = [...loader.loads.values()]
    .map((load) => ({ scope: load.scope, state: load.state() }))
    .filter(({ state }) => state.loaded)
  const at = Math.max(0, ...loaded.map(({ state }) => state.syncedAt?.getTime() ?? 0))
  // Where all came by a snapshot, it is not only what was asked for.
  const isAll = session?.fill !== undefined && cursor !== ''
  const entityState = (entity: AnyModelEntity): DehydratedEntity => {
    const encode = rowCoder(entity, 'encode')
    const rows = [...fold.table(entity.name).base.values()]
    return {
      rows: rows.map(({ row, meta }) => [encode(row), meta]),
      reads: isAll ? [{ at }] : loaded.filter(({ scope }) => scope.entity === entity).map(toRead),
    }
  }
  return {
    format: 1,
    service: model.service,
    ...(cursor !== '' && { cursor }),
    entities: Object.fromEntries(
      Object.values(model.entities)
        .map((entity) => [entity.name, entityState(entity)] as const)
        .filter(([, { rows, reads: of }]) => rows.length > 0 || of.length > 0),
    ),
  }
}

interface LoadedScope extends Pick<Load, 'scope'> {
  readonly state: LoadState
}

function toRead({ scope: { parentKey, where }, state }: LoadedScope): DehydratedEntity['reads'][number] {
  return {
    ...(parentKey !== undefined && { parentKey }),
    ...(where && { where }),
    at: state.syncedAt?.getTime() ?? 0,
  }
}

/**
 * Shows the rows of a state at once, in a store that has read nothing yet; what is fresh is not read again, and the feed goes on
 * from where the state was taken.
 *
 * A store that follows a feed takes nothing where it could not go on from the state: where it has begun to follow it, or reads
 * all by a snapshot and the state is a part of that.
 *
 * @returns the store.
 * @throws {CollectionsError} `invalid` for a state of another model or form.
 */
export function hydrate<TStore extends object>(store: TStore, state: DehydratedStore): TStore {
  const { model, fold, loader, session } = partsOf(store)
  if (state.format !== 1 || state.service !== model.service) {
    const message = `This state is not one of the model "${model.service}" in the form that this version reads.`
    throw new CollectionsError('invalid', message)
  }
  const entities = Object.values(model.entities)
  const isAll = entities.every(({ name }) =>
    state.entities[name]?.reads.some(({ parentKey }) => parentKey === undefined),
  )
  // What was deleted since would never be told of.
  const goesOn = !session || ((isAll || !session.fill) && session.resume(state.cursor ?? ''))
  if (!goesOn) return store
  const asOf = fold.beginRead()
  fold.batch(() => {
    for (const entity of entities) {
      const decode = rowCoder(entity, 'decode')
      const rows = state.entities[entity.name]?.rows ?? []
      const stored = rows.map(([row, meta]): StoredRow => ({ row: decode(row), meta }))
      fold.receive(fold.table(entity.name), stored, asOf)
    }
  })
  fold.endRead()
  for (const entity of entities) {
    for (const { parentKey, where, at } of state.entities[entity.name]?.reads ?? []) {
      // A clock of the server that is ahead must not keep them fresh.
      loader.restore({ entity, parentKey, ...(where && { where }) }, Math.min(at, Date.now()))
    }
  }
  markHydrated(store)
  return store
}

/** Rows to plain JSON and back, by what the model says of their fields. */
function rowCoder({ schema }: AnyModelEntity, way: 'decode' | 'encode'): (row: Values) => Values {
  const codec = jsonCodec(describeField(schema))
  // Sound: an object's codec makes an object of an object.
  return codec.plain ? (row) => row : (row) => codec[way](row) as Values
}
