import type { FieldCondition } from '@throughline/schema/adapter'
import { compareValues } from '@throughline/schema/adapter'
import type { SortCondition } from './key-range.ts'

/** Sort keys that hold the value of a field, in the order of the values. */
export interface SortKeys {
  /** What all of them begin with. */
  readonly prefix: string
  readonly textOf: (value: unknown) => string
  /** The partition holds no other sort keys. */
  readonly alone: boolean
}

/** The part of a partition that conditions on one field leave. */
export interface ServedRange {
  readonly sort: SortCondition
  /** The conditions that all of it meets; others are still to be checked. */
  readonly served: readonly FieldCondition[]
}

type Bound = Extract<FieldCondition, { op: 'gt' | 'gte' | 'lt' | 'lte' }>

/** DynamoDB's own limit. */
const mostBytes = 1024
/** The character after `#`, which ends a prefix. */
const afterSeparator = '$'

/** Whether a text can be a sort key at all. */
export function isSortKey(text: string): boolean {
  return text.length <= mostBytes && Buffer.byteLength(text) <= mostBytes
}

/**
 * The range of sort keys for the comparisons and beginnings that a field is asked for, not for its equalities.
 *
 * `undefined` where these leave no range, `'nothing'` where no row can meet them. A range may hold more than what is
 * asked for, never less.
 */
export function sortRange(
  conditions: readonly FieldCondition[],
  keys: SortKeys,
): ServedRange | 'nothing' | undefined {
  const bounds = conditions.filter(isBound)
  if (bounds.some(isBeyond)) return 'nothing'
  const usable = bounds.filter((bound) => !isEndless(bound) && isSortKey(keys.textOf(bound.value)))
  const endless = bounds.filter(isEndless)
  const lower = strongest(usable, 'g')
  const upper = strongest(usable, 'l')
  const start = conditions.find((condition) => condition.op === 'startsWith')
  if (lower && upper) return between(keys, lower, upper, endless)
  if (start) {
    const text = keys.textOf(start.value)
    return isSortKey(text) ? { sort: { op: 'begins_with', text }, served: [start] } : 'nothing'
  }
  const one = lower ?? upper
  if (!one) return endless.length > 0 ? { sort: whole(keys), served: endless } : undefined
  if (keys.alone) {
    return { sort: { op: signs[one.op], text: keys.textOf(one.value) }, served: [one, ...endless] }
  }
  return between(keys, lower, upper, endless)
}

/** All sort keys that hold a value of the field. */
export function whole({ prefix }: SortKeys): SortCondition {
  return { op: 'begins_with', text: prefix }
}

function between(
  { prefix, textOf }: SortKeys,
  lower: Bound | undefined,
  upper: Bound | undefined,
  endless: readonly Bound[],
): ServedRange | 'nothing' {
  // DynamoDB refuses such a range.
  if (lower && upper && compareValues(lower.value, upper.value) > 0) return 'nothing'
  const low = lower ? textOf(lower.value) : prefix
  const high = upper ? textOf(upper.value) : prefix.slice(0, -1) + afterSeparator
  // It takes its bounds in.
  const served = [lower, upper].filter((bound) => bound?.op === 'gte' || bound?.op === 'lte')
  return { sort: { op: 'between', low, high }, served: [...served.filter((bound) => !!bound), ...endless] }
}

const signs = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function isBound(condition: FieldCondition): condition is Bound {
  return Object.hasOwn(signs, condition.op)
}

function strongest(bounds: readonly Bound[], side: 'g' | 'l'): Bound | undefined {
  const sign = side === 'g' ? -1 : 1
  return bounds
    .filter(({ op }) => op.startsWith(side))
    .toSorted((a, b) => sign * compareValues(a.value, b.value) || a.op.length - b.op.length)[0]
}

/** A number that all stored ones are within. */
function isEndless({ op, value }: Bound): boolean {
  return typeof value === 'number' && (op.startsWith('g') ? value < lowest : value > highest)
}

/** A number that no stored one is beyond. */
function isBeyond({ op, value }: Bound): boolean {
  return typeof value === 'number' && (op.startsWith('g') ? value > highest : value < lowest)
}

const highest = Number.MAX_SAFE_INTEGER
const lowest = Number.MIN_SAFE_INTEGER
