import type { AnyModelEntity } from '@throughline/schema'
import { keyOrder } from './key-order.ts'
import { createListSource, type ListSource, type ListSourceContext, type RowsView } from './list-source.ts'
import type { LiveAggregate, LiveList, LivePages, LiveRow } from './live-query.types.ts'
import { createOrderedKeys, type Order, type OrderedKeys } from './ordered-keys.ts'
import { type AnyAggregates, createAggregate, createTotals } from './query/aggregates.ts'
import { createLiveRow } from './query/live-row.ts'
import { createEdgeIndexes } from './query/edge-index.ts'
import { createRowNodes, type RowNode, type Work } from './query/row-nodes.ts'
import { type AnyInclude, shapeOfInclude } from './query/shape.ts'
import { createPages, createWindow } from './query/window.ts'
import { hashOf, type Values } from './values.ts'
import type { AnyWhere } from './where.types.ts'

/** What related rows come with a row, before its entity is known. */
export interface AnyRowOptions {
  readonly include?: AnyInclude | undefined
}

/** A list's options, before its entity is known. */
export interface AnyListOptions extends AnyRowOptions {
  readonly where?: AnyWhere | undefined
  readonly orderBy?: Readonly<Record<string, 'asc' | 'desc' | undefined>> | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** As {@link AnyListOptions}, of a list that grows by pages. */
export interface AnyPagesOptions extends Omit<AnyListOptions, 'limit' | 'offset'> {
  readonly pageSize?: number | undefined
}

/** An aggregate's options, before its entity is known. */
export interface AnyAggregateOptions extends AnyAggregates {
  readonly where?: AnyWhere | undefined
}

/** Makes lists, rows and aggregates to subscribe to. */
export interface LiveQueries {
  /** Done so far, for tests. */
  readonly work: Work
  list(entity: AnyModelEntity, options?: AnyListOptions): LiveList<Values>
  pages(entity: AnyModelEntity, options?: AnyPagesOptions): LivePages<Values>
  row(entity: AnyModelEntity, key: string | Values, options?: AnyRowOptions): LiveRow<Values>
  aggregate(entity: AnyModelEntity, options?: AnyAggregateOptions): LiveAggregate<Values>
}

/** Lists that nobody subscribes to and that are kept all the same: between a render and its effects, or for the way back. */
const idleSources = 16
const defaultPageSize = 50
/** One row of so many is few: sorted by themselves, they cost less than a look at all. */
const fewPart = 8

type Rows = readonly (readonly [string, Values])[]

export function createLiveQueries(made: Omit<ListSourceContext, 'nodes'>): LiveQueries {
  const { model, fold } = made
  const work: Work = { examined: 0 }
  const nodes = createRowNodes({ model, fold, indexes: createEdgeIndexes(fold), work })
  const context: ListSourceContext = { ...made, nodes }
  const lists = createSources<OrderedKeys>()
  const totals = createSources<ReturnType<typeof createTotals>>()

  const listOf = (
    entity: AnyModelEntity,
    where: AnyWhere | undefined,
    order: Order,
  ): ListSource<OrderedKeys> => {
    /** Another list of all rows, where it is in this order already: cheaper to filter than to sort many again. In use, it is up to date. */
    const unfiltered = (many: number): OrderedKeys | undefined => {
      const all = lists.get([entity.name, order, {}])
      const keys = all?.isUsed() === true ? all.view() : undefined
      return keys?.isSorted() === true && keys.size < fewPart * many ? keys : undefined
    }
    const create = (rows: Rows, isPart: boolean) =>
      orderedKeys(order, rows, isPart ? unfiltered(rows.length) : undefined)
    return lists.of([entity.name, order, where ?? {}], () =>
      createListSource(context, { entity, where, create }),
    )
  }

  const nodeOf = (entity: AnyModelEntity, include: AnyInclude | undefined): RowNode =>
    nodes.of(entity, shapeOfInclude(model, [entity], include))

  return {
    work,
    list(entity, { where, orderBy, limit, offset = 0, include } = {}) {
      return createWindow(context, {
        source: listOf(entity, where, toOrder(entity, orderBy)),
        node: nodeOf(entity, include),
        offset: Math.max(0, offset),
        limit: () => limit,
      })
    },
    pages(entity, { where, orderBy, include, pageSize = defaultPageSize } = {}) {
      const source = listOf(entity, where, toOrder(entity, orderBy))
      return createPages(context, { source, node: nodeOf(entity, include), pageSize })
    },
    row: (entity, key, { include } = {}) =>
      createLiveRow(context, { entity, key, node: nodeOf(entity, include) }),
    aggregate(entity, { where, sum, avg, min, max } = {}) {
      const asked = { sum, avg, min, max }
      const { rows } = fold.table(entity.name)
      const create = (matching: Rows) =>
        createTotals(asked, matching, (key, field) => rows.get(key)?.[field] ?? null)
      const name = [entity.name, asked, where ?? {}]
      return createAggregate(totals.of(name, () => createListSource(context, { entity, where, create })))
    },
  }
}

/** Sources by what was asked for, so that it is the same one each time; a few that are not in use are kept. */
function createSources<TView extends RowsView>() {
  const sources = new Map<string, ListSource<TView>>()
  return {
    get: (name: readonly unknown[]) => sources.get(hashOf(name)),
    of(name: readonly unknown[], create: () => ListSource<TView>): ListSource<TView> {
      const hash = hashOf(name)
      const source = sources.get(hash) ?? create()
      // Deleted and set again: the map's order is that of use.
      sources.delete(hash)
      sources.set(hash, source)
      for (const [oldest, { isUsed }] of sources) {
        if (sources.size <= idleSources) break
        if (!isUsed() && oldest !== hash) sources.delete(oldest)
      }
      return source
    },
  }
}

function orderedKeys(order: Order, rows: Rows, from: OrderedKeys | undefined): OrderedKeys {
  if (from) {
    const wanted = new Set(rows.map(([key]) => key))
    return createOrderedKeys(
      order,
      from.entries().filter(({ key }) => wanted.has(key)),
    )
  }
  const keys = createOrderedKeys(order)
  keys.update(rows)
  return keys
}

function toOrder(entity: AnyModelEntity, orderBy: AnyListOptions['orderBy']): Order {
  const order = Object.entries(orderBy ?? {}).flatMap(([field, direction]) =>
    direction ? [[field, direction] as const] : [],
  )
  return [...order, ...keyOrder(entity)]
}
