import type { AnyModelEntity } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import {
  type AnyAggregateOptions,
  type AnyListOptions,
  type AnyPagesOptions,
  type AnyRowOptions,
  createLiveQueries,
} from '../live-queries.ts'
import type { QueryPlugin } from '../plugin.types.ts'
import type { Values } from '../values.ts'

/** Gives a store `list`, `pages`, `row` and `aggregate`: for the `queries` of `createStore`. */
export function liveQueries(): QueryPlugin {
  return {
    open(source) {
      const queries = createLiveQueries(source)
      const of = (name: string): AnyModelEntity => entityOf(source.model, name)
      return {
        list: (name: string, options?: AnyListOptions) => queries.list(of(name), options),
        pages: (name: string, options?: AnyPagesOptions) => queries.pages(of(name), options),
        row: (name: string, key: string | Values, options?: AnyRowOptions) =>
          queries.row(of(name), key, options),
        aggregate: (name: string, options?: AnyAggregateOptions) => queries.aggregate(of(name), options),
      }
    },
  }
}
