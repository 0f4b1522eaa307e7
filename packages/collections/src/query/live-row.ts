import type { AnyModelEntity } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { hold, type ListSourceContext, stateOf } from '../list-source.ts'
import type { Lease } from '../load.ts'
import type { LiveRow, RowResult } from '../live-query.types.ts'
import { isEager, scopeOfChild } from '../parent-link.ts'
import type { Scope } from '../scope.types.ts'
import type { Values } from '../values.ts'
import { createRelatedHolds } from './related-holds.ts'
import type { RowNode } from './row-nodes.ts'
import { followRelated, sameResult } from './window.ts'

interface LiveRowOptions {
  readonly entity: AnyModelEntity
  readonly key: string | Values
  /** The row with those that were asked for with it. */
  readonly node: RowNode
}

export function createLiveRow(
  context: ListSourceContext,
  { entity, key: of, node }: LiveRowOptions,
): LiveRow<Values> {
  const { fold, loader } = context
  const table = fold.table(entity.name)
  const key = typeof of === 'string' ? of : keyString(entity, of)
  const holds = createRelatedHolds(context)
  let result: RowResult<Values> | undefined

  /** Which rows to load: those that the row is among. */
  const scopes = (): Scope[] | undefined => {
    if (isEager(entity)) return [{ entity, parentKey: undefined }]
    const row = typeof of === 'string' ? table.rows.get(key) : of
    const scope = table.link && row && scopeOfChild(table.link, row)
    return scope && [scope]
  }

  const refetch = async (): Promise<void> => {
    await Promise.all([loader.reload(scopes() ?? []), holds.refetch()])
  }

  const get = (): RowResult<Values> => {
    const row = node.get(key)
    holds.want(row ? [row] : [])
    const state = stateOf(loader, scopes(), table)
    const below = holds.state()
    const isLoading = (state.isLoading && !row) || below.isLoading
    const next = { data: row?.value, isLoading, error: state.error ?? below.error, refetch }
    if (!result || !sameResult(result, next)) result = next
    return result
  }

  const subscribe = (listener: () => void): (() => void) => {
    const leases: Lease[] = []
    let isHeld = false
    /** Of a row that is not known, nothing tells whose it is. */
    const holdRow = (): void => {
      const own = isHeld ? undefined : scopes()
      isHeld ||= own !== undefined
      leases.push(...hold(context, own ?? []))
    }
    holdRow()
    const stops = [
      fold.listen(entity.name, (keys) => {
        if (!keys.includes(key)) return
        holdRow()
        listener()
      }),
      loader.subscribe(listener),
    ]
    return () => {
      for (const stop of stops) stop()
      for (const lease of leases) lease.release()
      stops.length = leases.length = 0
    }
  }

  return {
    get,
    subscribe: node.isPlain
      ? subscribe
      : followRelated(context, { node, holds, get, isReady: () => true, upstream: subscribe }),
  }
}
