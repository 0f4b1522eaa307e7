import type { AnyModel, AnyModelEntity, KeyValue } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { CollectionsError } from './collections-error.ts'
import { createEmitter, type Emitter } from './emitter.ts'
import type { Fold } from './fold.ts'
import type { FoldTable } from './fold-table.ts'
import type { Lease } from './load.ts'
import type { Loader } from './loader.ts'
import { boundScopes, isEager, notLoaded } from './parent-link.ts'
import { followNode, revisionOf, type RowNode, type RowNodes } from './query/row-nodes.ts'
import { shapeOfWhere } from './query/shape.ts'
import type { Scope } from './scope.types.ts'
import type { Values } from './values.ts'
import { boundValues, compileWhere } from './where.ts'
import type { AnyWhere } from './where.types.ts'

export interface ListSourceContext {
  readonly model: AnyModel
  readonly fold: Fold
  readonly loader: Loader
  /** Told before rows of an entity are read. */
  readonly wake: (entity: string) => void
  readonly nodes: RowNodes
}

/** Whether all rows of a list are there, and why not. */
export interface SourceState {
  readonly isLoading: boolean
  readonly error: CollectionsError | null
}

export type RowChange = readonly [key: string, row: Values | undefined]

/** What is made of the rows that match, and kept in step with them: an order, or totals. */
export interface RowsView {
  readonly size: number
  has(key: string): boolean
  /** Takes rows in, `undefined` for a row that is out. */
  update(changes: readonly RowChange[]): unknown
}

/** The rows of one entity that match: shared by all windows of the same list. */
export interface ListSource<TView extends RowsView> {
  readonly entity: AnyModelEntity
  /** Told when matching rows or the state may have changed; rows are loaded while someone listens. */
  readonly subscribe: (listener: () => void) => () => void
  /** Grows when a matching row came, went, moved or changed. */
  version(): number
  view(): TView
  state(): SourceState
  readonly refetch: () => Promise<void>
  /** Someone listens. */
  readonly isUsed: () => boolean
}

export interface ListSourceOptions<TView extends RowsView> {
  readonly entity: AnyModelEntity
  readonly where: AnyWhere | undefined
  /** Makes the view of the rows that match; `isPart`: they are some of all rows. */
  readonly create: (rows: readonly (readonly [string, Values])[], isPart: boolean) => TView
}

export function createListSource<TView extends RowsView>(
  context: ListSourceContext,
  options: ListSourceOptions<TView>,
): ListSource<TView> {
  const { fold, loader, model } = context
  const { entity, where } = options
  const table = fold.table(entity.name)
  const node = context.nodes.of(entity, shapeOfWhere(model, [entity], where))
  const scopes = scopesOf(table, where)?.concat(relatedScopes(model, node, entity))
  const rows = matchingRows(context, options, node)
  const emitter = createEmitter()

  const start = (): (() => void) => {
    const stops = [
      ...hold(context, scopes ?? []).map((lease) => lease.release),
      rows.watch(emitter.emit),
      loader.subscribe(emitter.emit),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  return {
    entity,
    version: rows.version,
    view: rows.view,
    state: () => stateOf(loader, scopes, table),
    refetch: async () => loader.reload(scopes ?? []),
    ...createAudience(emitter, start),
  }
}

/** Conditions on related rows need all of those: which ones match is not known before. */
function relatedScopes(model: AnyModel, { names }: RowNode, entity: AnyModelEntity): Scope[] {
  return [...names].flatMap((name) => {
    const related = model.entities[name]
    return related && related !== entity ? [{ entity: related, parentKey: undefined }] : []
  })
}

interface MatchingRows<TView> {
  view(): TView
  version(): number
  /** Keeps the rows in step with changes, and tells of those that make a difference. */
  watch(tell: () => void): () => void
}

/** The rows that match: found when asked for; then, while watched, only those that changed are looked at. */
function matchingRows<TView extends RowsView>(
  { fold, model }: ListSourceContext,
  { entity, where, create }: ListSourceOptions<TView>,
  node: RowNode,
): MatchingRows<TView> {
  const table = fold.table(entity.name)
  const match = createMatch({ fold, model }, { entity, where }, node)
  const changed = createIntake((key) => (match ? match(key) : table.rows.get(key)))
  let built: TView | undefined
  let builtAt = -1
  let version = 0
  let isWatched = false

  const revision = (): number => revisionOf(fold, node.names)
  const build = (): TView => {
    const rows = candidates(table, where)
    const found = match ? rows.filter(([key]) => match(key)) : rows
    version += 1
    changed.clear()
    builtAt = revision()
    return create(found, match !== undefined && rows.length === table.rows.size)
  }

  const takeIn = (of: TView): TView => {
    if (changed.into(of)) version += 1
    return of
  }

  const view = (): TView => {
    built = built && (isWatched || builtAt === revision()) ? takeIn(built) : build()
    return built
  }

  return {
    view,
    version() {
      view()
      return version
    },
    watch(tell) {
      if (builtAt !== revision()) built = undefined
      isWatched = true
      let told = version
      const settled = (): void => {
        if (built) takeIn(built)
        if (built && told === version) return
        told = version
        tell()
      }
      const stop = followNode(fold, node, settled, (keys) => {
        if (built) changed.add(keys)
      })
      return () => {
        if (built) takeIn(built)
        builtAt = revision()
        isWatched = false
        stop()
      }
    },
  }
}

/** Keys of rows that changed, until a view takes them in. */
function createIntake(rowOf: (key: string) => Values | undefined) {
  const keys = new Set<string>()
  return {
    clear: () => keys.clear(),
    add(changed: Iterable<string>): void {
      for (const key of changed) keys.add(key)
    },
    /** `false` where none of them matches or did. */
    into(view: RowsView): boolean {
      const changes = Array.from(keys, (key): RowChange => [key, rowOf(key)])
      const meant = changes.filter(([key, row]) => row || view.has(key))
      keys.clear()
      if (meant.length > 0) view.update(meant)
      return meant.length > 0
    },
  }
}

/** Gives a row that matches; `undefined` instead of itself where all rows do. */
function createMatch(
  { fold, model }: Pick<ListSourceContext, 'fold' | 'model'>,
  { entity, where }: Pick<ListSourceOptions<RowsView>, 'entity' | 'where'>,
  node: RowNode,
): ((key: string) => Values | undefined) | undefined {
  const { rows } = fold.table(entity.name)
  const predicate = compileWhere({ model, entities: [entity] }, where)
  if (!predicate) return undefined
  return (key) => {
    const found = node.read(key)
    return found && predicate(found.value) ? rows.get(key) : undefined
  }
}

/** Rows that may match: those of the parents or the keys asked for, found by the fold's own indexes, or all. */
function candidates(table: FoldTable, where: AnyWhere | undefined): (readonly [string, Values])[] {
  const keys = keysBelow(table, where) ?? boundKeys(table, where)
  if (!keys) return [...table.rows]
  return keys.flatMap((key) => {
    const row = table.rows.get(key)
    return row ? [[key, row] as const] : []
  })
}

function keysBelow(table: FoldTable, where: AnyWhere | undefined): readonly string[] | undefined {
  return boundParents(table, where)?.flatMap(({ parentKey = '' }) =>
    Array.from(table.children.get(parentKey) ?? []),
  )
}

/** The keys that a `where` names, of an entity that has one key field. */
function boundKeys({ entity }: FoldTable, where: AnyWhere | undefined): readonly string[] | undefined {
  const [field = '', other] = entity.key
  const values = other === undefined ? boundValues(where, field) : undefined
  return values && [...new Set(values.map((value) => keyString(entity, { [field]: value })))]
}

/** Starts with the first listener and stops with the last. */
export function createAudience(
  emitter: Emitter,
  start: () => () => void,
): Pick<ListSource<RowsView>, 'isUsed' | 'subscribe'> {
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
export function hold({ loader, wake }: ListSourceContext, scopes: readonly Scope[]): Lease[] {
  return scopes.map((scope) => {
    wake(scope.entity.name)
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
