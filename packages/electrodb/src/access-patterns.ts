import type { AnyModel, AnyModelEntity, FieldKind, FieldSpec } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { templatePrefix } from './key-template.ts'
import { beginsPath } from './lookup-fields.ts'
import {
  allPartitions,
  type EntityLayout,
  type LayoutOptions,
  type LookupLayout,
  type TableLayout,
  tableLayout,
} from './table-layout.ts'

/** One way in which the store reads, as plain data. */
export interface AccessPattern {
  /** Plural name; all of them for a snapshot. */
  readonly entity: string
  /** What is found, in words. */
  readonly name: string
  /** The store's method. */
  readonly method: 'get' | 'list' | 'lookup' | 'query' | 'snapshot'
  /** The table or the index that is read. */
  readonly index: string
  /** DynamoDB's key condition, with the fields that its values are made of: `pk = "AUTHOR#${authorId}"`. */
  readonly keyCondition: string
  /** The call, as TypeScript. */
  readonly example: string
  /** Read capacity in words; a row has `size` KB. */
  readonly cost: string
  /** Read capacity units of a page of 100 rows of 1 KB, of one such row for `get`. */
  readonly rcu: number
}

/** Rows and kilobytes that `rcu` is told for. */
const pageRows = 100
const unitKilobytes = 4
const one = { cost: '1 RCU × ⌈size / 4⌉, strongly consistent', rcu: 1 }
const strong = { cost: '1 RCU × ⌈rows × size / 4⌉, strongly consistent', rcu: pageRows / unitKilobytes }
const eventual = {
  cost: '0.5 RCU × ⌈rows × size / 4⌉, eventually consistent',
  rcu: pageRows / unitKilobytes / 2,
}

/**
 * Every access pattern of a model's table: entity by entity, then the snapshot.
 *
 * @throws {StoreError} `invalid` for a model that has no table layout.
 */
export function accessPatterns(model: AnyModel, options: LayoutOptions = {}): readonly AccessPattern[] {
  const layout = tableLayout(model, options)
  const entities = Object.values(layout.entities)
  return [
    ...entities.flatMap((entry) => [
      getPattern(model, entry),
      listPattern(layout, entry),
      ...parentPattern(model, entry),
      ...partPatterns(model, entry),
      ...entry.lookups.map((lookup) => lookupPattern(model, layout, entry, lookup)),
    ]),
    {
      entity: entities.map(({ entity }) => entity).join(', '),
      name: 'all rows of all entities',
      method: 'snapshot',
      index: 'GSI2',
      keyCondition: allCondition(layout),
      example: 'store.snapshot({ limit: 1000 })',
      ...eventual,
    },
  ]
}

function getPattern(model: AnyModel, { entity, singular, keys }: EntityLayout): AccessPattern {
  const { path } = entityOf(model, entity)
  return {
    entity,
    name: `one ${singular} by its key`,
    method: 'get',
    index: 'table',
    keyCondition: `pk = "${keys.pk}" AND sk = "${keys.sk}"`,
    example: call(model, 'get', entity, path),
    ...one,
  }
}

function listPattern(layout: TableLayout, { entity, keys: { gsi1pk } }: EntityLayout): AccessPattern {
  const kinds = Object.keys(layout.entities).length
  const shared = {
    name: `all ${entity}`,
    method: 'list',
    example: `store.list('${entity}', { limit: 100 })`,
  } as const
  if (gsi1pk !== undefined) {
    return { entity, ...shared, index: 'GSI1', keyCondition: `gsi1pk = "${gsi1pk}"`, ...eventual }
  }
  return {
    entity,
    ...shared,
    index: 'GSI2',
    keyCondition: allCondition(layout),
    cost: `${eventual.cost}; rows of every entity are read, and filtered`,
    rcu: eventual.rcu * kinds,
  }
}

function parentPattern(model: AnyModel, { entity: name, keys }: EntityLayout): AccessPattern[] {
  const entity = entityOf(model, name)
  if (entity.parent === undefined) return []
  return [
    {
      entity: name,
      name: `the ${name} of one ${entityOf(model, entity.parent).singular}`,
      method: 'query',
      index: 'table',
      keyCondition: partCondition(entity, keys, entity.parentFields.length),
      example: `store.query('${name}', { where: ${literal(entity, entity.parentFields)} })`,
      ...strong,
    },
  ]
}

/** Of the rows further up than the parent. */
function partPatterns(model: AnyModel, { entity: name, keys }: EntityLayout): AccessPattern[] {
  const entity = entityOf(model, name)
  return entity.parentFields.slice(0, -1).flatMap((_, index): AccessPattern[] => {
    const fields = entity.path.slice(0, index + 1)
    if (!beginsPath(model, entity, fields)) return []
    return [
      {
        entity: name,
        name: `the ${name} by ${fields.join(', ')}`,
        method: 'lookup',
        index: 'table',
        keyCondition: partCondition(entity, keys, fields.length),
        example: call(model, 'lookup', name, fields),
        ...strong,
      },
    ]
  })
}

function lookupPattern(
  model: AnyModel,
  layout: TableLayout,
  { entity }: EntityLayout,
  { by, fields, index, pk, sk }: LookupLayout,
): AccessPattern {
  const slot = layout.indexes.find(({ name }) => name === index)
  const value = by === 'value' ? ` AND ${slot?.sk} = "${sk}"` : ''
  return {
    entity,
    name: `the ${entity} by ${fields.join(', ')}${by === 'value' ? ': a value, a range or a beginning' : ''}`,
    method: 'lookup',
    index,
    keyCondition: `${slot?.pk} = "${pk}"${value}`,
    example: call(model, 'lookup', entity, fields),
    ...eventual,
  }
}

function allCondition({ shards, ...layout }: TableLayout): string {
  const partitions = allPartitions({ ...layout, shards }).map((name) => `"${name}"`)
  return partitions.length === 1
    ? `gsi2pk = ${partitions.join('')}`
    : `gsi2pk = each of ${partitions.join(', ')}`
}

/** The rows whose path begins with so many fields. */
function partCondition({ path }: AnyModelEntity, { pk, sk }: EntityLayout['keys'], fields: number): string {
  const rest = path.slice(0, fields).filter((field) => sk.includes(`\${${field}}`))
  const prefix = templatePrefix(sk) + rest.map((field) => `\${${field}}`).join('#')
  return fields === path.length && rest.length > 0
    ? `pk = "${pk}" AND sk = "${prefix}"`
    : `pk = "${pk}" AND begins_with(sk, "${prefix}${rest.length > 0 ? '#' : ''}")`
}

function call(model: AnyModel, method: string, entity: string, fields: readonly string[]): string {
  return `store.${method}('${entity}', ${literal(entityOf(model, entity), fields)})`
}

const samples: Partial<Record<FieldKind, (field: FieldSpec) => string>> = {
  bigint: ({ lowest = '1' }) => `${lowest}n`,
  boolean: () => 'true',
  date: () => "new Date('2026-01-02')",
  enum: ({ values = [] }) => `'${values[0] ?? ''}'`,
  literal: ({ literals = [] }) => JSON.stringify(literals[0]),
  number: ({ min = 1 }) => String(Math.max(min, 1)),
}

function literal({ fields }: AnyModelEntity, names: readonly string[]): string {
  const members = names.map((name) => {
    const field = fields.find((candidate) => candidate.name === name)
    const isUuid = field?.format === 'uuid'
    const text = isUuid ? "'00000000-0000-4000-8000-000000000001'" : `'${name}-1'`
    return `${name}: ${(field && samples[field.kind]?.(field)) ?? text}`
  })
  return `{ ${members.join(', ')} }`
}
