import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { entityOf, keyString } from '@throughline/schema/adapter'
import { CollectionsError } from './collections-error.ts'
import { assertParentIsThere, type CollectionOptions, createEntityCollection } from './entity-collection.ts'
import { createFold } from './fold.ts'
import { type AnyListOptions, createLiveQueries } from './live-queries.ts'
import { createLoader } from './loader.ts'
import { createOperation, type Operation } from './operation.ts'
import { scopeOfChild } from './parent-link.ts'
import { prepareInsert, prepareUpdate } from './prepare-write.ts'
import { createPushQueue, type PushQueue } from './push-queue.ts'
import type { Scope } from './scope.types.ts'
import type { CollectionStore, StoreOptions } from './store.types.ts'
import { createStatus } from './sync-status.ts'
import { type Values, withoutManaged } from './values.ts'

const defaults = {
  pollInterval: 60_000,
  staleTime: 10_000,
  // oxlint-disable-next-line no-console -- a failed write must never be silent; `onError` replaces this
  onError: (error: CollectionsError) => console.error(error),
}

/**
 * Makes the client store of a model: a TanStack DB collection per entity over one transport.
 *
 * Nothing is read before something subscribes, so that it may be made on a server.
 */
export function createStore<TModel extends AnyModel>(
  model: TModel,
  options: StoreOptions<TModel>,
): CollectionStore<TModel> {
  const store: unknown = createAnyStore(model, options)
  // Sound: entity names, rows, keys and changes are checked against the model when they are used.
  return store as CollectionStore<TModel>
}

function createAnyStore(model: AnyModel, options: StoreOptions<AnyModel>) {
  const { pollInterval, staleTime, onError } = { ...defaults, ...withoutUndefined(options) }
  const fold = createFold(model)
  const { transport, queryClient } = options
  const loader = createLoader({ model, fold, transport, queryClient, pollInterval, staleTime, onError })
  const queue = createPushQueue({
    fold,
    transport,
    onError,
    onChange: () => status.changed(),
    reload: (operation) => void loader.reload(scopesOf(fold, operation)),
  })
  const status = createStatus({ model, fold, loader, queue })
  loader.subscribe(status.changed)

  const collections = createCollections({ model, fold, loader, queue })
  const collectionOf = (name: string) => {
    const collection = collections[entityOf(model, name).name]
    if (collection) return collection
    throw new TypeError(`The entity "${name}" has no collection.`)
  }
  const queries = createLiveQueries({ fold, loader, collection: collectionOf })
  let disposed = false

  return {
    model,
    collections,
    status: { get: status.get, subscribe: status.subscribe },
    ...createWrites({
      model,
      fold,
      queue,
      begin: (entity) => {
        if (disposed)
          throw new CollectionsError('disposed', 'The store was disposed: make a new one to write.')
        collectionOf(entity.name).startSyncImmediate()
      },
    }),
    meta: (name: string, key: string | Values) => {
      const entity = entityOf(model, name)
      return fold.table(name).base.get(ownKey(entity, key))?.meta
    },
    list: (name: string, listOptions: AnyListOptions = {}) =>
      queries.list(entityOf(model, name), listOptions),
    row: (name: string, key: string | Values) => queries.row(entityOf(model, name), key),
    refresh: loader.refresh,
    dispose() {
      disposed = true
      queue.dispose()
      loader.dispose()
      status.dispose()
      for (const collection of Object.values(collections)) collection.cleanup().catch(() => {})
    },
  }
}

function createCollections(context: Omit<CollectionOptions, 'entity'>) {
  const entities = Object.values(context.model.entities)
  return Object.fromEntries(
    entities.map((entity) => [entity.name, createEntityCollection({ ...context, entity })]),
  )
}

/** The rows that an operation may have changed, as they are read: with all of their entity, or with their parent's. */
function scopesOf(fold: WriteContext['fold'], { entity, path }: Operation): Scope[] {
  const { link } = fold.table(entity.name)
  const siblings = link && scopeOfChild(link, path)
  const all = { entity, parentKey: undefined }
  return siblings ? [all, siblings] : [all]
}

function withoutUndefined<T extends object>(options: T): Partial<T> {
  // Sound: only members that are absent anyway are left out.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}

function ownKey(entity: AnyModelEntity, key: string | Values): string {
  return typeof key === 'string' ? key : keyString(entity, key)
}

interface WriteContext {
  readonly model: AnyModel
  readonly fold: ReturnType<typeof createFold>
  readonly queue: PushQueue
  /** Called before each write. */
  readonly begin: (entity: AnyModelEntity) => void
}

function createWrites({ model, fold, queue, begin }: WriteContext) {
  const currentRow = (entity: AnyModelEntity, key: string, operation: 'delete' | 'update'): Values => {
    const row = fold.table(entity.name).rows.get(key)
    if (row) return row
    const message = `There is no ${entity.singular} with the key "${key}" among the rows that are loaded.`
    throw new CollectionsError('not_found', message, { entity: entity.name, key, operation })
  }

  return {
    insert(name: string, values: Values) {
      const entity = entityOf(model, name)
      begin(entity)
      assertParentIsThere(fold, entity, values)
      const row = prepareInsert(model, entity, values)
      assertNotTaken(fold, entity, row)
      const operation = createOperation({
        kind: 'insert',
        entity,
        row,
        values: withoutManaged(row),
        before: {},
      })
      queue.enqueue([operation])
      return { row: fold.table(name).rows.get(operation.key) ?? row, confirmed: operation.confirmed }
    },
    update(name: string, of: string | Values, changes: Values) {
      const entity = entityOf(model, name)
      begin(entity)
      const key = ownKey(entity, of)
      const row = currentRow(entity, key, 'update')
      const values = prepareUpdate(model, entity, row, changes)
      if (Object.keys(values).length === 0) return { row, confirmed: Promise.resolve(row) }
      const operation = createOperation({ kind: 'update', entity, row, values, before: row })
      queue.enqueue([operation])
      return { row: fold.table(name).rows.get(key) ?? row, confirmed: operation.confirmed }
    },
    delete(name: string, of: string | Values) {
      const entity = entityOf(model, name)
      begin(entity)
      const row = currentRow(entity, ownKey(entity, of), 'delete')
      const operation = createOperation({ kind: 'delete', entity, row, values: {}, before: row })
      queue.enqueue([operation])
      return { row, confirmed: operation.confirmed }
    },
  }
}

function assertNotTaken(fold: WriteContext['fold'], entity: AnyModelEntity, row: Values): void {
  const key = keyString(entity, row)
  if (!fold.table(entity.name).rows.has(key)) return
  const message = `There is a ${entity.singular} with the key "${key}" already.`
  throw new CollectionsError('rejected', message, {
    entity: entity.name,
    key,
    operation: 'insert',
    reason: 'already_exists',
  })
}
