import {
  BasicIndex,
  BTreeIndex,
  type Collection,
  createCollection,
  type LoadSubsetOptions,
  type SyncConfig,
} from '@tanstack/db'
import type { AnyModelEntity } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { Lease } from '../load.ts'
import type { Loader } from '../loader.ts'
import { createOperation, type Operation, type OperationKind } from '../operation.ts'
import { boundScopes, isEager, notLoaded, type ParentLink } from '../parent-link.ts'
import type { Engine } from '../plugin.types.ts'
import { assertParentIsThere, changesBetween, prepareInsert, prepareUpdate } from '../prepare-write.ts'
import { chunkSize, inChunks } from '../read-pages.ts'
import { type Values, withoutManaged } from '../values.ts'
import { keyValuesIn } from './subset-where.ts'

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

/** Makes the TanStack DB collection of one entity: a view of the fold, whose mutations are operations of the queue. */
export function createEntityCollection(engine: Engine, entity: AnyModelEntity): Collection<Row, string> {
  const { model, queue } = engine
  const getKey = (row: Row): string => keyString(entity, row)
  const handler = (kind: OperationKind) => async (input: HandlerInput) => {
    queue.enqueue(input.transaction.mutations.map((mutation) => toOperation(entity, kind, mutation)))
  }
  const collection = createCollection<Row, string>({
    id: `${model.service}.${entity.name}`,
    getKey,
    syncMode: isEager(entity) ? 'eager' : 'on-demand',
    sync: createSync(engine, entity),
    // Rows stay until the store is disposed: the fold holds them anyway.
    gcTime: 0,
    autoIndex: 'off',
    // Without one lexical order for queries and indexes, TanStack DB uses no index.
    defaultStringCollation: { stringSort: 'lexical' },
    // Sound: the schema decides by the key whether it sees an insert or an update, and throws before anything changes.
    schema: validator(engine, entity) as never,
    onInsert: handler('insert'),
    onUpdate: handler('update'),
    onDelete: handler('delete'),
  })
  for (const field of indexedFields(entity)) {
    collection.createIndex((row) => row[field], {
      // Keys are all different: a sorted array of them would be moved by half with each row.
      indexType: entity.key.includes(field) ? BTreeIndex : BasicIndex,
      options: { compareOptions: { direction: 'asc', nulls: 'first', stringSort: 'lexical' } },
    })
  }
  return collection
}

function indexedFields({ key, relations }: AnyModelEntity): string[] {
  const foreignKeys = Object.values(relations).flatMap((relation) =>
    relation.kind === 'belongsTo' || relation.kind === 'morphTo' ? relation.fields : [],
  )
  return [...new Set([...key, ...foreignKeys])]
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
function validator({ model, fold }: Engine, entity: AnyModelEntity): object {
  const validate = (row: Values): { value: Values } => {
    const current = fold.table(entity.name).rows.get(keyString(entity, row))
    if (current)
      return { value: { ...row, ...prepareUpdate(model, entity, current, changesBetween(current, row)) } }
    assertParentIsThere(fold, entity, row)
    return { value: prepareInsert(model, entity, row) }
  }
  return { '~standard': { version: 1, vendor: 'throughline', validate } }
}

function createSync({ fold, loader }: Engine, entity: AnyModelEntity): SyncConfig<Row, string> {
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
      const stop = fold.listen(entity.name, writeKeys, 'writer')
      const abort = new AbortController()
      // Those that are there already, perhaps all of a large table; what changes meanwhile is written at once.
      let filled: Promise<void> | undefined =
        table.rows.size > chunkSize ? inChunks([...table.rows.keys()], writeKeys, abort.signal) : undefined
      if (filled) filled.then(() => (filled = undefined)).catch(() => {})
      else writeKeys(table.rows.keys())
      const ready = (): void => (filled ? void filled.then(markReady, () => {}) : markReady())
      const lazy = isEager(entity) ? undefined : table.link
      const subsets = lazy && createSubsets(lazy, loader, () => filled ?? [])
      const all = subsets ? undefined : loader.acquire({ entity, parentKey: undefined }, ready)
      // A first read that fails is told by the store's status; the collection stays usable.
      if (all && all.loaded !== true) all.loaded.catch(() => {})
      if (!all) ready()
      return {
        cleanup() {
          abort.abort()
          stop()
          all?.release()
          subsets?.releaseAll()
        },
        ...(subsets && { loadSubset: subsets.load, unloadSubset: subsets.unload }),
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

/** `before`: what no subset is whole before. */
function createSubsets(
  link: ParentLink,
  loader: Loader,
  before: () => Promise<void> | readonly Promise<void>[],
): Subsets {
  const held = new Map<LoadSubsetOptions, Lease[]>()
  return {
    load(options) {
      const scopes = boundScopes(link, (field) => keyValuesIn(options.where, field))
      if (!scopes) return Promise.reject(notLoaded(link))
      const leases = scopes.map((scope) => loader.acquire(scope))
      held.set(options, [...(held.get(options) ?? []), ...leases])
      const waiting = leases.flatMap(({ loaded }) => (loaded === true ? [] : [loaded])).concat(before())
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
