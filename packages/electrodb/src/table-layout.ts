import {
  type AnyModel,
  type AnyModelEntity,
  type FieldKind,
  StoreError,
  toConstantCase,
} from '@throughline/schema'

/** The attributes that keys are written to. */
export type KeyAttribute = 'gsi1pk' | 'gsi1sk' | 'gsi2pk' | 'gsi2sk' | 'pk' | 'sk'

/** A partition key and a sort key, both strings, by the names of their attributes. */
export interface KeyPair {
  readonly pk: KeyAttribute
  readonly sk: KeyAttribute
}

/** A global secondary index, with all attributes projected. */
export interface IndexLayout extends KeyPair {
  readonly name: 'GSI1' | 'GSI2'
}

/** Key templates over a row's own fields, such as `PERSON#${personId}`; a key that the entity lacks is absent. */
export type KeyTemplates = Readonly<Record<'gsi2pk' | 'gsi2sk' | 'pk' | 'sk', string>> &
  Readonly<Partial<Record<'gsi1pk' | 'gsi1sk', string>>>

/** One entity in the table. */
export interface EntityLayout {
  /** Plural name, the entity's name in the model. */
  readonly entity: string
  /** The value of `__edb_e__` on its items. */
  readonly singular: string
  readonly keys: KeyTemplates
}

/** A model's table as plain data: what creates, checks, documents or deploys it reads this and nothing else. */
export interface TableLayout {
  readonly tableName: string
  readonly key: KeyPair
  readonly indexes: readonly IndexLayout[]
  /** By plural name, in the model's order. */
  readonly entities: Readonly<Record<string, EntityLayout>>
}

const key = { pk: 'pk', sk: 'sk' } satisfies KeyPair
const indexes = [
  { name: 'GSI1', pk: 'gsi1pk', sk: 'gsi1sk' },
  { name: 'GSI2', pk: 'gsi2pk', sk: 'gsi2sk' },
] satisfies IndexLayout[]

/** Sort key of a root's own row: it shares its partition with its children. */
const rootSortKey = 'PROFILE'
/** Partition of the index that holds every row of the model. */
const allRows = 'ALL_DATA'
const reserved = new Set(['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk', '__edb_e__', '__edb_v__'])
const tableNamePattern = /^[A-Za-z0-9_.-]{3,255}$/

/** A key is text in the table: these kinds have one spelling each. */
const canBeKey = {
  any: false,
  array: false,
  boolean: true,
  date: false,
  enum: true,
  number: true,
  object: false,
  record: false,
  string: true,
} satisfies Record<FieldKind, boolean>

/**
 * Derives the one table of a model: names of keys and indexes, and each entity's key templates.
 *
 * `tableName` is the model's service when absent.
 *
 * @throws {StoreError} `invalid`, with all that this layout cannot hold: more than two levels, a parent with a
 * composite key, a field that is named like a key attribute, a key that is not text.
 */
export function tableLayout(model: AnyModel, options: { readonly tableName?: string } = {}): TableLayout {
  const tableName = options.tableName ?? model.service
  const entities = Object.values(model.entities)
  const problems = [
    ...(tableNamePattern.test(tableName)
      ? []
      : [`"${tableName}" is no table name: use 3 to 255 of A–Z, a–z, 0–9, "_", "." and "-".`]),
    ...entities.flatMap((entity) => entityProblems(model, entity)),
    ...partitionProblems(entities),
  ]
  if (problems.length > 0) {
    throw new StoreError('invalid', `The model "${model.service}" has no table layout. ${problems.join(' ')}`)
  }
  const layouts = entities.map((entity) => ({
    entity: entity.name,
    singular: entity.singular,
    keys: keyTemplates(model, entity),
  }))
  return {
    tableName,
    key,
    indexes,
    entities: Object.fromEntries(layouts.map((layout) => [layout.entity, layout])),
  }
}

function keyTemplates(model: AnyModel, entity: AnyModelEntity): KeyTemplates {
  const parent = entity.parent === undefined ? undefined : model.entities[entity.parent]
  if (!parent) {
    const pk = `${entity.keyPrefix}#${fieldsOf(entity.key)}`
    return {
      pk,
      sk: rootSortKey,
      gsi1pk: toConstantCase(entity.name),
      gsi1sk: pk,
      gsi2pk: allRows,
      gsi2sk: `${pk}#${rootSortKey}`,
    }
  }
  const pk = `${parent.keyPrefix}#\${${entity.parentField}}`
  const sk = `${entity.keyPrefix}#${fieldsOf(entity.path.filter((field) => field !== entity.parentField))}`
  return { pk, sk, gsi2pk: allRows, gsi2sk: `${pk}#${sk}` }
}

function fieldsOf(names: readonly string[]): string {
  return names.map((name) => `\${${name}}`).join('#')
}

function entityProblems(model: AnyModel, entity: AnyModelEntity): string[] {
  const { name, parent, fields, path } = entity
  const problems: string[] = []
  const parentEntity = parent === undefined ? undefined : model.entities[parent]
  if (parentEntity?.parent !== undefined) {
    problems.push(`"${name}" is below "${parent}", which has a parent itself: two levels are possible.`)
  }
  if (parentEntity && parentEntity.key.length > 1) {
    problems.push(
      `"${name}" is below "${parent}", whose key has ${parentEntity.key.length} fields: a parent has one.`,
    )
  }
  for (const field of fields) {
    if (reserved.has(field.name)) {
      problems.push(`"${name}.${field.name}" has the name of a key attribute: rename it.`)
    }
    if (path.includes(field.name) && (!canBeKey[field.kind] || field.optional || field.nullable)) {
      problems.push(`"${name}.${field.name}" is part of the key: make it a required text, number or enum.`)
    }
  }
  return problems
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
