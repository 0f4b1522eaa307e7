import type { AnyModelEntity } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { isEager } from './entity-collection.ts'
import { createListSource, hold, type ListSource, type ListSourceContext, stateOf } from './list-source.ts'
import type { Lease } from './load.ts'
import type { ListResult, LiveList, LiveRow, RowResult } from './live-query.types.ts'
import type { Order } from './ordered-keys.ts'
import { scopeOfChild } from './parent-link.ts'
import type { Scope } from './scope.types.ts'
import { hashOf, type Values } from './values.ts'
import type { AnyWhere } from './where.ts'

/** A list's options, before its entity is known. */
export interface AnyListOptions {
  readonly where?: AnyWhere | undefined
  readonly orderBy?: Readonly<Record<string, 'asc' | 'desc' | undefined>> | undefined
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** Makes lists and rows to subscribe to. */
export interface LiveQueries {
  list(entity: AnyModelEntity, options: AnyListOptions): LiveList<Values>
  row(entity: AnyModelEntity, key: string | Values): LiveRow<Values>
}

/** Lists that nobody subscribes to and that are kept all the same: between a render and its effects, or for the way back. */
const idleSources = 16

export function createLiveQueries(context: ListSourceContext): LiveQueries {
  const sources = new Map<string, ListSource>()

  const sourceOf = (entity: AnyModelEntity, where: AnyWhere | undefined, order: Order): ListSource => {
    const hash = hashOf([entity.name, order, where ?? {}])
    const known = sources.get(hash)
    // Deleted and set again: the map's order is that of use.
    sources.delete(hash)
    const source = known ?? createListSource(context, { entity, where, order, unfiltered })
    sources.set(hash, source)
    for (const [oldest, { isUsed }] of sources) {
      if (sources.size <= idleSources) break
      if (!isUsed() && oldest !== hash) sources.delete(oldest)
    }
    return source

    /** Only one in use is worth it: it is up to date. */
    function unfiltered() {
      const all = sources.get(hashOf([entity.name, order, {}]))
      return all?.isUsed() === true ? all.keys() : undefined
    }
  }

  return {
    list(entity, { where, orderBy, limit, offset }) {
      const source = sourceOf(entity, where, toOrder(entity, orderBy))
      return createWindow(context, source, Math.max(0, offset ?? 0), limit)
    },
    row: (entity, key) => createLiveRow(context, entity, key),
  }
}

function toOrder({ key, fields }: AnyModelEntity, orderBy: AnyListOptions['orderBy']): Order {
  const order = Object.entries(orderBy ?? {}).flatMap(([field, direction]) =>
    direction ? [[field, direction] as const] : [],
  )
  // Ties are broken by the key as a text, in which 10 comes before 9.
  const isNumbered = fields.some((field) => field.key && field.kind === 'number')
  return isNumbered ? [...order, ...key.map((field) => [field, 'asc'] as const)] : order
}

function createWindow(
  { fold }: ListSourceContext,
  source: ListSource,
  offset: number,
  limit: number | undefined,
): LiveList<Values> {
  const { rows } = fold.table(source.entity.name)
  const refetch = source.refetch
  let result: ListResult<Values> | undefined
  let seen = -1

  const cut = (): readonly Values[] => {
    const end = limit === undefined ? Infinity : offset + limit
    const data: Values[] = []
    for (const key of source.keys().slice(offset, end)) {
      const row = rows.get(key)
      if (row) data.push(row)
    }
    const before = result?.data
    return before?.length === data.length && data.every((row, index) => row === before[index]) ? before : data
  }

  return {
    subscribe: source.subscribe,
    get() {
      const version = source.version()
      const { isLoading, error } = source.state()
      const data = result && version === seen ? result.data : cut()
      const total = source.keys().size
      seen = version
      const same =
        result?.data === data &&
        result.total === total &&
        result.isLoading === isLoading &&
        sameError(result.error, error)
      if (!result || !same) result = { data, total, isLoading, error, refetch }
      return result
    },
  }
}

/** An error made anew for each look is the same while it says the same. */
function sameError(left: Error | null, right: Error | null): boolean {
  return left === right || (left !== null && right !== null && left.message === right.message)
}

function createLiveRow(
  context: ListSourceContext,
  entity: AnyModelEntity,
  of: string | Values,
): LiveRow<Values> {
  const { fold, loader } = context
  const table = fold.table(entity.name)
  const key = typeof of === 'string' ? of : keyString(entity, of)
  let result: RowResult<Values> | undefined

  /** Which rows to load: those that the row is among. */
  const scopes = (): Scope[] | undefined => {
    if (isEager(entity)) return [{ entity, parentKey: undefined }]
    const row = typeof of === 'string' ? table.rows.get(key) : of
    const scope = table.link && row && scopeOfChild(table.link, row)
    return scope && [scope]
  }

  const refetch = async (): Promise<void> => loader.reload(scopes() ?? [])

  return {
    subscribe(listener) {
      const leases: Lease[] = hold(context, scopes() ?? [])
      const stops = [
        fold.listen(entity.name, (keys) => {
          if (keys.includes(key)) listener()
        }),
        loader.subscribe(listener),
      ]
      return () => {
        for (const stop of stops) stop()
        for (const lease of leases) lease.release()
        stops.length = leases.length = 0
      }
    },
    get() {
      const data = table.rows.get(key)
      const state = stateOf(loader, scopes(), table)
      const isLoading = state.isLoading && data === undefined
      const same =
        result?.data === data && result?.isLoading === isLoading && sameError(result.error, state.error)
      if (!result || !same) result = { data, isLoading, error: state.error, refetch }
      return result
    },
  }
}
