import type { FieldCondition } from '@throughline/schema/adapter'
import type { KeyIndex, KeyRange } from './key-range.ts'
import { keyText } from '../items/key-text.ts'

/** A way to rows, one of several: all that meet the conditions are in its ranges, and others may be. */
export interface Way {
  readonly index: KeyIndex
  readonly ranges: readonly KeyRange[]
  /** The table's partitions and local indexes are; global ones are updated within moments. */
  readonly consistent: boolean
  /** The ranges hold rows of other entities as well. */
  readonly mixed: boolean
  /** What is read in vain, the least first. */
  readonly rank: number
  /** The conditions that all rows of the ranges meet. */
  readonly served: readonly FieldCondition[]
  /** The field in the order of whose values the rows are. */
  readonly order?: string | undefined
  /** Whether the rows are in the order of this field of the key. */
  readonly isInKeyOrder: (field: string) => boolean
}

export const ranks = {
  key: 0,
  localValue: 1,
  uniqueValue: 2,
  pathRange: 3,
  path: 4,
  reference: 5,
  value: 6,
  valueRange: 7,
  listRange: 8,
  order: 9,
  list: 10,
} as const

/** No row can meet the conditions. */
export type Nothing = 'nothing'

/** The only values that a field may have, by one of its conditions. */
export interface Choice {
  readonly by: FieldCondition
  readonly values: readonly unknown[]
}

/** Queries of one read: of more, most would be in vain. */
export const mostRanges = 100

/** What a field is asked to be equal to. */
export function choiceOf(conditions: readonly FieldCondition[], field: string): Choice | undefined {
  const asked = conditionsOn(conditions, field)
  const equal = asked.find(({ op }) => op === 'eq')
  if (equal) return { by: equal, values: [equal.value] }
  const list = asked.find((condition) => condition.op === 'in')
  if (!list) return undefined
  // By their texts: two dates of one time are one value.
  const values = new Map(list.value.map((value) => [`${typeof value} ${keyText(value)}`, value]))
  return { by: list, values: [...values.values()] }
}

/** The conditions on one field. */
export function conditionsOn(conditions: readonly FieldCondition[], field: string): FieldCondition[] {
  return conditions.filter((condition) => condition.field === field)
}

/** Each combination of one value of each list. */
export function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (all, list) => all.flatMap((some) => list.map((value) => [...some, value])),
    [[]],
  )
}
