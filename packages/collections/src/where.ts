import type { AnyModel, AnyModelEntity, KeyValue } from '@throughline/schema'
import { isKeyValue } from './parent-link.ts'
import { isMany, relationOf, targetsOf } from './query/shape.ts'
import type { Values } from './values.ts'
import type { AnyWhere } from './where.types.ts'

export type Predicate = (row: Values) => boolean
type Test = (value: unknown) => boolean

/** Whose rows a `where` is about: one entity's, or those of a polymorphic relation. */
export interface Subject {
  readonly model: AnyModel
  readonly entities: readonly AnyModelEntity[]
}

const tests: Record<string, (wanted: unknown) => Test> = {
  eq: (wanted) => (value) => isEqual(value, wanted),
  in: (wanted) => {
    const values: readonly unknown[] = Array.isArray(wanted) ? wanted : []
    const plain = new Set(values.map((one) => one ?? null))
    // A set knows neither two equal dates nor the sign of zero.
    const isOdd = (value: unknown): boolean => value === 0 || value instanceof Date
    return (value) => (isOdd(value) ? values.some((one) => isEqual(value, one)) : plain.has(value ?? null))
  },
  gt: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) > 0,
  gte: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) >= 0,
  lt: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) < 0,
  lte: (wanted) => (value) => isComparable(value, wanted) && compare(value, wanted) <= 0,
  like: (wanted) => matcher(String(wanted), (text) => text),
  ilike: (wanted) => matcher(String(wanted), (text) => text.toLowerCase()),
  isNull: (wanted) => (value) => (value === null || value === undefined) === wanted,
}

/** Makes the test of a `where`, of rows with those that its shape asks for; `undefined` where it asks for nothing. */
export function compileWhere(subject: Subject, where: AnyWhere | undefined): Predicate | undefined {
  const predicates: Predicate[] = []
  for (const [name, condition] of Object.entries(where ?? {})) {
    if (condition === undefined) continue
    const relation = relationOf(subject.entities, name)
    if (relation) {
      const below = { model: subject.model, entities: targetsOf(subject.model, relation) }
      const test = isMany(relation) ? listTest(below, condition) : rowTest(below, condition)
      predicates.push((row) => test(row[name]))
    } else if (name === 'not') predicates.push(negated(subject, condition))
    else if (name === 'or' || name === 'and') predicates.push(combined(subject, name, condition))
    else for (const test of fieldTests(condition)) predicates.push((row) => test(row[name]))
  }
  return predicates.length === 0 ? undefined : (row) => predicates.every((predicate) => predicate(row))
}

/** Of the related rows: some, every one, none. */
function listTest(subject: Subject, condition: unknown): Test {
  const all = Object.entries(condition ?? {}).flatMap(([quantifier, where]): Test[] => {
    if (where === undefined) return []
    const predicate = predicateOf(subject, where)
    return [(rows) => Array.isArray(rows) && quantify(quantifier, rows, predicate)]
  })
  return (rows) => all.every((test) => test(rows))
}

function quantify(quantifier: string, rows: readonly Values[], predicate: Predicate): boolean {
  if (quantifier === 'some') return rows.some(predicate)
  if (quantifier === 'every') return rows.every(predicate)
  if (quantifier === 'none') return !rows.some(predicate)
  throw new TypeError(`"${quantifier}" is none of: some, every, none.`)
}

/** Of the one related row; `null` asks for none. */
function rowTest(subject: Subject, condition: unknown): Test {
  if (condition === null) return (row) => row === undefined
  const predicate = predicateOf(subject, condition)
  // Sound: a related row, or none.
  return (row) => row !== undefined && predicate(row as Values)
}

function negated(subject: Subject, condition: unknown): Predicate {
  const predicate = predicateOf(subject, condition)
  return (row) => !predicate(row)
}

function combined(subject: Subject, how: 'and' | 'or', parts: unknown): Predicate {
  const predicates = (Array.isArray(parts) ? parts : [parts]).map((part) => predicateOf(subject, part))
  return how === 'or'
    ? (row) => predicates.some((predicate) => predicate(row))
    : (row) => predicates.every((predicate) => predicate(row))
}

function predicateOf(subject: Subject, where: unknown): Predicate {
  // Sound: its names are looked up, and its values tested, one by one.
  return compileWhere(subject, where as AnyWhere | undefined) ?? (() => true)
}

/** The values that a `where` lets a field have, where it says; of `or`, where each part does; of `and`, where one does. */
export function boundValues(where: AnyWhere | undefined, field: string): KeyValue[] | undefined {
  const condition = where?.[field]
  if (isKeyValue(condition)) return [condition]
  if (isComparison(condition)) {
    if (isKeyValue(condition['eq'])) return [condition['eq']]
    if (Array.isArray(condition['in'])) return [...new Set(condition['in'].filter(isKeyValue))]
  }
  for (const part of partsIn(where, 'and') ?? []) {
    const values = boundValues(part, field)
    if (values) return values
  }
  const values = partsIn(where, 'or')?.map((part) => boundValues(part, field))
  return values?.every((some) => some !== undefined) ? [...new Set(values.flat())] : undefined
}

function partsIn(where: AnyWhere | undefined, name: 'and' | 'or'): readonly AnyWhere[] | undefined {
  const parts: unknown = where?.[name]
  return Array.isArray(parts) ? parts : undefined
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
