import {
  type AnyModel,
  type AnyModelEntity,
  isManagedField,
  type KeyValue,
  type RowMeta,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import { entityOf, keyOf, storedRow } from '@throughline/schema/adapter'
import { fieldCodec, UnstorableValue } from './codec.ts'
import { type KeyBuilder, keyBuilder, templateFields, templatePrefix } from './key-template.ts'
import { keyText } from './key-text.ts'
import { type LookupKeys, lookupKeys, lookupKeysOf, type UniqueKeys, uniqueKeys } from './lookup-keys.ts'
import { partitionAttributes } from './partition-attribute.ts'
import { shardField, shardOf } from './shard.ts'
import { allPartitions, type EntityLayout, type KeyAttribute, type TableLayout } from './table-layout.ts'

type Values = Readonly<Record<string, unknown>>

/** An item as the DocumentClient reads and writes it. */
export type Item = Readonly<Record<string, unknown>>
/** The keys of an item, by attribute. */
export type ItemKeys = Readonly<Record<string, string>>

/** A part of a partition: the items whose sort keys begin with a text, or the one with that sort key. */
export interface SortRange {
  readonly pk: string
  readonly operator: '=' | 'begins_with'
  readonly sk: string
}

/** The attributes by which ElectroDB knows whose item it reads. */
export const entityAttribute = '__edb_e__'
const versionAttribute = '__edb_v__'
/** ElectroDB's version of every entity: a change of layout is a migration, not a second version beside the first. */
export const entityVersion = '1'

const sortKeyBytes = 1024
const partitionKeyBytes = 2048

/** One entity between rows and items. */
export interface EntityItems {
  readonly entity: AnyModelEntity
  readonly layout: EntityLayout
  /** Where the rows below another row are: by the values of that row's path, the root's first. */
  readonly below: (path: readonly KeyValue[]) => SortRange
  /** The table's key of a row, by the fields of the entity's `path`. */
  readonly key: (key: Values) => { readonly pk: string; readonly sk: string }
  /** The keys of a row in the table and in the indexes of all rows and of roots. */
  readonly keys: (key: Values) => ItemKeys
  readonly lookups: readonly LookupKeys[]
  readonly unique: readonly UniqueKeys[]
  /** @throws {UnstorableValue} for what DynamoDB cannot keep, with the path of the field. */
  readonly toItem: (stored: StoredRow) => Item
  readonly toStored: (item: Item) => StoredRow
  /** Whether the item is one of this entity: by its mark and by its keys. */
  readonly owns: (item: Item) => boolean
}

/** All entities of a model between rows and items. */
export interface ModelItems {
  readonly model: AnyModel
  /** @throws {StoreError} `invalid` for an entity that the model does not have. */
  readonly of: (name: string) => EntityItems
  /** Whose item it is; `undefined` for one that is none of the model's. */
  readonly ownerOf: (item: Item) => EntityItems | undefined
  readonly all: readonly EntityItems[]
  /** Begins every partition of the model's items that is not a template of its layout: a tenant's, or empty. */
  readonly prefix: string
  /** The partitions of GSI2 that hold all rows. */
  readonly partitions: readonly string[]
}

/** Prepares each entity of the model once; rows and items then go through by the thousand. */
export function modelItems(model: AnyModel, layout: TableLayout): ModelItems {
  const all = Object.values(layout.entities).map((entry) =>
    entityItems(model, entityOf(model, entry.entity), entry, layout),
  )
  const byName = new Map(all.map((items) => [items.entity.name, items]))
  const bySingular = new Map<unknown, EntityItems>(all.map((items) => [items.entity.singular, items]))
  return {
    model,
    all,
    prefix: '',
    partitions: allPartitions(layout),
    of: (name) => {
      const { name: known } = entityOf(model, name)
      const items = byName.get(known)
      if (!items)
        throw new StoreError('invalid', `The table layout has no entity "${known}". Derive it anew.`)
      return items
    },
    ownerOf: (item) => {
      const items = bySingular.get(item[entityAttribute])
      return items?.owns(item) ? items : undefined
    },
  }
}

function entityItems(
  model: AnyModel,
  entity: AnyModelEntity,
  layout: EntityLayout,
  { indexes, shards }: TableLayout,
): EntityItems {
  const builders = Object.entries(layout.keys).map(
    ([name, template]) => [name, keyBuilder(template)] as const,
  )
  const [pk, sk] = [keyBuilder(layout.keys.pk), keyBuilder(layout.keys.sk)]
  const codecs = entity.fields
    .filter(({ name }) => !isManagedField(name))
    .map((field) => ({ name: field.name, codec: fieldCodec(field) }))
  const mirrors = partitionAttributes(model, entity).flatMap(({ name, mirrors: field }) =>
    field === undefined ? [] : [{ name, field }],
  )
  const lookups = layout.lookups.map((lookup) => lookupKeys(lookup, indexes))
  const unique = layout.unique.map(uniqueKeys)
  const keys = (key: Values): Record<string, string> => {
    const result: Record<string, string> = {}
    const values = shards === 1 ? key : { ...key, [shardField]: shardOf(pk(key), shards) }
    for (const [name, build] of builders) result[name] = build(values)
    return result
  }

  return {
    entity,
    layout,
    below: rangeBuilder(entity, layout, pk),
    key: (key) => ({ pk: pk(key), sk: sk(key) }),
    keys,
    lookups,
    unique,
    toItem: ({ row, meta }) => {
      const key = keyOf(entity, row)
      const item: Record<string, unknown> = {}
      item[entityAttribute] = entity.singular
      item[versionAttribute] = entityVersion
      for (const { name, field } of mirrors) item[name] = key[field]
      for (const { name, codec } of codecs) {
        const value = encodeField(name, row[name], codec.encode)
        if (value !== undefined) item[name] = value
      }
      Object.assign(item, meta)
      const allKeys = { ...keys(key), ...lookupKeysOf(lookups, row) }
      checkKeys(entity, layout, allKeys)
      for (const { field, key: lock } of unique) checkKey(field, 'sk', lock(row)?.sk ?? '')
      return Object.assign(item, allKeys)
    },
    toStored: (item) => {
      const values: Record<string, unknown> = {}
      for (const { name, codec } of codecs) {
        const value = item[name]
        if (value !== undefined) values[name] = codec.decode(value)
      }
      return storedRow(entity, values, metaOf(item))
    },
    owns: ownership(entity, layout),
  }
}

/** A part of a key is followed by `#`, so that no other begins with it; the last one of a path ends the key. */
function rangeBuilder(entity: AnyModelEntity, { keys }: EntityLayout, pk: KeyBuilder): EntityItems['below'] {
  const rootFields = templateFields(keys.pk).length
  const prefix = templatePrefix(keys.sk)
  return (path) => {
    const values = Object.fromEntries(entity.path.map((field, index) => [field, path[index]]))
    const parts = path.slice(rootFields).map(keyText)
    const isWhole = path.length === entity.path.length && parts.length > 0
    return {
      pk: pk(values),
      operator: isWhole ? '=' : 'begins_with',
      sk: isWhole ? prefix + parts.join('#') : prefix + parts.map((part) => `${part}#`).join(''),
    }
  }
}

/** By its mark and by its keys: another model in the same table may have an entity of that name. */
function ownership({ singular }: AnyModelEntity, { keys }: EntityLayout): EntityItems['owns'] {
  const [pk, sk] = [templatePrefix(keys.pk), templatePrefix(keys.sk)]
  return (item) =>
    item[entityAttribute] === singular && startsWith(item['pk'], pk) && startsWith(item['sk'], sk)
}

function startsWith(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix)
}

function encodeField(name: string, value: unknown, encode: (value: unknown) => unknown): unknown {
  try {
    return encode(value)
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    throw new UnstorableValue(error.message, [name, ...error.path])
  }
}

/** A part may be 256 characters of up to three bytes: two of them can pass what DynamoDB takes. */
function checkKeys(entity: AnyModelEntity, { lookups }: EntityLayout, keys: Values): void {
  for (const name of Object.keys(keys)) {
    const lookup = lookups.find(({ index }) => name.startsWith(`${index.toLowerCase()}s`))
    const field = lookup?.by === 'value' ? lookup.fields[0] : entity.path.at(-1)
    checkKey(field ?? '', name, String(keys[name]))
  }
}

function checkKey(field: string, attribute: string, value: string): void {
  const limit = attribute.endsWith('sk') ? sortKeyBytes : partitionKeyBytes
  if (value.length * 3 > limit && Buffer.byteLength(value) > limit) {
    throw new UnstorableValue(`The key is longer than the ${limit} bytes that DynamoDB takes.`, [field])
  }
}

function metaOf(item: Item): RowMeta {
  // Sound: every item is written with the three, by this store and by the derived ElectroDB entities.
  const { version, createdAt, updatedAt } = item as unknown as RowMeta
  return { version, createdAt, updatedAt }
}

/** The names of a key's attributes in the table and in one index. */
export function pickKeys(keys: ItemKeys, names: readonly KeyAttribute[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, keys[name] ?? '']))
}

/** About the size of an item as DynamoDB counts it, a little over. */
export function itemBytes(item: Item): number {
  return Buffer.byteLength(JSON.stringify(item))
}
