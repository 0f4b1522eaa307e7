import { type AnyModel, type AnyModelEntity, StoreError } from '@throughline/schema'
import { entityOf, type FieldCondition, type FieldOrder, planRead } from '@throughline/schema/adapter'
import { type Access, planAccess } from '../reads/access.ts'
import { sampleOf, samplesOf, toSource } from './access-example.ts'
import { type EntityItems, type ModelItems, modelItems } from '../items/item.ts'
import type { KeyIndex, KeyRange } from '../reads/key-range.ts'
import { beginsPath } from './lookup-fields.ts'
import { type LayoutOptions, type LookupLayout, tableLayout } from './table-layout.ts'
import { fillTenant, tenantPartition } from './tenancy.ts'

/** One way in which the store reads, as plain data. */
export interface AccessPattern {
  /** Plural name; all of them for a snapshot and the feed. */
  readonly entity: string
  /** What is found, in words. */
  readonly name: string
  /** The store's method; `push` reads as well. */
  readonly method: 'batchGet' | 'get' | 'heads' | 'list' | 'pull' | 'push' | 'query' | 'snapshot'
  /** The table or the index that is read. */
  readonly index: string
  /** DynamoDB's key condition, with the fields that its values are made of: `pk = "AUTHOR#${authorId}"`. */
  readonly keyCondition: string
  /** The call, as TypeScript. */
  readonly example: string
  /** Whether it sees every write that was acknowledged; `consistent: false` then has it for half the cost. */
  readonly consistent: boolean
  /** Read capacity in words; a row has `size` KB. */
  readonly cost: string
  /** Read capacity units for `rows` rows of 1 KB. */
  readonly rcu: number
  readonly rows: number
}

/** Rows that the patterns of several rows are reckoned with, and the kilobytes that one unit reads. */
const pageRows = 100
const unitKilobytes = 4

const eachStrong = {
  consistent: true,
  cost: '1 RCU × ⌈size / 4⌉ for each row, strongly consistent',
}
const strong = {
  consistent: true,
  cost: '1 RCU × ⌈rows × size / 4⌉, strongly consistent',
  rcu: pageRows / unitKilobytes,
}
const eventual = {
  consistent: false,
  cost: '0.5 RCU × ⌈rows × size / 4⌉, eventually consistent',
  rcu: pageRows / unitKilobytes / 2,
}

/**
 * Every access pattern of a model's table: entity by entity, then the snapshot and the feed.
 *
 * The cost is what DynamoDB reckons: a unit reads 4 KB with strong consistency, or 8 KB without; a query rounds up the sum
 * of its rows, a get each row.
 *
 * @throws {StoreError} `invalid` for a model that has no table layout.
 */
export function accessPatterns(model: AnyModel, options: LayoutOptions = {}): readonly AccessPattern[] {
  const layout = tableLayout(model, options)
  const items = modelItems(model, layout.tenancy ? fillTenant(layout, anyTenant) : layout)
  const patterns = [
    ...items.all.flatMap((entity) => [
      ...keyPatterns(entity),
      ...asksOf(model, entity).flatMap((ask) => askPattern(items, entity, ask)),
      ...uniquePatterns(entity),
    ]),
    ...modelPatterns(items),
  ]
  return patterns.map(withAnyTenant)
}

function withAnyTenant(pattern: AccessPattern): AccessPattern {
  const [from, to] = [anyTenant, '${tenant}'].map((tenant) => `"${tenantPartition}#${tenant}#`)
  return { ...pattern, keyCondition: pattern.keyCondition.replaceAll(from ?? '', to ?? '') }
}

/** Stands for a tenant while keys are made; with `${` in it, it would be a field's place in a template. */
const anyTenant = '<tenant>'

function keyPatterns({ entity, layout: { keys } }: EntityItems): AccessPattern[] {
  const { name, singular, path } = entity
  const key = samplesOf(entity, path)
  const table = {
    entity: name,
    index: 'table',
    keyCondition: `pk = "${keys.pk}" AND sk = "${keys.sk}"`,
    ...eachStrong,
  }
  return [
    {
      ...table,
      name: `one ${singular} by its key`,
      method: 'get',
      example: `store.get('${name}', ${toSource(key)})`,
      rcu: 1,
      rows: 1,
    },
    {
      ...table,
      name: `${name} by their keys`,
      method: 'batchGet',
      example: `store.batchGet('${name}', [${toSource(key)}])`,
      rcu: pageRows,
      rows: pageRows,
    },
  ]
}

/** A read that the store can be asked for, by the names of fields. */
interface Ask {
  readonly name: string
  readonly method: 'list' | 'query'
  readonly where: Readonly<Record<string, unknown>>
  readonly orderBy?: string
  /** Those of the values that an index asks for; the others stand for any. */
  readonly when?: Readonly<Record<string, unknown>>
}

/** All that is answered by keys alone, without rows that are read in vain. */
function asksOf(model: AnyModel, items: EntityItems): Ask[] {
  const { entity, lookups } = items
  const { name, parent, parentFields } = entity
  const parts = parentFields
    .slice(0, -1)
    .map((_, index) => entity.path.slice(0, index + 1))
    .filter((fields) => beginsPath(model, entity, fields))
  return [
    { name: `all ${name}`, method: 'list', where: {} },
    ...(parent === undefined
      ? []
      : [
          {
            name: `the ${name} of one ${entityOf(model, parent).singular}`,
            method: 'query' as const,
            where: samplesOf(entity, parentFields),
          },
        ]),
    ...parts.map((fields): Ask => ({
      name: `the ${name} by ${fields.join(', ')}`,
      method: 'list',
      where: samplesOf(entity, fields),
    })),
    ...lookups.flatMap(({ layout }) => lookupAsks(model, entity, layout)),
  ]
}

function lookupAsks(model: AnyModel, entity: AnyModelEntity, { by, fields, when = {} }: LookupLayout): Ask[] {
  const of = entity.name
  const [field = ''] = fields
  if (by === 'reference') {
    return [{ name: `the ${of} by ${fields.join(', ')}`, method: 'list', where: samplesOf(entity, fields) }]
  }
  const parent = by === 'local' ? samplesOf(entity, entity.parentFields) : {}
  const within = by === 'local' ? ` of one ${entityOf(model, entity.parent ?? '').singular}` : ''
  const method = by === 'local' ? 'query' : 'list'
  const where = { ...parent, ...when }
  const value = sampleOf(entity, field)
  const ask = (how: string, asked: Pick<Ask, 'orderBy' | 'where'>): Ask => ({
    name: `the ${of}${within} ${how} ${field}`,
    method,
    when,
    ...asked,
  })
  return [
    ask('by', { where: { ...where, [field]: value } }),
    ask('by the beginning of', { where: { ...where, [field]: { startsWith: value } } }),
    ask('in a range of', { where: { ...where, [field]: { gte: value } } }),
    ask('in the order of', { where, orderBy: field }),
  ]
}

/** The pattern of a read as the store plans it; none where the field has no such operator, or no order. */
function askPattern(items: ModelItems, of: EntityItems, ask: Ask): AccessPattern[] {
  const access = accessOf(items, of, ask)
  if (!access) return []
  const { name, entity } = { name: ask.name, entity: of.entity.name }
  const options = {
    ...(Object.keys(ask.where).length > 0 && { where: ask.where }),
    ...(ask.orderBy !== undefined && { orderBy: { [ask.orderBy]: 'asc' } }),
  }
  const example = `store.${ask.method}('${entity}'${Object.keys(options).length > 0 ? `, ${toSource(options)}` : ''})`
  const { consistent, cost, rcu } = access.consistent ? strong : eventual
  return [
    {
      entity,
      name,
      method: ask.method,
      index: access.index.name ?? 'table',
      keyCondition: conditionText(access),
      example,
      consistent,
      cost: access.mixed ? `${cost}; rows of every entity are read` : cost,
      rcu: access.mixed ? rcu * items.all.length : rcu,
      rows: pageRows,
    },
  ]
}

/** How the store reads what is asked, with the names of fields in the place of their values. */
function accessOf(
  items: ModelItems,
  of: EntityItems,
  { method, where, orderBy, when = {} }: Ask,
): Access | undefined {
  const plan = planOf(of.entity, where, orderBy)
  if (!plan) return undefined
  const conditions = plan.conditions.map((condition): FieldCondition =>
    Object.hasOwn(when, condition.field)
      ? condition
      : // Sound: a text is a value of each operator that is asked here, and keys are made of texts.
        ({ ...condition, value: `\${${condition.field}}` } as FieldCondition),
  )
  const consistency = method === 'query' ? 'preferred' : 'any'
  return planAccess(of, items.partitions, { conditions, orderBy: plan.orderBy, consistency })
}

function planOf(
  entity: AnyModelEntity,
  where: Ask['where'],
  field: string | undefined,
): { conditions: readonly FieldCondition[]; orderBy?: FieldOrder } | undefined {
  try {
    return planRead(entity, { where, ...(field !== undefined && { orderBy: { [field]: 'asc' } }) })
  } catch (error) {
    if (error instanceof StoreError && error.code === 'invalid') return undefined
    throw error
  }
}

function conditionText({ index, ranges }: Access): string {
  const [first] = ranges
  const pks = [...new Set(ranges.map(({ pk }) => `"${pk}"`))]
  const sort = first?.sort ? ` AND ${sortText(index, first.sort)}` : ''
  return `${index.pk} = ${pks.length === 1 ? pks.join('') : `each of ${pks.join(', ')}`}${sort}`
}

function sortText({ sk }: KeyIndex, sort: NonNullable<KeyRange['sort']>): string {
  if (sort.op === 'between') return `${sk} BETWEEN "${sort.low}" AND "${sort.high}"`
  return sort.op === 'begins_with' ? `begins_with(${sk}, "${sort.text}")` : `${sk} ${sort.op} "${sort.text}"`
}

/** What a push reads beside rows that have patterns of their own. */
function uniquePatterns({ entity, layout }: EntityItems): AccessPattern[] {
  return layout.unique.map(({ field, pk, sk }) => ({
    entity: entity.name,
    name: `whether another ${entity.singular} has this ${field}`,
    method: 'push',
    index: 'table',
    keyCondition: `pk = "${pk}" AND sk = "${sk}"`,
    example: `store.push([{ op: 'insert', mutationId, entity: '${entity.name}', row }])`,
    ...eachStrong,
    rcu: 1,
    rows: 1,
  }))
}

function modelPatterns({ all, partitions, prefix }: ModelItems): AccessPattern[] {
  const shared = { entity: all.map(({ entity }) => entity.name).join(', ') }
  const feeds = partitions.map((_, shard) => `"${prefix}CHANGES#${shard}"`)
  const feed = feeds.length === 1 ? feeds.join('') : `each of ${feeds.join(', ')}`
  const head = {
    ...shared,
    ...eachStrong,
    index: 'table',
    keyCondition: `pk = ${feed} AND sk = "HEAD"`,
    rcu: partitions.length,
    rows: partitions.length,
  }
  return [
    {
      ...shared,
      name: 'all rows of all entities',
      method: 'snapshot',
      index: 'GSI2',
      keyCondition: conditionText(wholeIndex(partitions)),
      example: 'store.snapshot({ limit: 1000 })',
      ...eventual,
      rows: pageRows,
    },
    { ...head, name: 'where the feed stands', method: 'heads', example: 'store.heads()' },
    {
      ...shared,
      name: 'the changes after a cursor',
      method: 'pull',
      index: 'table',
      keyCondition: `pk = ${feed} AND sk > "\${seq}"`,
      example: 'store.pull({ cursor })',
      ...strong,
      rows: pageRows,
    },
    {
      ...head,
      name: 'the last place of a client',
      method: 'push',
      keyCondition: `pk = "${prefix}CLIENT#\${clientId}" AND sk = "HEAD"`,
      example: 'store.push(mutations, { clientId, seq })',
      rcu: 1,
      rows: 1,
    },
  ]
}

function wholeIndex(partitions: readonly string[]): Access {
  return {
    index: { name: 'GSI2', pk: 'gsi2pk', sk: 'gsi2sk' },
    ranges: partitions.map((pk) => ({ pk })),
    backwards: false,
    consistent: false,
    exact: true,
    mixed: false,
  }
}
