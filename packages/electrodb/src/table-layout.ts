import { type AnyModel, type AnyModelEntity, StoreError, toConstantCase } from '@throughline/schema'
import { layoutProblems, uniquePrefix } from './layout-problems.ts'
import { type Lookup, lookupsOf } from './lookup-fields.ts'
import { shardField } from './shard.ts'
import { rootOf } from './tree.ts'

/** The attributes that keys are written to. */
export type KeyAttribute = `gsi${number}pk` | `gsi${number}sk` | 'pk' | 'sk'

/** A partition key and a sort key, both strings, by the names of their attributes. */
export interface KeyPair {
  readonly pk: KeyAttribute
  readonly sk: KeyAttribute
}

/** A global secondary index, with all attributes projected. */
export interface IndexLayout extends KeyPair {
  readonly name: `GSI${number}`
}

/** Key templates over a row's own fields, such as `PERSON#${personId}`; a key that the entity lacks is absent. */
export type KeyTemplates = Readonly<Record<'gsi2pk' | 'gsi2sk' | 'pk' | 'sk', string>> &
  Readonly<Partial<Record<'gsi1pk' | 'gsi1sk', string>>>

/**
 * How rows of an entity are found by other fields than their key: through a slot that entities share, an index from GSI3 on.
 *
 * A row without a value for one of the fields is not in the index.
 */
export interface LookupLayout {
  /** Name of the relation, or of the field. */
  readonly name: string
  /** `reference`: by the key of another row, in the order of the own keys. `value`: by one value, or a range of them. */
  readonly by: 'reference' | 'value'
  readonly fields: readonly string[]
  /** The index; its attributes are in the table's `indexes`. */
  readonly index: `GSI${number}`
  /** Key templates in the index. */
  readonly pk: string
  readonly sk: string
}

/** The items that hold a unique field's values, one each: no second row gets past them. */
export interface UniqueLayout {
  readonly field: string
  /** Key templates in the table. */
  readonly pk: string
  readonly sk: string
}

/** One entity in the table. */
export interface EntityLayout {
  /** Plural name, the entity's name in the model. */
  readonly entity: string
  /** The value of `__edb_e__` on its items. */
  readonly singular: string
  readonly keys: KeyTemplates
  readonly lookups: readonly LookupLayout[]
  readonly unique: readonly UniqueLayout[]
}

/** A model's table as plain data: what creates, checks, documents or deploys it reads this and nothing else. */
export interface TableLayout {
  /** Of the rules by which keys are made; another one is another table, to be migrated to. */
  readonly version: 1
  readonly tableName: string
  /** Partitions of GSI2 over which all rows are spread by their root's key: `ALL_DATA`, or `ALL_DATA#0` and so on. */
  readonly shards: number
  readonly key: KeyPair
  readonly indexes: readonly IndexLayout[]
  /** By plural name, in the model's order. */
  readonly entities: Readonly<Record<string, EntityLayout>>
}

const key = { pk: 'pk', sk: 'sk' } satisfies KeyPair
/** GSI1 lists roots and GSI2 holds all rows; the others are slots for lookups. */
const ownIndexes = 2

/** Sort key of a root's own row: it shares its partition with its children. */
const rootSortKey = 'PROFILE'
/** Partition of the index that holds every row of the model. */
const allRows = 'ALL_DATA'

/** What of a table is chosen, not derived. */
export interface LayoutOptions {
  /** 3 to 255 of A–Z, a–z, 0–9, `_`, `.` and `-`. */
  readonly tableName?: string
  /** 1 to 100. */
  readonly shards?: number
}

/**
 * Derives the one table of a model: names of keys and indexes, and each entity's key templates.
 *
 * `tableName` is the model's service when absent. `shards` is 1 when absent: one partition takes 1,000 writes of 1 KB a
 * second.
 *
 * @throws {StoreError} `invalid`, with all that this layout cannot hold: a field that is named like a key attribute, a key
 * that is neither text nor a number, two roots in one list, more lookups than DynamoDB has indexes for.
 */
export function tableLayout(
  model: AnyModel,
  { tableName = model.service, shards = 1 }: LayoutOptions = {},
): TableLayout {
  const problems = layoutProblems(model, { tableName, shards })
  if (problems.length > 0) {
    throw new StoreError('invalid', `The model "${model.service}" has no table layout. ${problems.join(' ')}`)
  }
  const layouts = Object.values(model.entities).map((entity) => entityLayout(model, entity, shards))
  const slots = Math.max(0, ...layouts.map(({ lookups }) => lookups.length))
  return {
    version: 1,
    tableName,
    shards,
    key,
    indexes: Array.from({ length: ownIndexes + slots }, (_, index) => indexLayout(index + 1)),
    entities: Object.fromEntries(layouts.map((layout) => [layout.entity, layout])),
  }
}

function indexLayout(number: number): IndexLayout {
  return { name: `GSI${number}`, pk: `gsi${number}pk`, sk: `gsi${number}sk` }
}

function entityLayout(model: AnyModel, entity: AnyModelEntity, shards: number): EntityLayout {
  const { name, singular, keyPrefix, fields } = entity
  const keys = keyTemplates(model, entity, shards)
  return {
    entity: name,
    singular,
    keys,
    // By their order in the entity alone: an entity that is added, or changed, moves no other's.
    lookups: lookupsOf(model, entity).map((lookup, index) =>
      lookupLayout(entity, keys, lookup, indexLayout(ownIndexes + 1 + index)),
    ),
    unique: fields
      .filter(({ meta }) => meta.unique)
      .map(({ name: field }) => ({
        field,
        pk: `${uniquePrefix}#${keyPrefix}#${field}`,
        sk: valueKey([field]),
      })),
  }
}

function lookupLayout(
  { keyPrefix }: AnyModelEntity,
  { gsi2sk }: KeyTemplates,
  { name, by, fields }: Lookup,
  { name: index }: IndexLayout,
): LookupLayout {
  const partition = `${keyPrefix}#${name}`
  return by === 'reference'
    ? { name, by, fields, index, pk: `${partition}#${fieldsOf(fields)}`, sk: gsi2sk }
    : { name, by, fields, index, pk: partition, sk: valueKey(fields) }
}

/** A key of DynamoDB is never empty, and a value may be. */
function valueKey(fields: readonly string[]): string {
  return `#${fieldsOf(fields)}`
}

/** The keys of one entity: the root's key in the partition key, what follows it in the path in the sort key. */
function keyTemplates(model: AnyModel, entity: AnyModelEntity, shards: number): KeyTemplates {
  const gsi2pk = shards === 1 ? allRows : `${allRows}#\${${shardField}}`
  const root = rootOf(model, entity)
  const rootFields = root.path.length
  const pk = `${root.keyPrefix}#${fieldsOf(entity.path.slice(0, rootFields))}`
  if (root === entity) {
    return {
      pk,
      sk: rootSortKey,
      gsi1pk: toConstantCase(entity.name),
      gsi1sk: pk,
      gsi2pk,
      gsi2sk: `${pk}#${rootSortKey}`,
    }
  }
  const sk = `${entity.keyPrefix}#${fieldsOf(entity.path.slice(rootFields))}`
  return { pk, sk, gsi2pk, gsi2sk: `${pk}#${sk}` }
}

function fieldsOf(names: readonly string[]): string {
  return names.map((name) => `\${${name}}`).join('#')
}

/** The partitions of GSI2 that hold all rows. */
export function allPartitions({ shards }: Pick<TableLayout, 'shards'>): readonly string[] {
  return shards === 1 ? [allRows] : Array.from({ length: shards }, (_, shard) => `${allRows}#${shard}`)
}
