import type { KeyValue } from '@throughline/schema'
import { isKeyValue } from './parent-link.ts'
import type { Values } from './values.ts'

export type Predicate = (row: Values) => boolean
type Test = (value: unknown) => boolean

/** A list's `where`, before its entity is known. */
export type AnyWhere = Readonly<Record<string, unknown>>

const tests: Record<string, (wanted: unknown) => Test> = {
  eq: (wanted) => (value) => isEqual(value, wanted),
  in: (wanted) => {
    const values = Array.isArray(wanted) ? wanted : []
    return (value) => values.some((one) => isEqual(value, one))
  },
  gt: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) > 0,
  gte: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) >= 0,
  lt: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) < 0,
  lte: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) <= 0,
  like: (wanted) => matcher(String(wanted), (text) => text),
  ilike: (wanted) => matcher(String(wanted), (text) => text.toLowerCase()),
}

/** Makes the test of a `where`; `undefined` where it asks for nothing. */
export function compileWhere(where: AnyWhere | undefined): Predicate | undefined {
  const predicates: Predicate[] = []
  for (const [name, condition] of Object.entries(where ?? {})) {
    if (condition === undefined) continue
    if (name === 'or' && Array.isArray(condition)) predicates.push(anyOf(condition))
    else
      predicates.push(
        ...fieldTests(condition).map(
          (test): Predicate =>
            (row) =>
              test(row[name]),
        ),
      )
  }
  if (predicates.length === 0) return undefined
  return (row) => predicates.every((predicate) => predicate(row))
}

/** The values that a `where` lets a field have, where it says; of `or`, where each part does. */
export function boundValues(where: AnyWhere | undefined, field: string): KeyValue[] | undefined {
  const condition = where?.[field]
  if (isKeyValue(condition)) return [condition]
  if (isComparison(condition)) {
    if (isKeyValue(condition['eq'])) return [condition['eq']]
    if (Array.isArray(condition['in'])) return [...new Set(condition['in'].filter(isKeyValue))]
  }
  const parts: unknown = where?.['or']
  if (!Array.isArray(parts)) return undefined
  const values = parts.map((part: AnyWhere) => boundValues(part, field))
  return values.every((some) => some !== undefined) ? [...new Set(values.flat())] : undefined
}

function anyOf(parts: readonly AnyWhere[]): Predicate {
  const predicates = parts.map((part) => compileWhere(part) ?? (() => true))
  return (row) => predicates.some((predicate) => predicate(row))
}

function fieldTests(condition: unknown): Test[] {
  if (!isComparison(condition)) return [(value) => isEqual(value, condition)]
  return Object.entries(condition).flatMap(([operator, wanted]) => {
    const test = tests[operator]
    if (!test)
      throw new TypeError(`"${operator}" is no comparison. There are: ${Object.keys(tests).join(', ')}.`)
    return wanted === undefined ? [] : [test(wanted)]
  })
}

function isComparison(condition: unknown): condition is AnyWhere {
  return typeof condition === 'object' && condition !== null && !(condition instanceof Date)
}

/** A missing value equals `null`. */
function isEqual(left: unknown, right: unknown): boolean {
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime()
  return Object.is(left ?? null, right ?? null)
}

function isComparable(left: unknown, right: unknown): boolean {
  return left !== null && left !== undefined && typeof left === typeof right
}

function compare(left: unknown, right: unknown): number {
  // Sound: `isComparable` holds, and dates, numbers, bigints and strings all compare with `<`.
  const [a, b] = [left as number, right as number]
  return a < b ? -1 : a > b ? 1 : 0
}

function matcher(pattern: string, prepare: (text: string) => string): Test {
  const wanted = prepare(pattern)
  const inner = /^%([^%_]*)%$/.exec(wanted)?.[1]
  // The filter of a search box is tested on every row: no regular expression for it.
  if (inner !== undefined) return (value) => typeof value === 'string' && prepare(value).includes(inner)
  const source = wanted
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  const expression = new RegExp(`^${source}$`, 's')
  return (value) => typeof value === 'string' && expression.test(prepare(value))
}
