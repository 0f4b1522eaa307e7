import {
  type AnyModelEntity,
  type FieldKind,
  type KeyValue,
  type Page,
  type PageOptions,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import { isPlainObject } from '@throughline/schema/adapter'
import type { Connection } from './connection.ts'
import type { EntityItems, Item } from './item.ts'
import { keyText } from './key-text.ts'
import { beginsPath } from './lookup-fields.ts'
import { isKeyPart, type LookupKeys } from './lookup-keys.ts'
import { type Found, type QueryInput, readNothing, readPage } from './page.ts'
import { acceptor, exactly, rangeInput, sortedBy } from './read.ts'

type Values = Readonly<Record<string, unknown>>

/** Finds rows by a foreign key or by an indexed field; see `DynamoStore.lookup`. */
export async function lookupRows(
  connection: Connection,
  name: string,
  where: Values,
  options?: PageOptions,
): Promise<Page<StoredRow>> {
  const items = connection.items.of(name)
  const fields = Object.keys(where)
  const lookup = items.lookups.find(({ layout }) => isSame(layout.fields, fields))
  if (lookup?.layout.by === 'value') return readValue(connection, items, lookup, where, options)
  const path = pathOf(connection, items, fields)
  if (!lookup && !path) throw unknownLookup(connection, items, fields)
  const values = (lookup?.layout.fields ?? path ?? []).map((field) =>
    checked(items.entity, field, where[field]),
  )
  // No row has a key of such parts, and a reference to it is to nothing.
  if (!values.every(isKeyPart)) return readNothing(options)
  return lookup
    ? readReference(connection, items, lookup, where, options)
    : readPart(connection, items, values, options)
}

/** Rows whose path begins with a key: a part of one partition, strongly consistent. */
async function readPart(
  connection: Connection,
  items: EntityItems,
  values: readonly unknown[],
  options?: PageOptions,
): Promise<Page<StoredRow>> {
  // Sound: `isKeyPart` was asked of each.
  const range = items.below(values as readonly KeyValue[])
  const inputs = [{ ...rangeInput(range), ConsistentRead: true }]
  const scope = ['lookup', items.entity.name, ...values.map(keyText)]
  const listing = { scope, inputs, ...sortedBy(['pk', 'sk']), ask: exactly, accept: acceptor(items) }
  return readPage(connection, listing, options)
}

async function readReference(
  connection: Connection,
  items: EntityItems,
  { layout, names, pk, sk }: LookupKeys,
  where: Values,
  options?: PageOptions,
): Promise<Page<StoredRow>> {
  const partition = pk(where)
  return readPage(
    connection,
    {
      scope: ['lookup', items.entity.name, partition],
      inputs: [slotInput(layout.index, names, partition)],
      sortedBy: names.sk,
      startKey: ({ key }) => ({ ...items.key(key), [names.pk]: partition, [names.sk]: sk(key) }),
      ask: exactly,
      accept: acceptor(items),
    },
    options,
  )
}

async function readValue(
  connection: Connection,
  items: EntityItems,
  { layout, names, pk, sk }: LookupKeys,
  where: Values,
  options?: PageOptions,
): Promise<Page<StoredRow>> {
  const field = layout.fields[0] ?? ''
  const condition = conditionOf(items.entity, field, where[field], (value) => sk({ [field]: value }))
  if (!condition) return readNothing(options)
  const partition = pk(where)
  const accept = acceptor(items)
  return readPage(
    connection,
    {
      scope: ['lookup', items.entity.name, partition, JSON.stringify(condition)],
      inputs: [slotInput(layout.index, names, partition, condition)],
      sortedBy: names.sk,
      startKey: ({ key, sort = '' }) => ({ ...items.key(key), [names.pk]: partition, [names.sk]: sort }),
      ask: exactly,
      accept(item: Item): Found<StoredRow> | undefined {
        const sort = String(item[names.sk])
        const found = condition.without?.includes(sort) ? undefined : accept(item)
        return found && { ...found, sort }
      },
    },
    options,
  )
}

/** A condition on sort keys. */
interface SortCondition {
  readonly expression: string
  readonly values: Readonly<Record<string, string>>
  /** Bounds that `BETWEEN` takes in, and that are not wanted. */
  readonly without?: readonly string[]
}

function slotInput(
  index: string,
  names: LookupKeys['names'],
  partition: string,
  condition?: SortCondition,
): QueryInput {
  return {
    IndexName: index,
    KeyConditionExpression: condition ? `#pk = :pk AND ${condition.expression}` : '#pk = :pk',
    ExpressionAttributeNames: { '#pk': names.pk, ...(condition && { '#sk': names.sk }) },
    ExpressionAttributeValues: { ':pk': partition, ...condition?.values },
  }
}

const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
type Bound = keyof typeof operators

/** The condition of a value, a range or a beginning; `undefined` for a range that nothing is in. */
function conditionOf(
  entity: AnyModelEntity,
  field: string,
  wanted: unknown,
  textOf: (value: unknown) => string,
): SortCondition | undefined {
  if (!isPlainObject(wanted)) {
    return { expression: '#sk = :sk', values: { ':sk': textOf(checked(entity, field, wanted)) } }
  }
  const { beginsWith, ...range } = wanted
  const given = Object.entries(range).filter(([, value]) => value !== undefined)
  if (beginsWith !== undefined && given.length === 0) {
    const kind = kindOf(entity, field)
    if (kind !== 'string' && kind !== 'enum') throw wrongValue(entity, field, 'no beginning: it is not text')
    return {
      expression: 'begins_with(#sk, :sk)',
      values: { ':sk': textOf(checked(entity, field, beginsWith)) },
    }
  }
  const bounds = given.map(([name, value]) => {
    if (!Object.hasOwn(operators, name)) throw wrongValue(entity, field, `no condition "${name}"`)
    // Sound: it is one of the operators' names.
    return { bound: name as Bound, text: textOf(checked(entity, field, value)) }
  })
  const [lower, ...lowers] = bounds.filter(({ bound }) => bound.startsWith('g'))
  const [upper, ...uppers] = bounds.filter(({ bound }) => bound.startsWith('l'))
  if (beginsWith !== undefined || lowers.length + uppers.length > 0 || !(lower ?? upper)) {
    throw wrongValue(entity, field, 'no such condition: give gt or gte, and lt or lte, or beginsWith alone')
  }
  if (lower && upper) return between(lower, upper)
  const one = lower ?? upper
  return one && { expression: `#sk ${operators[one.bound]} :sk`, values: { ':sk': one.text } }
}

function between(
  lower: { bound: Bound; text: string },
  upper: { bound: Bound; text: string },
): SortCondition | undefined {
  // DynamoDB refuses such a range.
  if (Buffer.compare(Buffer.from(lower.text), Buffer.from(upper.text)) > 0) return undefined
  const without = [lower, upper]
    .filter(({ bound }) => bound === 'gt' || bound === 'lt')
    .map(({ text }) => text)
  return {
    expression: '#sk BETWEEN :low AND :high',
    values: { ':low': lower.text, ':high': upper.text },
    ...(without.length > 0 && { without }),
  }
}

const types: Partial<Record<FieldKind, { is: (value: unknown) => boolean; name: string }>> = {
  bigint: { is: (value) => typeof value === 'bigint', name: 'a bigint' },
  boolean: { is: (value) => typeof value === 'boolean', name: 'a boolean' },
  date: { is: (value) => value instanceof Date && !Number.isNaN(value.getTime()), name: 'a valid date' },
  enum: { is: (value) => typeof value === 'string', name: 'text' },
  number: { is: (value) => Number.isFinite(value), name: 'a number' },
  string: { is: (value) => typeof value === 'string', name: 'text' },
}
const anyValue = {
  is: (value: unknown) => ['boolean', 'number', 'string'].includes(typeof value),
  name: 'a value',
}

/** A value of the field's type. */
function checked(entity: AnyModelEntity, field: string, value: unknown): unknown {
  const { is, name } = types[kindOf(entity, field)] ?? anyValue
  if (is(value)) return value
  throw wrongValue(entity, field, `not this value: give ${name}`)
}

function kindOf({ fields }: AnyModelEntity, field: string): FieldKind {
  return fields.find(({ name }) => name === field)?.kind ?? 'string'
}

function wrongValue({ name }: AnyModelEntity, field: string, what: string): StoreError {
  return new StoreError('invalid', `"${name}.${field}" has ${what}.`)
}

/** The fields in the order of the path, where they are the beginning of it. */
function pathOf(
  { items: { model } }: Connection,
  { entity }: EntityItems,
  fields: readonly string[],
): readonly string[] | undefined {
  const path = entity.path.slice(0, fields.length)
  return isSame(path, fields) && beginsPath(model, entity, path) ? path : undefined
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name))
}

function unknownLookup(
  { items: { model } }: Connection,
  { entity, lookups }: EntityItems,
  fields: readonly string[],
): StoreError {
  const parts = entity.path.map((_, index) => entity.path.slice(0, index + 1))
  const known = [
    ...parts.filter((part) => part.length < entity.path.length && beginsPath(model, entity, part)),
    ...lookups.map(({ layout }) => layout.fields),
  ].map((names) => `{ ${names.join(', ')} }`)
  const advice =
    known.length === 0 ? 'It has no lookup: mark a field as `indexed`.' : `It can by ${known.join(', ')}.`
  return new StoreError(
    'invalid',
    `"${entity.name}" cannot be looked up by { ${fields.join(', ')} }. ${advice}`,
  )
}
