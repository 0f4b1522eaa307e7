import {
  type AnyModel,
  type AnyModelEntity,
  describeField,
  type FieldKind,
  toConstantCase,
} from '@throughline/schema'
import { lookupsOf } from './lookup-fields.ts'

/** Begins the partitions of the items that hold unique values. */
export const uniquePrefix = 'UNIQUE'

const reserved = /^(?:pk|sk|gsi\d+[ps]k|__edb_[ev]__|allDataShard)$/
const tableNamePattern = /^[A-Za-z0-9_.-]{3,255}$/
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
  { tableName, shards }: { readonly tableName: string; readonly shards: number },
): string[] {
  const entities = Object.values(model.entities)
  return [
    ...(tableNamePattern.test(tableName)
      ? []
      : [`"${tableName}" is no table name: use 3 to 255 of A–Z, a–z, 0–9, "_", "." and "-".`]),
    ...(Number.isInteger(shards) && shards >= 1 && shards <= mostShards
      ? []
      : [`${shards} is no number of shards: use 1 to ${mostShards}.`]),
    ...entities.flatMap((entity) => entityProblems(model, entity)),
    ...partitionProblems(entities),
  ]
}

function entityProblems(model: AnyModel, entity: AnyModelEntity): string[] {
  const { name, fields, path, keyPrefix } = entity
  const problems: string[] = []
  if (keyPrefix === uniquePrefix) {
    problems.push(`"${name}" has the key prefix "${uniquePrefix}", which unique values have: choose another.`)
  }
  if (takesFurtherFields(entity)) {
    problems.push(
      `"${name}" has a catchall, and its items keep named fields alone: use a z.record() field instead.`,
    )
  }
  for (const field of fields) {
    if (reserved.test(field.name)) {
      problems.push(`"${name}.${field.name}" has the name of a key attribute: rename it.`)
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
