import {
  type AnyModel,
  type AnyModelEntity,
  describeField,
  type FieldKind,
  toConstantCase,
} from '@throughline/schema'
import { ttlAttribute } from '../items/expiry.ts'
import { choiceProblems } from './layout-choices.ts'
import { lookupsOf } from './lookup-fields.ts'
import { modelVersionAttribute } from '../migrate/upgrade-item.ts'
import type { LayoutOptions } from './table-layout.types.ts'
import { isTableName, tenantAttribute, tenantPartition } from './tenancy.ts'

/** Begins the partitions of the items that hold unique values. */
export const uniquePrefix = 'UNIQUE'

/** What partitions begin with that are not of rows. */
export const reservedPrefixes: Readonly<Partial<Record<string, string>>> = {
  [tenantPartition]: 'tenants',
  [uniquePrefix]: 'unique values',
  CHANGES: 'the change feed',
  CLIENT: 'clients',
  LAYOUT: 'the record of the layout',
  MIGRATION: 'migrations',
  SECRET: 'the secrets of cursors',
}

const keyAttribute = /^(?:pk|sk|gsi\d+[ps]k|lsi\d+sk|__edb_[ev]__|allDataShard)$/
const tenancies = new Set<unknown>(['attribute', 'prefix', 'table', undefined])
/** DynamoDB has 20 global indexes a table, and two are the layout's own. */
const mostLookups = 18
/** Each is a query of its own whenever all rows are read. */
const mostShards = 100

/** A key is text in the table: these kinds have one spelling each. */
const canBeKey = {
  any: false,
  array: false,
  bigint: false,
  boolean: true,
  date: false,
  enum: true,
  lazy: false,
  // 1 and '1' would have one spelling, and null none.
  literal: false,
  map: false,
  number: true,
  object: false,
  record: false,
  set: false,
  string: true,
  tuple: false,
  union: false,
} satisfies Record<FieldKind, boolean>

/** What a layout cannot hold of this model, in sentences. */
export function layoutProblems(
  model: AnyModel,
  options: LayoutOptions & Required<Pick<LayoutOptions, 'shards' | 'tableName'>>,
): string[] {
  const { tableName, shards, tenancy } = options
  const entities = Object.values(model.entities)
  return [
    ...(isTableName(tableName)
      ? []
      : [`"${tableName}" is no table name: use 3 to 255 of A–Z, a–z, 0–9, "_", "." and "-".`]),
    ...(Number.isInteger(shards) && shards >= 1 && shards <= mostShards
      ? []
      : [`${shards} is no number of shards: use 1 to ${mostShards}.`]),
    ...(tenancies.has(tenancy)
      ? []
      : [`"${String(tenancy)}" is no tenancy: use "prefix", "table" or "attribute".`]),
    ...entities.flatMap((entity) => entityProblems(model, entity, tenancy)),
    ...partitionProblems(entities),
    ...choiceProblems(model, options),
  ]
}

function entityProblems(
  model: AnyModel,
  entity: AnyModelEntity,
  tenancy: LayoutOptions['tenancy'],
): string[] {
  const { name, fields, path, keyPrefix } = entity
  const problems: string[] = []
  const taken = Object.hasOwn(reservedPrefixes, keyPrefix) ? reservedPrefixes[keyPrefix] : undefined
  if (taken !== undefined) {
    problems.push(`"${name}" has the key prefix "${keyPrefix}", which ${taken} have: choose another.`)
  }
  if (takesFurtherFields(entity)) {
    problems.push(
      `"${name}" has a catchall, and its items keep named fields alone: use a z.record() field instead.`,
    )
  }
  for (const field of fields) {
    const attribute = takenAttribute(field.name, tenancy)
    if (attribute !== undefined) {
      problems.push(`"${name}.${field.name}" has the name of ${attribute}: rename it.`)
    }
    if (path.includes(field.name) && (!canBeKey[field.kind] || field.optional || field.nullable)) {
      problems.push(`"${name}.${field.name}" is part of the key: make it a required text, number or enum.`)
    }
  }
  const lookups = lookupsOf(model, entity)
  if (lookups.length > mostLookups) {
    const names = lookups.map(({ fields: by }) => by.join(' + ')).join(', ')
    problems.push(
      `"${name}" is looked up by ${lookups.length} keys (${names}), and a table has indexes for ${mostLookups}: index fewer fields.`,
    )
  }
  return problems
}

/** What else has this name in an item. */
function takenAttribute(field: string, tenancy: LayoutOptions['tenancy']): string | undefined {
  if (keyAttribute.test(field)) return 'a key attribute'
  if (field === ttlAttribute) return 'the attribute that items expire by'
  if (field === modelVersionAttribute) return "the attribute of the model's version"
  return tenancy === 'attribute' && field === tenantAttribute ? 'the attribute of tenants' : undefined
}

/** Whether clients may write fields that the schema does not name; those of a loose object they may not. */
function takesFurtherFields({ schema }: AnyModelEntity): boolean {
  const { element } = describeField(schema)
  return element !== undefined && element.kind !== 'any'
}

/** Two roots whose plural names fall together in CONSTANT_CASE would share a list. */
function partitionProblems(entities: readonly AnyModelEntity[]): string[] {
  const roots = entities.filter(({ parent }) => parent === undefined)
  return roots.flatMap(({ name }, index) => {
    const twin = roots.slice(0, index).find((other) => toConstantCase(other.name) === toConstantCase(name))
    return twin
      ? [`"${twin.name}" and "${name}" would share the partition ${toConstantCase(name)}: rename one.`]
      : []
  })
}
