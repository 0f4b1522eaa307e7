import {
  type AnyModel,
  type AnyModelEntity,
  entityOf,
  isManagedField,
  keyOf,
  type RowMeta,
  StoreError,
  storedRow,
  type StoredRow,
} from '@throughline/schema'
import { fieldCodec, UnstorableValue } from './codec.ts'
import { keyBuilder, templatePrefix } from './key-template.ts'
import { partitionAttribute } from './partition-attribute.ts'
import type { EntityLayout, KeyAttribute, TableLayout } from './table-layout.ts'

type Values = Readonly<Record<string, unknown>>

/** An item as the DocumentClient reads and writes it. */
export type Item = Readonly<Record<string, unknown>>
/** The keys of an item, by attribute. */
export type ItemKeys = Readonly<Record<string, string>>

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
  /** Where an entity's sort keys begin within a partition. */
  readonly sortPrefix: string
  /** The table's key of a row, by the fields of the entity's `path`. */
  readonly key: (key: Values) => { readonly pk: string; readonly sk: string }
  /** All keys of a row: the table's and those of the indexes that the entity is in. */
  readonly keys: (key: Values) => ItemKeys
  /** @throws {UnstorableValue} for what DynamoDB cannot keep, with the path of the field. */
  readonly toItem: (stored: StoredRow) => Item
  readonly toStored: (item: Item) => StoredRow
  /** Whether the item is one of this entity: by its mark and by its keys. */
  readonly owns: (item: Item) => boolean
}

/** All entities of a model between rows and items. */
export interface ModelItems {
  /** @throws {StoreError} `invalid` for an entity that the model does not have. */
  readonly of: (name: string) => EntityItems
  /** Whose item it is; `undefined` for one that is none of the model's. */
  readonly ownerOf: (item: Item) => EntityItems | undefined
  readonly all: readonly EntityItems[]
}

/** Prepares each entity of the model once; rows and items then go through by the thousand. */
export function modelItems(model: AnyModel, layout: TableLayout): ModelItems {
  const all = Object.values(layout.entities).map((entry) =>
    entityItems(model, entityOf(model, entry.entity), entry),
  )
  const byName = new Map(all.map((items) => [items.entity.name, items]))
  const bySingular = new Map<unknown, EntityItems>(all.map((items) => [items.entity.singular, items]))
  return {
    all,
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

function entityItems(model: AnyModel, entity: AnyModelEntity, layout: EntityLayout): EntityItems {
  const builders = Object.entries(layout.keys).map(
    ([name, template]) => [name, keyBuilder(template)] as const,
  )
  const [pk, sk] = [keyBuilder(layout.keys.pk), keyBuilder(layout.keys.sk)]
  const prefixes = { pk: templatePrefix(layout.keys.pk), sk: templatePrefix(layout.keys.sk) }
  const codecs = entity.fields
    .filter(({ name }) => !isManagedField(name))
    .map((field) => ({ name: field.name, codec: fieldCodec(field) }))
  const mirror = partitionAttribute(model, entity)
  const keys = (key: Values): Record<string, string> => {
    const result: Record<string, string> = {}
    for (const [name, build] of builders) result[name] = build(key)
    return result
  }

  return {
    entity,
    layout,
    sortPrefix: prefixes.sk,
    key: (key) => ({ pk: pk(key), sk: sk(key) }),
    keys,
    toItem: ({ row, meta }) => {
      const key = keyOf(entity, row)
      const item: Record<string, unknown> = keys(key)
      checkKeys(entity, item)
      item[entityAttribute] = entity.singular
      item[versionAttribute] = entityVersion
      if (mirror.mirrors !== undefined) item[mirror.name] = key[mirror.mirrors]
      for (const { name, codec } of codecs) {
        const value = encodeField(name, row[name], codec.encode)
        if (value !== undefined) item[name] = value
      }
      return Object.assign(item, meta)
    },
    toStored: (item) => {
      const values: Record<string, unknown> = {}
      for (const { name, codec } of codecs) {
        const value = item[name]
        if (value !== undefined) values[name] = codec.decode(value)
      }
      return storedRow(entity, values, metaOf(item))
    },
    owns: (item) =>
      item[entityAttribute] === entity.singular &&
      startsWith(item['pk'], prefixes.pk) &&
      startsWith(item['sk'], prefixes.sk),
  }
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
function checkKeys(entity: AnyModelEntity, keys: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(keys)) {
    const value = String(keys[name])
    const limit = name.endsWith('sk') ? sortKeyBytes : partitionKeyBytes
    if (value.length * 3 > limit && Buffer.byteLength(value) > limit) {
      const field = entity.path.at(-1) ?? ''
      throw new UnstorableValue(`The key is longer than the ${limit} bytes that DynamoDB takes.`, [field])
    }
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
