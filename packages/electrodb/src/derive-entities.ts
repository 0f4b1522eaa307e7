import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type AnyModel, type AnyModelEntity, entityOf, isManagedField } from '@throughline/schema'
import { Entity, Service } from 'electrodb'
import { zodToElectroDBAttributes } from './attributes.ts'
import type { ElectroAttribute } from './attributes.types.ts'
import type { ElectroEntities, ElectroService } from './derive-entities.types.ts'
import { entityVersion } from './item.ts'
import { renameField, templateFields } from './key-template.ts'
import { type PartitionAttribute, partitionAttribute } from './partition-attribute.ts'
import { type EntityLayout, type KeyPair, type TableLayout, tableLayout } from './table-layout.ts'

/** Where ElectroDB works. */
export interface DeriveOptions {
  /** Needed for `.go()`, not for `.params()`. */
  readonly client?: DynamoDBDocumentClient
  /** Name of the table; the model's service when absent. */
  readonly table?: string
}

/**
 * Derives an ElectroDB entity from each entity of a model, by plural name.
 *
 * They read what the store writes, and the other way round. A root's key has the name that its children give it
 * (`personId`), in the indexes `primary`, `list` (GSI1) and `all` (GSI2). Writes through them are not checked against
 * the whole row's `.refine`, the parent's existence, or the version: add `.add({ version: 1 })` to an update, so that
 * clients notice it.
 *
 * @throws {StoreError} `invalid` for a model that has no table layout.
 */
export function deriveEntities<TModel extends AnyModel>(
  model: TModel,
  { client, table }: DeriveOptions = {},
): ElectroEntities<TModel> {
  const layout = tableLayout(model, { ...(table !== undefined && { tableName: table }) })
  const entities = Object.values(layout.entities).map((entry) => {
    const schema = electroSchema(model, layout, entry)
    return [entry.entity, new Entity(schema, { table: layout.tableName, ...(client && { client }) })] as const
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

function electroSchema(model: AnyModel, layout: TableLayout, { entity: name, singular, keys }: EntityLayout) {
  const entity = entityOf(model, name)
  const partition = partitionAttribute(model, entity)
  const key = (template: string, field: string) => {
    const renamed =
      partition.mirrors === undefined ? template : renameField(template, partition.mirrors, partition.name)
    return { field, composite: templateFields(renamed), template: renamed, casing: 'none' as const }
  }
  const pair = ({ pk, sk }: KeyPair) => ({ pk: key(keys[pk] ?? '', pk), sk: key(keys[sk] ?? '', sk) })
  const [first, second] = ['GSI1', 'GSI2'].map((index) =>
    layout.indexes.find((entry) => entry.name === index),
  )
  return {
    model: { entity: singular, service: model.service, version: entityVersion },
    attributes: electroAttributes(entity, partition),
    indexes: {
      primary: {
        collection:
          entity.parent === undefined ? singular : (model.entities[entity.parent]?.singular ?? singular),
        ...pair(layout.key),
      },
      ...(first && keys[first.pk] !== undefined && { list: { index: first.name, ...pair(first) } }),
      ...(second && { all: { index: second.name, collection: 'allRows', ...pair(second) } }),
    },
  }
}

function electroAttributes(entity: AnyModelEntity, partition: PartitionAttribute) {
  const own: Record<string, ElectroAttribute> = Object.fromEntries(
    Object.entries(zodToElectroDBAttributes(entity.schema)).filter(([name]) => !isManagedField(name)),
  )
  const { mirrors, name } = partition
  const copy = mirrors === undefined ? undefined : own[mirrors]
  return {
    ...own,
    ...(mirrors !== undefined &&
      copy && {
        [name]: copy,
        [mirrors]: {
          ...copy,
          required: false,
          watch: [name],
          set: (_value: unknown, item: Readonly<Record<string, unknown>>) => item[name],
        },
      }),
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
