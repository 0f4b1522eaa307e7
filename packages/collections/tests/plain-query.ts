import type { AnyModel, AnyModelEntity, Relation } from '@throughline/schema'
import { entityOf, keyString } from '@throughline/schema/adapter'

export type Values = Readonly<Record<string, unknown>>
/** All rows of an entity, in any order. */
export type Tables = (name: string) => readonly Values[]

/** A query answered by going through all rows of all entities: what every live query is compared with. */
export function plainList(
  model: AnyModel,
  tables: Tables,
  name: string,
  options: {
    readonly where?: Values | undefined
    readonly orderBy?: Readonly<Record<string, 'asc' | 'desc' | undefined>> | undefined
    readonly include?: unknown
    readonly limit?: number | undefined
    readonly offset?: number | undefined
  },
): { readonly data: readonly Values[]; readonly total: number } {
  const entity = entityOf(model, name)
  const found = tables(name)
    .filter((row) => meets(model, tables, entity, row, options.where ?? {}))
    .toSorted((a, b) => {
      for (const [field, direction] of Object.entries(options.orderBy ?? {})) {
        const order = plainOrder(a[field], b[field], direction === 'desc')
        if (order !== 0) return order
      }
      return byKey(entity, a, b)
    })
  const { offset = 0, limit = Infinity } = options
  const data = found
    .slice(offset, offset + limit)
    .map((row) => plainRow(model, tables, entity, row, options.include))
  return { data, total: found.length }
}

export function plainRow(
  model: AnyModel,
  tables: Tables,
  entity: AnyModelEntity,
  row: Values,
  include: unknown,
): Values {
  const asked = Array.isArray(include)
    ? include.map((name): [string, unknown] => [String(name), true])
    : Object.entries(include ?? {})
  return {
    ...row,
    ...Object.fromEntries(
      asked.flatMap(([name, option]): [string, unknown][] => {
        const relation = entity.relations[name]
        if (!relation) return []
        const below: unknown = valuesIn(option)['include']
        const rows = plainRelated(model, tables, entity, row, relation).map(([target, other]) =>
          plainRow(model, tables, target, other, below),
        )
        return [[name, isOne(relation) ? rows[0] : rows]]
      }),
    ),
  }
}

function valuesIn(value: unknown): Values {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isOne({ kind }: Relation): boolean {
  return kind === 'belongsTo' || kind === 'morphTo'
}

function plainRelated(
  model: AnyModel,
  tables: Tables,
  entity: AnyModelEntity,
  row: Values,
  relation: Relation,
): (readonly [AnyModelEntity, Values])[] {
  const names = relation.kind === 'morphTo' ? relation.targets[String(row[relation.type])] : relation.target
  if (names === undefined) return []
  const target = entityOf(model, names)
  const isTied = (other: Values): boolean => {
    if (relation.kind === 'hasMany') return same(relation.fields, other, entity.key, row)
    if (relation.kind === 'morphMany') {
      return other[relation.type] === relation.value && same(relation.fields, other, entity.key, row)
    }
    if (relation.kind !== 'manyToMany') return same(relation.fields, row, target.key, other)
    return tables(relation.through).some(
      (join) =>
        same(relation.fields, join, entity.key, row) && same(relation.targetFields, join, target.key, other),
    )
  }
  return tables(target.name)
    .filter(isTied)
    .toSorted((a, b) => byKey(target, a, b))
    .map((other) => [target, other])
}

function same(fields: readonly string[], row: Values, key: readonly string[], other: Values): boolean {
  return fields.every((field, index) => row[field] !== null && row[field] === other[key[index] ?? ''])
}

function byKey(entity: AnyModelEntity, a: Values, b: Values): number {
  for (const field of entity.key) {
    const [left, right] = [a[field], b[field]]
    if (typeof left === 'number' && typeof right === 'number' && left !== right) return left - right
  }
  return keyString(entity, a) < keyString(entity, b) ? -1 : 1
}

function plainOrder(a: unknown, b: unknown, down: boolean): number {
  const [left, right] = [plainValue(a), plainValue(b)]
  if (left === right) return 0
  if (left === null) return 1
  if (right === null) return -1
  return left < right === down ? 1 : -1
}

function plainValue(value: unknown): bigint | number | string | null {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'string') return value === '' ? null : value.toLowerCase()
  return typeof value === 'number' || typeof value === 'bigint' ? value : null
}

function meets(model: AnyModel, tables: Tables, entity: AnyModelEntity, row: Values, where: Values): boolean {
  const all = (parts: unknown): Values[] => (Array.isArray(parts) ? parts : [parts]).map(valuesIn)
  return Object.entries(where).every(([name, condition]) => {
    if (condition === undefined) return true
    if (name === 'and') return all(condition).every((part) => meets(model, tables, entity, row, part))
    if (name === 'or') return all(condition).some((part) => meets(model, tables, entity, row, part))
    if (name === 'not') return !all(condition).some((part) => meets(model, tables, entity, row, part))
    const relation = entity.relations[name]
    if (!relation) return fieldMeets(row[name], condition)
    const related = plainRelated(model, tables, entity, row, relation)
    if (isOne(relation)) {
      const [one] = related
      if (condition === null || !one) return condition === null && !one
      return meets(model, tables, one[0], one[1], valuesIn(condition))
    }
    return Object.entries(valuesIn(condition)).every(([quantifier, nested]) => {
      const hits = related.filter(([target, other]) => meets(model, tables, target, other, valuesIn(nested)))
      if (quantifier === 'some') return hits.length > 0
      return quantifier === 'every' ? hits.length === related.length : hits.length === 0
    })
  })
}

function fieldMeets(value: unknown, condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return (value ?? null) === (condition ?? null)
  return Object.entries(condition).every(([operator, wanted]) => {
    if (operator === 'isNull') return (value === null || value === undefined) === wanted
    if (operator === 'in') return Array.isArray(wanted) && wanted.includes(value)
    if (operator === 'eq') return (value ?? null) === wanted
    if (operator === 'ilike') {
      return (
        typeof value === 'string' &&
        value.toLowerCase().includes(String(wanted).replaceAll('%', '').toLowerCase())
      )
    }
    if (typeof value !== typeof wanted || value === null || value === undefined) return false
    const [left, right] = [Number(value), Number(wanted)]
    return operator === 'gt'
      ? left > right
      : operator === 'gte'
        ? left >= right
        : operator === 'lt'
          ? left < right
          : left <= right
  })
}
