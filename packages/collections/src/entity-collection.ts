import {
  BasicIndex,
  type Collection,
  createCollection,
  type LoadSubsetOptions,
  type SyncConfig,
} from '@tanstack/db'
import { type AnyModel, type AnyModelEntity, keyString } from '@throughline/schema'
import { CollectionsError } from './collections-error.ts'
import type { Fold } from './fold.ts'
import type { Lease } from './load.ts'
import type { Loader } from './loader.ts'
import { createOperation, type Operation, type OperationKind } from './operation.ts'
import { changesBetween, prepareInsert, prepareUpdate } from './prepare-write.ts'
import type { PushQueue } from './push-queue.ts'
import { parentKeysOf } from './subset-where.ts'
import { type Values, withoutManaged } from './values.ts'

export interface CollectionOptions {
  readonly model: AnyModel
  readonly entity: AnyModelEntity
  readonly fold: Fold
  readonly loader: Loader
  readonly queue: PushQueue
}

type Row = Record<string, unknown>
/** What TanStack DB hands to `onInsert`, `onUpdate` and `onDelete`, as far as it is read here. */
interface HandlerInput {
  readonly transaction: { readonly mutations: readonly HandledMutation[] }
}
interface HandledMutation {
  readonly original: object
  readonly modified: Row
  readonly changes: Row
  readonly optimistic: boolean
}

/** Whether an entity's rows are read as a whole: a root has no parent to ask by. */
export function isEager(entity: AnyModelEntity): boolean {
  return entity.load === 'eager' || entity.parentField === undefined
}

/** Throws where a row is being created below one that is being deleted. */
export function assertParentIsThere(fold: Fold, entity: AnyModelEntity, row: Values): void {
  const { parent, parentField } = entity
  if (parent === undefined || parentField === undefined) return
  if (!fold.isHidden(fold.table(parent), String(row[parentField]))) return
  const message = `The ${parent} row that "${parentField}" names is being deleted.`
  throw new CollectionsError('rejected', message, {
    entity: entity.name,
    operation: 'insert',
    reason: 'parent_not_found',
    issues: [{ path: [parentField], message }],
  })
}

/** Makes the TanStack DB collection of one entity: a view of the fold, whose mutations are operations of the queue. */
export function createEntityCollection(options: CollectionOptions): Collection<Row, string> {
  const { model, entity, queue } = options
  const getKey = (row: Row): string => keyString(entity, row)
  const handler = (kind: OperationKind) => async (input: HandlerInput) => {
    queue.enqueue(input.transaction.mutations.map((mutation) => toOperation(entity, kind, mutation)))
  }
  const collection = createCollection<Row, string>({
    id: `${model.service}.${entity.name}`,
    getKey,
    syncMode: isEager(entity) ? 'eager' : 'on-demand',
    sync: createSync(options),
    // Rows stay until the store is disposed: the fold holds them anyway.
    gcTime: 0,
    autoIndex: 'off',
    // Without one lexical order for queries and indexes, TanStack DB uses no index.
    defaultStringCollation: { stringSort: 'lexical' },
    // Sound: the schema decides by the key whether it sees an insert or an update, and throws before anything changes.
    schema: validator(options) as never,
    onInsert: handler('insert'),
    onUpdate: handler('update'),
    onDelete: handler('delete'),
  })
  for (const field of indexedFields(entity)) {
    collection.createIndex((row) => row[field], {
      indexType: BasicIndex,
      options: { compareOptions: { direction: 'asc', nulls: 'first', stringSort: 'lexical' } },
    })
  }
  return collection
}

function indexedFields({ key, relations }: AnyModelEntity): string[] {
  const foreignKeys = Object.values(relations).filter(({ kind }) => kind === 'belongsTo')
  return [...new Set([...key, ...foreignKeys.map(({ field }) => field)])]
}

function toOperation(entity: AnyModelEntity, kind: OperationKind, mutation: HandledMutation): Operation {
  const { modified, original, changes, optimistic } = mutation
  // Sound: only an insert has no row before.
  const before = kind === 'insert' ? {} : (original as Values)
  const values: Record<OperationKind, () => Values> = {
    insert: () => withoutManaged(modified),
    update: () => changes,
    delete: () => ({}),
  }
  return createOperation({ kind, entity, row: modified, values: values[kind](), before, optimistic })
}

/** TanStack DB's one place for validation, called before it shows a mutation; throwing there leaves all as it was. */
function validator({ model, entity, fold }: CollectionOptions): object {
  const validate = (row: Values): { value: Values } => {
    const current = fold.table(entity.name).rows.get(keyString(entity, row))
    if (current) {
      return { value: { ...row, ...prepareUpdate(model, entity, current, changesBetween(current, row)) } }
    }
    assertParentIsThere(fold, entity, row)
    return { value: prepareInsert(model, entity, row) }
  }
  return { '~standard': { version: 1, vendor: 'throughline', validate } }
}

function createSync({ entity, fold, loader }: CollectionOptions): SyncConfig<Row, string> {
  return {
    rowUpdateMode: 'full',
    sync({ begin, write, commit, markReady }) {
      const table = fold.table(entity.name)
      const written = new Map<string, Values>()
      /** Writes what the fold shows now, whatever was told before: a subscriber may have changed it again. */
      const writeKeys = (keys: Iterable<string>): void => {
        begin()
        for (const key of keys) {
          const row = table.rows.get(key)
          const before = written.get(key)
          if (row === before) continue
          if (row) {
            written.set(key, row)
            write({ type: before ? 'update' : 'insert', value: row })
          } else {
            written.delete(key)
            write({ type: 'delete', key })
          }
        }
        commitSafely(commit)
      }
      if (table.rows.size > 0) writeKeys(table.rows.keys())
      const stop = fold.listen(entity.name, writeKeys, 'writer')
      const subsets = createSubsets(entity, loader)
      const all = isEager(entity) ? loader.acquire({ entity, parentKey: undefined }, markReady) : undefined
      // A first read that fails is told by the store's status; the collection stays usable.
      if (all && all.loaded !== true) all.loaded.catch(() => {})
      if (!all) markReady()
      return {
        cleanup() {
          stop()
          all?.release()
          subsets.releaseAll()
        },
        ...(!all && { loadSubset: subsets.load, unloadSubset: subsets.unload }),
      }
    },
  }
}

/** A subscriber's exception is its own: it must not stop the writing of the other collections. */
function commitSafely(commit: () => unknown): void {
  try {
    commit()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

interface Subsets {
  load(options: LoadSubsetOptions): true | Promise<void>
  unload(options: LoadSubsetOptions): void
  releaseAll(): void
}

function createSubsets(entity: AnyModelEntity, loader: Loader): Subsets {
  const field = entity.parentField ?? ''
  const held = new Map<LoadSubsetOptions, Lease[]>()
  return {
    load(options) {
      const parents = parentKeysOf(options.where, field)
      if (!parents) return Promise.reject(notLoaded(entity))
      const leases = parents.map((parentKey) => loader.acquire({ entity, parentKey }))
      held.set(options, [...(held.get(options) ?? []), ...leases])
      const waiting = leases.flatMap(({ loaded }) => (loaded === true ? [] : [loaded]))
      return waiting.length === 0 ? true : Promise.all(waiting).then(() => {})
    },
    unload(options) {
      for (const lease of held.get(options) ?? []) lease.release()
      held.delete(options)
    },
    releaseAll() {
      for (const leases of held.values()) for (const lease of leases) lease.release()
      held.clear()
    },
  }
}

/** What a query is told that does not say whose rows it wants. */
export function notLoaded(entity: AnyModelEntity): CollectionsError {
  const { name, parentField, parent } = entity
  return new CollectionsError(
    'not_loaded',
    `The ${name} are loaded by parent: ask for \`${parentField}\` with a value or \`in\`, as in { where: { ${parentField}: id } }, ` +
      `or give the key as { ${parentField}, … }. To load them all at start, define them with load: 'eager' (their ${parent} are their parent).`,
    { entity: name, operation: 'load' },
  )
}
