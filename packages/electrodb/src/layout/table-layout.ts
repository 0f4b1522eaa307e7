import { type AnyModel, type AnyModelEntity, StoreError, toConstantCase } from '@throughline/schema'
import { layoutProblems, uniquePrefix } from './layout-problems.ts'
import { type Lookup, lookupsOf } from './lookup-fields.ts'
import { templateFields } from '../items/key-template.ts'
import { shardField } from './shard.ts'
import { tenantPrefix, withPartitions } from './tenancy.ts'
import type {
  EntityLayout,
  IndexLayout,
  IndexName,
  KeyPair,
  KeyTemplates,
  LayoutOptions,
  LookupLayout,
  TableLayout,
} from './table-layout.types.ts'
import { rootOf } from './tree.ts'

export type {
  EntityLayout,
  FixedValue,
  IndexLayout,
  IndexName,
  KeyAttribute,
  KeyPair,
  KeyTemplates,
  LayoutOptions,
  LookupLayout,
  TableLayout,
  Tenancy,
  UniqueLayout,
} from './table-layout.types.ts'

const key = { pk: 'pk', sk: 'sk' } satisfies KeyPair
/** GSI1 lists roots and GSI2 holds all rows; the others are slots for lookups. */
const ownIndexes = 2

/** Sort key of a root's own row: it shares its partition with its children. */
const rootSortKey = 'PROFILE'
/** Partition of the index that holds every row of the model. */
const allRows = 'ALL_DATA'

/**
 * Derives the one table of a model: names of keys and indexes, and each entity's key templates.
 *
 * `tableName` is the model's service when absent. `shards` is 1 when absent: one partition takes 1,000 writes of 1 KB a
 * second.
 *
 * @throws {StoreError} `invalid`, with all that this layout cannot hold: a field that is named like a key attribute, a key
 * that is neither text nor a number, two roots in one list, more lookups than DynamoDB has indexes for.
 */
export function tableLayout(model: AnyModel, options: LayoutOptions = {}): TableLayout {
  const { tableName = model.service, shards = 1, tenancy } = options
  const problems = layoutProblems(model, { ...options, tableName, shards })
  if (problems.length > 0) {
    throw new StoreError('invalid', `The model "${model.service}" has no table layout. ${problems.join(' ')}`)
  }
  const layouts = Object.values(model.entities).map((entity) => entityLayout(model, entity, shards, options))
  const slots = (type: 'GSI' | 'LSI'): number =>
    Math.max(0, ...layouts.map(({ lookups }) => lookups.filter(({ index }) => index.startsWith(type)).length))
  const layout: TableLayout = {
    version: 1,
    tableName,
    shards,
    key,
    indexes: [
      ...Array.from({ length: ownIndexes + slots('GSI') }, (_, index) => indexLayout(index + 1)),
      ...Array.from({ length: slots('LSI') }, (_, index) => localIndexLayout(index + 1)),
    ],
    ttl: 'ttl',
    ...(tenancy && { tenancy }),
    entities: Object.fromEntries(layouts.map((entry) => [entry.entity, entry])),
  }
  const prefix = tenantPrefix(layout)
  return prefix === '' ? layout : withPartitions(layout, (partition) => prefix + partition)
}

function indexLayout(number: number): IndexLayout {
  return { name: `GSI${number}`, pk: `gsi${number}pk`, sk: `gsi${number}sk` }
}

function localIndexLayout(number: number): IndexLayout {
  return { name: `LSI${number}`, type: 'local', pk: key.pk, sk: `lsi${number}sk` }
}

function entityLayout(
  model: AnyModel,
  entity: AnyModelEntity,
  shards: number,
  { expires, local, sparse }: LayoutOptions,
): EntityLayout {
  const { name, singular, keyPrefix, fields } = entity
  const keys = keyTemplates(model, entity, shards)
  const conditions = ownMember(sparse, name)
  const expiresBy = ownMember(expires, name)
  return {
    entity: name,
    singular,
    keys,
    // By their order in the entity alone: an entity that is added, or changed, moves no other's.
    lookups: [
      ...lookupsOf(model, entity).map((lookup, index) =>
        lookupLayout(entity, keys, lookup, {
          index: indexLayout(ownIndexes + 1 + index).name,
          when: lookup.by === 'value' ? ownMember(conditions, lookup.fields[0] ?? '') : undefined,
        }),
      ),
      ...(ownMember(local, name) ?? []).map((field, index) =>
        localLayout(entity, keys, field, localIndexLayout(index + 1).name),
      ),
    ],
    unique: fields
      .filter(({ meta }) => meta.unique)
      .map(({ name: field }) => ({
        field,
        pk: `${uniquePrefix}#${keyPrefix}#${field}`,
        sk: valueKey([field]),
      })),
    ...(expiresBy !== undefined && { expires: expiresBy }),
  }
}

function ownMember<T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return members && Object.hasOwn(members, name) ? members[name] : undefined
}

function lookupLayout(
  { keyPrefix }: AnyModelEntity,
  { gsi2sk }: KeyTemplates,
  { name, by, fields }: Lookup,
  { index, when }: Pick<LookupLayout, 'index'> & { readonly when: LookupLayout['when'] | undefined },
): LookupLayout {
  const partition = `${keyPrefix}#${name}`
  return by === 'reference'
    ? { name, by, fields, index, pk: `${partition}#${fieldsOf(fields)}`, sk: gsi2sk }
    : { name, by, fields, index, pk: partition, sk: valueKey(fields), ...(when && { when }) }
}

/** Ordered by parent, then by the value, which ends the key: it may hold any character. */
function localLayout(
  { keyPrefix, path, parentFields }: AnyModelEntity,
  { pk }: KeyTemplates,
  field: string,
  index: IndexName,
): LookupLayout {
  // The path begins with the parent's, and the partition's key with the root's.
  const above = path.slice(templateFields(pk).length, parentFields.length)
  return {
    name: field,
    by: 'local',
    fields: [field],
    index,
    pk,
    sk: `${keyPrefix}#${fieldsOf([...above, field])}`,
  }
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
export function allPartitions(layout: Pick<TableLayout, 'shards' | 'tenancy' | 'tenant'>): readonly string[] {
  const { shards } = layout
  const partition = tenantPrefix(layout) + allRows
  return shards === 1 ? [partition] : Array.from({ length: shards }, (_, shard) => `${partition}#${shard}`)
}
