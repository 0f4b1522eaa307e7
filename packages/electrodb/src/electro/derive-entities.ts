import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type AnyModel, type AnyModelEntity, isManagedField } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { Entity, Service } from 'electrodb'
import { zodToElectroDBAttributes } from './attributes.ts'
import type { ElectroAttribute } from './attributes.types.ts'
import type { ElectroEntities, ElectroService } from './derive-entities.types.ts'
import { entityAttribute, entityVersion, versionAttribute } from '../items/item.ts'
import { keyBuilder, renameFields, templateFields } from '../items/key-template.ts'
import { setKeyFormats } from './key-format.ts'
import { modelVersionAttribute } from '../migrate/upgrade-item.ts'
import type { Upgrades } from '../migrate/upgrades.ts'
import { type PartitionAttribute, partitionAttributes } from '../layout/partition-attribute.ts'
import { expiryAttributes, readOnlyFields, shardAttributes, slotAttributes } from './slot-attributes.ts'
import { type EntityLayout, type KeyPair, type TableLayout, tableLayout } from '../layout/table-layout.ts'
import { tenantAttribute, tenantLayout } from '../layout/tenancy.ts'
import { rootOf } from '../layout/tree.ts'

const hiddenText = { type: 'string', hidden: true, required: true, readOnly: true } as const

/** What `keyText` makes of a whole number from 0 on. */
const numberPadding = { length: 16, char: '0' }

type KeyableAttribute = ElectroAttribute & { readonly padding?: typeof numberPadding }

/** Where ElectroDB works, as the store does. */
export interface DeriveOptions {
  /** Needed for `.go()`, not for `.params()`. */
  readonly client?: DynamoDBDocumentClient
  /** As the table was created by; made of the next two when absent. */
  readonly layout?: TableLayout
  /** Name of the table; the model's service when absent. */
  readonly table?: string
  /** 1 when absent. With more, there is no collection `allRows` and no index `all`. */
  readonly shards?: number
  /** Whose rows: given where, and only where, the layout has a `tenancy`. */
  readonly tenant?: string
  /** As the store is given them: what is put bears today's version. Older items are read as they are. */
  readonly upgrades?: Upgrades
}

/**
 * Derives an ElectroDB entity from each entity of a model, by plural name.
 *
 * They read what the store writes, and the other way round. A root's key has the name that its children give it
 * (`personId`), in the indexes `primary`, `list` (GSI1) and `all` (GSI2). Writes through them are not checked against
 * the whole row's `.refine`, the parent's existence, unique values, the version (add `.add({ version: 1 })` to an
 * update, so that clients notice it), or, of the tenancy `attribute`, that the item is the tenant's. Fields that rows are
 * looked up by, or expire by, are read-only after a put: the store changes them.
 *
 * @throws {StoreError} `invalid` for a model that has no table layout, and for a tenant that it cannot have.
 */
export function deriveEntities<TModel extends AnyModel>(
  model: TModel,
  { client, table, shards, tenant, upgrades, ...options }: DeriveOptions = {},
): ElectroEntities<TModel> {
  const all =
    options.layout ??
    tableLayout(model, {
      ...(table !== undefined && { tableName: table }),
      ...(shards !== undefined && { shards }),
    })
  const layout = tenantLayout(all, tenant)
  const entities = Object.values(layout.entities).map((entry) => {
    const schema = electroSchema(model, layout, entry, upgrades?.version)
    const entity = new Entity(schema, {
      table: layout.tableName,
      identifiers: identityOf(layout).identifiers,
      ...(client && { client }),
    })
    formatKeys(entity, entityOf(model, entry.entity), entry, partitionNames(model, entry.entity))
    return [entry.entity, entity] as const
  })
  // Sound: `derive-entities.types.ts` states the same derivation.
  return Object.fromEntries(entities) as unknown as ElectroEntities<TModel>
}

/**
 * Derives the ElectroDB service of a model: its entities, with a collection for each root (by its singular: the row and
 * all its children) and the collection `allRows`.
 *
 * @throws {StoreError} `invalid` for a model that has no table layout.
 */
export function deriveService<TModel extends AnyModel>(
  model: TModel,
  options: DeriveOptions = {},
): ElectroService<TModel> {
  const { client } = options
  return new Service(deriveEntities(model, options), { ...(client && { client }) })
}

interface ElectroIdentity {
  readonly version: string
  readonly identifiers: { readonly entity: string; readonly version: string }
  readonly attributes: Readonly<Record<string, ElectroAttribute>>
}

/**
 * By which attributes ElectroDB tells its own items from others: in the place of the version there is the tenant, where
 * nothing else keeps tenants apart. So ElectroDB reads none of another's.
 */
function identityOf({ tenancy, tenant }: TableLayout): ElectroIdentity {
  return tenancy === 'attribute' && tenant !== undefined
    ? {
        version: tenant,
        identifiers: { entity: entityAttribute, version: tenantAttribute },
        attributes: { [versionAttribute]: { ...hiddenText, default: () => entityVersion } },
      }
    : {
        version: entityVersion,
        identifiers: { entity: entityAttribute, version: versionAttribute },
        attributes: {},
      }
}

function electroSchema(model: AnyModel, layout: TableLayout, entityLayout: EntityLayout, modelVersion = 1) {
  const { entity: name, singular, keys } = entityLayout
  const entity = entityOf(model, name)
  const partition = partitionAttributes(model, entity)
  const names = partitionNames(model, name)
  const identity = identityOf(layout)
  const key = (template: string, field: string) => {
    const renamed = renameFields(template, names)
    return { field, composite: templateFields(renamed), template: renamed, casing: 'none' as const }
  }
  const templates: Readonly<Partial<Record<string, string>>> = keys
  const pair = ({ pk, sk }: KeyPair) => ({
    pk: key(templates[pk] ?? '', pk),
    sk: key(templates[sk] ?? '', sk),
  })
  const [first, second] = ['GSI1', 'GSI2'].map((index) =>
    layout.indexes.find((entry) => entry.name === index),
  )
  return {
    model: { entity: singular, service: model.service, version: identity.version },
    attributes: {
      ...electroAttributes(entity, entityLayout, partition),
      ...identity.attributes,
      ...expiryAttributes(entityLayout),
      ...slotAttributes(layout, entity, entityLayout),
      ...shardAttributes(layout, entityLayout, names),
      ...(modelVersion > 1 && {
        [modelVersionAttribute]: {
          type: 'number' as const,
          hidden: true,
          readOnly: true,
          default: () => modelVersion,
        },
      }),
    },
    indexes: {
      primary: {
        collection: rootOf(model, entity).singular,
        ...pair(layout.key),
      },
      ...(first && templates[first.pk] !== undefined && { list: { index: first.name, ...pair(first) } }),
      ...(second &&
        layout.shards === 1 && { all: { index: second.name, collection: 'allRows', ...pair(second) } }),
    },
  }
}

/** What ElectroDB calls the fields of a partition's key, by the entity's own names. */
function partitionNames(model: AnyModel, entity: string): ReadonlyMap<string, string> {
  const attributes = partitionAttributes(model, entityOf(model, entity))
  return new Map(attributes.map(({ name, mirrors = name }) => [mirrors, name]))
}

function formatKeys(
  entity: unknown,
  { path, fields }: AnyModelEntity,
  { keys }: EntityLayout,
  names: ReadonlyMap<string, string>,
): void {
  const nameOf = (field: string): string => names.get(field) ?? field
  const signed = fields.filter(
    ({ name, kind, min = -1 }) => path.includes(name) && kind === 'number' && min < 0,
  )
  const key = Object.fromEntries(
    path.map((field) => [
      field,
      fields.some(({ name, kind }) => name === field && kind === 'number') ? 42 : 'a',
    ]),
  )
  for (const { name } of signed) key[name] = -42
  setKeyFormats(entity, new Map(signed.map(({ name }) => [nameOf(name), Number])), {
    key: Object.fromEntries(Object.entries(key).map(([field, value]) => [nameOf(field), value])),
    pk: keyBuilder(keys.pk)(key),
    sk: keyBuilder(keys.sk)(key),
  })
}

function electroAttributes(
  entity: AnyModelEntity,
  layout: EntityLayout,
  partition: readonly PartitionAttribute[],
) {
  const own: Record<string, KeyableAttribute> = Object.fromEntries(
    Object.entries(zodToElectroDBAttributes(entity.schema)).filter(([name]) => !isManagedField(name)),
  )
  for (const field of entity.path) {
    const attribute = own[field]
    if (attribute?.type === 'number') own[field] = { ...attribute, padding: numberPadding }
  }
  for (const field of readOnlyFields(layout)) {
    const attribute = own[field]
    if (attribute) own[field] = { ...attribute, readOnly: true }
  }
  for (const { name, mirrors } of partition) {
    const copy = mirrors === undefined ? undefined : own[mirrors]
    if (mirrors === undefined || !copy) continue
    own[name] = copy
    own[mirrors] = {
      ...copy,
      required: false,
      watch: [name],
      set: (_value: unknown, item: Readonly<Record<string, unknown>>) => item[name],
    }
  }
  return {
    ...own,
    version: { type: 'number' as const, required: true, default: () => 1 },
    createdAt: { type: 'string' as const, required: true, readOnly: true, default: timeNow },
    updatedAt: {
      type: 'string' as const,
      required: true,
      watch: '*' as const,
      default: timeNow,
      set: timeNow,
    },
  }
}

function timeNow(): string {
  return new Date().toISOString()
}
