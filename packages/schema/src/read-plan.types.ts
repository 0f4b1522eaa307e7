import type { KeyValues } from './key.ts'
import type { Comparable, Scalar } from './read.types.ts'

/** One condition on one field; all of a plan's must hold. */
export type FieldCondition =
  | { readonly field: string; readonly op: 'contains' | 'eq' | 'ne'; readonly value: Scalar }
  | { readonly field: string; readonly op: 'in'; readonly value: readonly Scalar[] }
  | { readonly field: string; readonly op: 'gt' | 'gte' | 'lt' | 'lte'; readonly value: Comparable }
  | { readonly field: string; readonly op: 'startsWith'; readonly value: string }
  | { readonly field: string; readonly op: 'exists'; readonly value: boolean }

export type ConditionOperator = FieldCondition['op']

/** The order of a plan. */
export interface FieldOrder {
  readonly field: string
  readonly descending: boolean
  /** `key`: the order of the rows' keys. `value`: that of an `indexed` or `unique` field, of rows that have a value. */
  readonly by: 'key' | 'value'
}

/** What a caller asks of a list, unchecked. */
export interface ReadRequest {
  readonly where?: unknown
  readonly orderBy?: unknown
  readonly fields?: unknown
}

/** What is asked of a list, checked; the same for every way of writing the same. */
export interface ReadPlan {
  /** By the entity's fields in their order, then by operator: a store may serve some, and leave the rest to `matches`. */
  readonly conditions: readonly FieldCondition[]
  readonly orderBy?: FieldOrder
  /** In the entity's order, those of the key among them; absent where all are wanted. */
  readonly fields?: readonly string[]
}

/** What is asked of a query: of one parent, with its conditions apart. */
export interface QueryPlan extends ReadPlan {
  /** The parent's key by the entity's own fields, of the right types; no row may have such a key. */
  readonly parent: KeyValues
}
