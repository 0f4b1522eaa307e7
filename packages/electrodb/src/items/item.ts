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
import { expirySecond, isExpired, ttlAttribute } from './expiry.ts'
import { type KeyBuilder, keyBuilder, templateFields, templatePrefix } from './key-template.ts'
import { keyText } from './key-text.ts'
import { type LookupKeys, lookupKeys, lookupKeysOf, type UniqueKeys, uniqueKeys } from './lookup-keys.ts'
import { modelVersionAttribute, upgradingReader } from '../migrate/upgrade-item.ts'
import type { Upgrades } from '../migrate/upgrades.ts'
import { partitionAttributes } from '../layout/partition-attribute.ts'
import { shardField, shardOf } from '../layout/shard.ts'
import { allPartitions, type EntityLayout, type TableLayout } from '../layout/table-layout.ts'
import { requireTenant, tenantAttribute, tenantPrefix } from '../layout/tenancy.ts'

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
export const versionAttribute = '__edb_v__'
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
  /** Whether the item is one of this entity (and of this tenant): by its marks and by its keys. */
  readonly owns: (item: Item) => boolean
  /** Whether the row has expired, at a time in milliseconds: DynamoDB deletes it later, and no read may show it. */
  readonly isExpired: (item: Item, nowMs: number) => boolean
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
  /** Attributes of every item under a row's key, a tombstone's too: the tenant's, of the tenancy `attribute`. */
  readonly marks: Item
  /** Whether another tenant's item is under this key, which then may be neither read, nor overwritten, nor deleted. */
  readonly isForeign: (item: Item) => boolean
  /** The partitions of GSI2 that hold all rows. */
  readonly partitions: readonly string[]
  /** Items of older versions of the model are read, and whole: an upgrade may need any of their fields. */
  readonly upgrading: boolean
}

/**
 * Prepares each entity of the model once; rows and items then go through by the thousand.
 *
 * @throws {StoreError} `invalid` for a layout for all tenants.
 */
export function modelItems(model: AnyModel, layout: TableLayout, upgrades?: Upgrades): ModelItems {
  requireTenant(layout)
  const marks = tenantMarks(layout)
  const all = Object.values(layout.entities).map((entry) =>
    entityItems(model, entityOf(model, entry.entity), entry, layout, upgrades),
  )
  const byName = new Map(all.map((items) => [items.entity.name, items]))
  const bySingular = new Map<unknown, EntityItems>(all.map((items) => [items.entity.singular, items]))
  return {
    model,
    all,
    prefix: tenantPrefix(layout),
    marks,
    isForeign: (item) => !hasMarks(item, marks),
    partitions: allPartitions(layout),
    upgrading: upgrades !== undefined,
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
  table: TableLayout,
  upgrades: Upgrades | undefined,
): EntityItems {
  const marks = tenantMarks(table)
  const { expires } = layout
  const common = commonAttributes(entity, marks, upgrades)
  const [pk, sk] = [keyBuilder(layout.keys.pk), keyBuilder(layout.keys.sk)]
  const codecs = entity.fields
    .filter(({ name }) => !isManagedField(name))
    .map((field) => ({ name: field.name, codec: fieldCodec(field) }))
  const mirrors = partitionAttributes(model, entity).flatMap(({ name, mirrors: field }) =>
    field === undefined ? [] : [{ name, field }],
  )
  const lookups = layout.lookups.map((lookup) => lookupKeys(lookup, table.indexes))
  const unique = layout.unique.map(uniqueKeys)
  const keys = keysBuilder(layout, table)
  const toStored = (item: Item): StoredRow => {
    const values: Record<string, unknown> = {}
    for (const { name, codec } of codecs) {
      const value = item[name]
      if (value !== undefined) values[name] = codec.decode(value)
    }
    return storedRow(entity, values, metaOf(item))
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
      const item: Record<string, unknown> = { ...common }
      for (const { name, field } of mirrors) item[name] = key[field]
      for (const { name, codec } of codecs) {
        const value = encodeField(name, row[name], codec.encode)
        if (value !== undefined) item[name] = value
      }
      Object.assign(item, meta)
      const second = expires === undefined ? undefined : expirySecond(row[expires])
      if (second !== undefined) item[ttlAttribute] = second
      const allKeys = { ...keys(key), ...lookupKeysOf(lookups, row) }
      checkKeys(entity, layout, allKeys)
      for (const { field, key: lock } of unique) checkKey(field, 'sk', lock(row)?.sk ?? '')
      return Object.assign(item, allKeys)
    },
    toStored: upgrades ? upgradingReader(entity, upgrades, toStored) : toStored,
    owns: ownership(entity, layout, marks),
    isExpired,
  }
}

/** What each item of an entity has, whatever its row. */
function commonAttributes({ singular }: AnyModelEntity, marks: Item, upgrades: Upgrades | undefined): Item {
  return {
    [entityAttribute]: singular,
    [versionAttribute]: entityVersion,
    ...marks,
    ...(upgrades && upgrades.version > 1 && { [modelVersionAttribute]: upgrades.version }),
  }
}

/** The keys in the table and in the indexes of all rows and of roots. */
function keysBuilder(layout: EntityLayout, { shards }: TableLayout): EntityItems['keys'] {
  const pk = keyBuilder(layout.keys.pk)
  const builders = Object.entries(layout.keys).map(
    ([name, template]) => [name, keyBuilder(template)] as const,
  )
  return (key) => {
    const result: Record<string, string> = {}
    const values = shards === 1 ? key : { ...key, [shardField]: shardOf(pk(key), shards) }
    for (const [name, build] of builders) result[name] = build(values)
    return result
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
function ownership({ singular }: AnyModelEntity, { keys }: EntityLayout, marks: Item): EntityItems['owns'] {
  const [pk, sk] = [templatePrefix(keys.pk), templatePrefix(keys.sk)]
  return (item) =>
    item[entityAttribute] === singular &&
    startsWith(item['pk'], pk) &&
    startsWith(item['sk'], sk) &&
    hasMarks(item, marks)
}

function tenantMarks({ tenancy, tenant }: TableLayout): Item {
  return tenancy === 'attribute' ? { [tenantAttribute]: tenant } : {}
}

function hasMarks(item: Item, marks: Item): boolean {
  return Object.entries(marks).every(([name, value]) => item[name] === value)
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
    const field = !lookup || lookup.by === 'reference' ? entity.path.at(-1) : lookup.fields[0]
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

/** About the size of an item as DynamoDB counts it, a little over. */
export function itemBytes(item: Item): number {
  return Buffer.byteLength(JSON.stringify(item))
}
