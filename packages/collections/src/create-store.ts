import type { AnyModel, AnyModelEntity, EntityName } from '@throughline/schema'
import { entityOf, keyString } from '@throughline/schema/adapter'
import { CollectionsError } from './collections-error.ts'
import { createOperation, type Operation } from './operation.ts'
import { createPendingMutations } from './pending-mutations.ts'
import type { Engine, QueryPlugin, SyncPlugin } from './plugin.types.ts'
import { assertParentIsThere, prepareInsert, prepareUpdate } from './prepare-write.ts'
import { keepParts, type StoreParts } from './store-parts.ts'
import type { StoreOptions, StoreWith } from './store.types.ts'
import { createStatus } from './sync-status.ts'
import { createUses } from './uses.ts'
import { type Values, withoutManaged } from './values.ts'

/**
 * Makes the client store of a model: the rows of all its entities over one transport.
 *
 * Nothing is read before something subscribes, so that it may be made on a server.
 */
export function createStore<
  TModel extends AnyModel,
  TSync extends SyncPlugin<EntityName<TModel>>,
  TQueries extends QueryPlugin | undefined = undefined,
>(model: TModel, options: StoreOptions<TModel, TSync, TQueries>): StoreWith<TModel, TSync, TQueries> {
  const store: unknown = createAnyStore(model, options)
  // Sound: entity names, rows, keys and changes are checked against the model when they are used, and the plugins have the rest.
  return store as StoreWith<TModel, TSync, TQueries>
}

function createAnyStore(
  given: AnyModel,
  options: StoreOptions<AnyModel, SyncPlugin, QueryPlugin | undefined>,
) {
  const { transport, queryClient, pollInterval = 60_000, staleTime = 10_000 } = options
  const status = createStatus(() => engine)
  const engine = options.sync.open(given, {
    transport,
    queryClient,
    pollInterval,
    staleTime,
    // oxlint-disable-next-line no-console -- a failed write must never be silent; `onError` replaces this
    onError: options.onError ?? ((error) => console.error(error)),
    onChange: status.changed,
  })
  const { model, fold, loader } = engine
  loader.subscribe(status.changed)
  const uses = createUses()
  let disposed = false
  const begin = (name: string): void => {
    if (disposed) throw new CollectionsError('disposed', 'The store was disposed: make a new one to write.')
    uses.add(entityOf(model, name).name)
  }
  const { edit, ...writes } = createWrites(engine, begin)
  const dispose = (): void => {
    disposed = true
    engine.dispose()
    status.dispose()
    uses.end()
  }
  const clear = async (): Promise<void> => {
    disposed = true
    await engine.clear?.()
    dispose()
  }

  const store = {
    model: given,
    status: { get: status.get, subscribe: status.subscribe },
    pendingMutations: createPendingMutations(model, fold, status.subscribe),
    ...writes,
    get: (name: string, key: string | Values) =>
      fold.table(name).rows.get(ownKey(entityOf(model, name), key)),
    meta: (name: string, key: string | Values) =>
      fold.table(name).base.get(ownKey(entityOf(model, name), key))?.meta,
    ...engine.members,
    ...options.queries?.open({ model, fold, loader, wake: uses.add }),
    ...(engine.clear && { clear }),
    refresh: loader.refresh,
    dispose,
  }
  return keepParts(store, { ...engine, begin, edit, uses })
}

function ownKey(entity: AnyModelEntity, key: string | Values): string {
  return typeof key === 'string' ? key : keyString(entity, key)
}

/** `begin` is called before each write. */
function createWrites(engine: Engine, begin: (name: string) => void) {
  const { model, fold, queue } = engine

  const send = (operation: Operation, row: Values) => {
    queue.enqueue([operation])
    return {
      row: fold.table(operation.entity.name).rows.get(operation.key) ?? row,
      confirmed: operation.confirmed,
    }
  }

  const current = (name: string, of: string | Values, operation: 'delete' | 'update') => {
    begin(name)
    const entity = entityOf(model, name)
    const key = ownKey(entity, of)
    const row = fold.table(name).rows.get(key)
    if (row) return { entity, key, row, before: row }
    const message = `There is no ${entity.singular} with the key "${key}" among the rows that are loaded.`
    throw new CollectionsError('not_found', message, { entity: name, key, operation })
  }

  const edit: StoreParts['edit'] = (name, of, changes, base) => {
    const { entity, key, row } = current(name, of, 'update')
    const values = prepareUpdate(model, entity, row, changes)
    const isNothing = Object.keys(values).length === 0
    return {
      key,
      row,
      operation: isNothing
        ? undefined
        : createOperation({ kind: 'update', entity, row, values, before: { ...row, ...base } }),
    }
  }

  return {
    edit,
    insert(name: string, given: Values) {
      begin(name)
      const entity = entityOf(model, name)
      assertParentIsThere(fold, entity, given)
      const row = prepareInsert(model, entity, given)
      const values = withoutManaged(row)
      const operation = createOperation({ kind: 'insert', entity, row, values, before: {} })
      const { key } = operation
      if (!fold.table(name).rows.has(key)) return send(operation, row)
      const message = `There is a ${entity.singular} with the key "${key}" already.`
      const details = { entity: name, key, operation: 'insert', reason: 'already_exists' } as const
      throw new CollectionsError('rejected', message, details)
    },
    update(name: string, of: string | Values, changes: Values, { base }: { base?: Values } = {}) {
      const { row, operation } = edit(name, of, changes, base)
      return operation ? send(operation, row) : { row, confirmed: Promise.resolve(row) }
    },
    delete(name: string, of: string | Values) {
      const found = current(name, of, 'delete')
      return send(createOperation({ ...found, kind: 'delete', values: {} }), found.row)
    },
  }
}
