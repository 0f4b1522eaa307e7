export type {
  AggregateOptions,
  AggregateResult,
  Aggregates,
  Condition,
  EntityWhere,
  ListOptions,
  ListResult,
  LiveAggregate,
  LiveList,
  LivePages,
  LiveRow,
  OrderBy,
  PagesOptions,
  PagesResult,
  Quantified,
  RowOptions,
  RowResult,
  RowWith,
  Where,
} from '../live-query.types.ts'
export type { QueryStore } from '../store.types.ts'
export { liveQueries } from './query-plugin.ts'
