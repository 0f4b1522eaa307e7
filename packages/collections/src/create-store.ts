import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { entityOf, keyString } from '@throughline/schema/adapter'
import { CollectionsError } from './collections-error.ts'
import { assertParentIsThere, type CollectionOptions, createEntityCollection } from './entity-collection.ts'
import type { Fold } from './fold.ts'
import {
  type AnyAggregateOptions,
  type AnyListOptions,
  type AnyPagesOptions,
  type AnyRowOptions,
  createLiveQueries,
} from './live-queries.ts'
import { createOperation } from './operation.ts'
import { createPendingMutations } from './query/pending-mutations.ts'
import { prepareInsert, prepareUpdate } from './prepare-write.ts'
import type { PushQueue } from './push-queue.ts'
import { createEngine } from './store-engine.ts'
import type { CollectionStore, StoreOptions } from './store.types.ts'
import { type Values, withoutManaged } from './values.ts'

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

function createAnyStore(given: AnyModel, options: StoreOptions<AnyModel>) {
  const engine = createEngine(given, options)
  const { model, fold, loader, queue, status } = engine

  const collections = createCollections({ model, fold, loader, queue })
  const collectionOf = (name: string) => {
    const collection = collections[entityOf(model, name).name]
    if (collection) return collection
    throw new TypeError(`The entity "${name}" has no collection.`)
  }
  const queries = createLiveQueries({ model, fold, loader, collection: collectionOf })
  let disposed = false

  return {
    model: given,
    collections,
    conflicts: engine.conflicts,
    transaction: engine.transaction,
    status: { get: status.get, subscribe: status.subscribe },
    pendingMutations: createPendingMutations(model, fold, status.subscribe),
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
    list: (name: string, listOptions?: AnyListOptions) => queries.list(entityOf(model, name), listOptions),
    pages: (name: string, pagesOptions?: AnyPagesOptions) =>
      queries.pages(entityOf(model, name), pagesOptions),
    row: (name: string, key: string | Values, rowOptions?: AnyRowOptions) =>
      queries.row(entityOf(model, name), key, rowOptions),
    aggregate: (name: string, aggregateOptions?: AnyAggregateOptions) =>
      queries.aggregate(entityOf(model, name), aggregateOptions),
    refresh: loader.refresh,
    dispose() {
      disposed = true
      engine.dispose()
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

function ownKey(entity: AnyModelEntity, key: string | Values): string {
  return typeof key === 'string' ? key : keyString(entity, key)
}

interface WriteContext {
  readonly model: AnyModel
  readonly fold: Fold
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

function assertNotTaken(fold: Fold, entity: AnyModelEntity, row: Values): void {
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
