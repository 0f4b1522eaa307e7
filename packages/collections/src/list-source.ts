import type { AnyModelEntity, KeyValue } from '@throughline/schema'
import type { Collection } from '@tanstack/db'
import type { CollectionsError } from './collections-error.ts'
import { createEmitter, type Emitter } from './emitter.ts'
import { isEager } from './entity-collection.ts'
import type { Fold } from './fold.ts'
import type { FoldTable } from './fold-table.ts'
import type { Lease } from './load.ts'
import type { Loader } from './loader.ts'
import { createOrderedKeys, type Order, type OrderedKeys } from './ordered-keys.ts'
import { boundScopes, notLoaded } from './parent-link.ts'
import type { Scope } from './scope.types.ts'
import type { Values } from './values.ts'
import { type AnyWhere, boundValues, compileWhere, type Predicate } from './where.ts'

export interface ListSourceContext {
  readonly fold: Fold
  readonly loader: Loader
  readonly collection: (name: string) => Collection<Record<string, unknown>, string>
}

/** Whether all rows of a list are there, and why not. */
export interface SourceState {
  readonly isLoading: boolean
  readonly error: CollectionsError | null
}

/** The rows of one entity that match, in order: shared by all windows of the same list. */
export interface ListSource {
  readonly entity: AnyModelEntity
  readonly order: Order
  readonly where: AnyWhere | undefined
  /** Told when matching rows or the state may have changed; rows are loaded while someone listens. */
  readonly subscribe: (listener: () => void) => () => void
  /** Grows when a matching row came, went, moved or changed. */
  version(): number
  keys(): OrderedKeys
  state(): SourceState
  readonly refetch: () => Promise<void>
  /** Someone listens. */
  readonly isUsed: () => boolean
}

export interface ListSourceOptions {
  readonly entity: AnyModelEntity
  readonly where: AnyWhere | undefined
  readonly order: Order
  /** Another list of the same order, of all rows, that is up to date: cheaper to filter than to sort again. */
  readonly unfiltered: () => OrderedKeys | undefined
}

export function createListSource(context: ListSourceContext, options: ListSourceOptions): ListSource {
  const { fold, loader } = context
  const { entity, where, order } = options
  const table = fold.table(entity.name)
  const scopes = scopesOf(table, where)
  const rows = matchingRows(fold, options)
  const emitter = createEmitter()

  const apply = (changed: readonly string[]): void => {
    if (rows.apply(changed)) emitter.emit()
  }

  const start = (): (() => void) => {
    const stops = [
      ...hold(context, scopes ?? []).map((lease) => lease.release),
      fold.listen(entity.name, apply),
      loader.subscribe(emitter.emit),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  return {
    entity,
    order,
    where,
    version: rows.version,
    keys: rows.keys,
    state: () => stateOf(loader, scopes, table),
    refetch: async () => loader.reload(scopes ?? []),
    ...createAudience(emitter, start),
  }
}

interface MatchingRows {
  keys(): OrderedKeys
  version(): number
  /** Takes in changed rows; `false` where none of them matches or did. */
  apply(changed: readonly string[]): boolean
}

/** The rows that match, in order: built when asked for, then kept while changes are told one after the other. */
function matchingRows(fold: Fold, { entity, where, order, unfiltered }: ListSourceOptions): MatchingRows {
  const table = fold.table(entity.name)
  const predicate = compileWhere(where)
  let built: OrderedKeys | undefined
  let builtAt = -1
  let version = 0

  const keys = (): OrderedKeys => {
    const revision = fold.revision(entity.name)
    if (built && builtAt === revision) return built
    const rows = candidates(table, where)
    built = build({
      rows,
      order,
      predicate,
      from: predicate && rows.length === table.rows.size ? unfiltered() : undefined,
    })
    builtAt = revision
    version += 1
    return built
  }

  return {
    keys,
    version() {
      keys()
      return version
    },
    apply(changed) {
      // Not up to date with what was before this change: the next reader builds anew.
      if (!built || builtAt !== fold.revision(entity.name) - 1) return true
      builtAt += 1
      const known = built
      const changes = changed.flatMap((key) => {
        const row = table.rows.get(key)
        const matching = row && (!predicate || predicate(row)) ? row : undefined
        return matching || known.has(key) ? [[key, matching] as const] : []
      })
      if (changes.length === 0) return false
      known.update(changes)
      version += 1
      return true
    },
  }
}

/** Rows that may match: those of the parents asked for, found by the fold's own index, or all. */
function candidates(table: FoldTable, where: AnyWhere | undefined): (readonly [string, Values])[] {
  const parents = boundParents(table, where)
  if (!parents) return [...table.rows]
  const found: (readonly [string, Values])[] = []
  for (const { parentKey = '' } of parents) {
    for (const key of table.children.get(parentKey) ?? []) {
      const row = table.rows.get(key)
      if (row) found.push([key, row])
    }
  }
  return found
}

/** Starts with the first listener and stops with the last. */
function createAudience(emitter: Emitter, start: () => () => void): Pick<ListSource, 'isUsed' | 'subscribe'> {
  let listeners = 0
  let stop = (): void => {}
  return {
    isUsed: () => listeners > 0,
    subscribe(listener) {
      const unsubscribe = emitter.subscribe(listener)
      listeners += 1
      if (listeners === 1) stop = start()
      let done = false
      return () => {
        if (done) return
        done = true
        unsubscribe()
        listeners -= 1
        if (listeners === 0) stop()
      }
    },
  }
}

/** Which rows a list needs; `undefined` where it does not say whose, although they are loaded by parent. */
function scopesOf(table: FoldTable, where: AnyWhere | undefined): Scope[] | undefined {
  const { entity } = table
  return isEager(entity) ? [{ entity, parentKey: undefined }] : boundParents(table, where)
}

function boundParents({ link }: FoldTable, where: AnyWhere | undefined): Scope[] | undefined {
  return link && boundScopes(link, (field): KeyValue[] | undefined => boundValues(where, field))
}

/** Starts the reading of scopes, until the leases are released. */
export function hold({ loader, collection }: ListSourceContext, scopes: readonly Scope[]): Lease[] {
  return scopes.map((scope) => {
    collection(scope.entity.name).startSyncImmediate()
    const lease = loader.acquire(scope)
    if (lease.loaded !== true) lease.loaded.catch(() => {})
    return lease
  })
}

/** The state of scopes together: loading until each was read once or has failed. */
export function stateOf(
  loader: Loader,
  scopes: readonly Scope[] | undefined,
  { link }: FoldTable,
): SourceState {
  if (!scopes) return { isLoading: false, error: link ? notLoaded(link) : null }
  const states = scopes.map((scope) => loader.state(scope))
  return {
    isLoading: states.some(({ loaded, error }) => !loaded && !error),
    error: states.find(({ error }) => error)?.error ?? null,
  }
}

interface BuildInput {
  readonly rows: readonly (readonly [string, Values])[]
  readonly order: Order
  readonly predicate: Predicate | undefined
  readonly from: OrderedKeys | undefined
}

function build({ rows, order, predicate, from }: BuildInput): OrderedKeys {
  const matching = predicate ? rows.filter(([, row]) => predicate(row)) : rows
  if (from && matching.length > 0) {
    const wanted = new Set(matching.map(([key]) => key))
    return createOrderedKeys(
      order,
      from.entries().filter(({ key }) => wanted.has(key)),
    )
  }
  const keys = createOrderedKeys(order)
  keys.update(matching)
  return keys
}
