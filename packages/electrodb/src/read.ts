import { GetCommand } from '@aws-sdk/lib-dynamodb'
import {
  type AnyModelEntity,
  type KeyValue,
  type Page,
  type PageOptions,
  type QueryOptions,
  type SnapshotRow,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { Connection } from './connection.ts'
import { entityAttribute, type EntityItems, type Item, pickKeys, type SortRange } from './item.ts'
import { isKeyPart } from './lookup-keys.ts'
import { type Found, type Listing, type QueryInput, readNothing, readPage } from './page.ts'
import type { KeyAttribute } from './table-layout.ts'

type Values = Readonly<Record<string, unknown>>

const tableKey = ['pk', 'sk'] as const
const firstIndex = ['pk', 'sk', 'gsi1pk', 'gsi1sk'] as const
const secondIndex = ['pk', 'sk', 'gsi2pk', 'gsi2sk'] as const

/** Reads one row, strongly consistent; a key that no row can have is the key of none. */
export async function getRow(
  connection: Connection,
  name: string,
  key: Values,
): Promise<StoredRow | undefined> {
  const items = connection.items.of(name)
  const parsed = items.entity.variants.key.safeParse(keyOf(items.entity, key))
  return parsed.success ? readRow(connection, items, parsed.data) : undefined
}

/** Reads the row of a key that was checked before. */
export async function readRow(
  { client, tableName }: Connection,
  items: EntityItems,
  key: Values,
): Promise<StoredRow | undefined> {
  const answer = await client.send(
    new GetCommand({ TableName: tableName, Key: items.key(key), ConsistentRead: true }),
  )
  return answer.Item && items.owns(answer.Item) ? items.toStored(answer.Item) : undefined
}

/** Lists an entity: a root from its own partition of GSI1, a child out of all rows in GSI2. */
export async function listRows(
  connection: Connection,
  name: string,
  options?: PageOptions,
): Promise<Page<StoredRow>> {
  const items = connection.items.of(name)
  const { gsi1pk } = items.layout.keys
  const scope = ['list', name]
  const accept = acceptor(items)
  if (gsi1pk !== undefined) {
    const input = {
      IndexName: 'GSI1',
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'gsi1pk' },
      ExpressionAttributeValues: { ':pk': gsi1pk },
    }
    return readPage(
      connection,
      { scope, inputs: [input], ...sortedBy(firstIndex), ask: exactly, accept },
      options,
    )
  }
  const inputs = allInputs(connection, items.entity.singular)
  // The filter comes after the limit: about as many items as hold the wanted rows, if entities are equally many.
  const ask = (wanted: number): number => Math.max(wanted * connection.items.all.length * 2, 200)
  return readPage(connection, { scope, inputs, ...sortedInAll(connection), ask, accept }, options)
}

/** Reads the rows of one parent, strongly consistent. */
export async function queryRows(
  connection: Connection,
  name: string,
  options: QueryOptions<Values>,
): Promise<Page<StoredRow>> {
  const items = connection.items.of(name)
  const parent = parentValues(items.entity, options.where)
  if (!parent.every(isKeyPart)) return readNothing(options)
  const input = { ...rangeInput(items.below(parent)), ConsistentRead: true }
  const scope = ['query', name, ...parent]
  return readPage(
    connection,
    { scope, inputs: [input], ...sortedBy(tableKey), ask: exactly, accept: acceptor(items) },
    options,
  )
}

/** Reads all rows of the model from GSI2. */
export async function snapshotRows(
  connection: Connection,
  options?: PageOptions,
): Promise<Page<SnapshotRow>> {
  const accept = (item: Item): Found<SnapshotRow> | undefined => {
    const items = connection.items.ownerOf(item)
    if (!items) return undefined
    const stored = items.toStored(item)
    return { items, row: stored.row, value: { entity: items.entity.name, ...stored } }
  }
  return readPage(
    connection,
    { scope: ['snapshot'], inputs: allInputs(connection), ...sortedInAll(connection), ask: exactly, accept },
    options,
  )
}

/** The values of the parent's key, in its order. */
function parentValues({ name, parentFields, fields }: AnyModelEntity, where: Values): KeyValue[] {
  const kinds = new Map(fields.map((field) => [field.name, field.kind === 'number' ? 'number' : 'string']))
  const values = parentFields.flatMap((field) => {
    const value = where[field]
    // Sound: the kind of a key's field is a number or a text.
    return typeof value === kinds.get(field) ? [value as KeyValue] : []
  })
  const isWhole = values.length === parentFields.length && values.length === Object.keys(where).length
  if (isWhole && values.length > 0) return values
  const types = parentFields.map((field) => (kinds.get(field) === 'number' ? 'a whole number' : 'text'))
  const advice =
    parentFields.length === 0
      ? 'It has no parent: use list.'
      : `Give { ${parentFields.join(', ')} } alone, as ${types.join(', ')}.`
  throw new StoreError('invalid', `"${name}" cannot be queried by ${JSON.stringify(where)}. ${advice}`)
}

export function acceptor(items: EntityItems): (item: Item) => Found<StoredRow> | undefined {
  return (item) => {
    if (!items.owns(item)) return undefined
    const value = items.toStored(item)
    return { items, value, row: value.row }
  }
}

/** The query of a part of a partition. */
export function rangeInput({ pk, operator, sk }: SortRange) {
  return {
    KeyConditionExpression: `#pk = :pk AND ${operator === '=' ? '#sk = :sk' : 'begins_with(#sk, :sk)'}`,
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
  }
}

/** Pages over keys that a row's own key tells. */
export function sortedBy(names: readonly KeyAttribute[]): Pick<Listing<unknown>, 'sortedBy' | 'startKey'> {
  return {
    sortedBy: names.at(-1) ?? 'sk',
    startKey: ({ items, key }) => pickKeys(items.keys(key), names),
  }
}

/** One query for each partition of GSI2; of one entity's items, by its singular, or of all. */
function allInputs({ items: { partitions } }: Connection, singular?: string): QueryInput[] {
  return partitions.map((value) => ({
    IndexName: 'GSI2',
    KeyConditionExpression: '#pk = :pk',
    ...(singular !== undefined && { FilterExpression: '#entity = :entity' }),
    ExpressionAttributeNames: {
      '#pk': 'gsi2pk',
      ...(singular !== undefined && { '#entity': entityAttribute }),
    },
    ExpressionAttributeValues: { ':pk': value, ...(singular !== undefined && { ':entity': singular }) },
  }))
}

/** A page ends at one row, and the next begins after it in every partition. */
function sortedInAll({ items: { partitions } }: Connection): Pick<Listing<unknown>, 'sortedBy' | 'startKey'> {
  const { sortedBy: attribute, startKey } = sortedBy(secondIndex)
  return {
    sortedBy: attribute,
    startKey: (position, input) => ({ ...startKey(position, input), gsi2pk: partitions[input] ?? '' }),
  }
}

export function exactly(wanted: number): number {
  return wanted
}
