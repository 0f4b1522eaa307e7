import { GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import {
  type AnyModelEntity,
  keyOf,
  keyPartSchema,
  type Page,
  type PageOptions,
  type QueryOptions,
  type SnapshotRow,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import { throwIfAborted } from './abort.ts'
import type { Connection } from './connection.ts'
import { type CursorScope, readCursor, writeCursor } from './cursor.ts'
import { entityAttribute, type EntityItems, type Item, pickKeys } from './item.ts'
import type { KeyAttribute } from './table-layout.ts'

type Values = Readonly<Record<string, unknown>>

/** One paged read: what to ask DynamoDB, and which rows of the answer are wanted. */
interface Listing<T> {
  readonly scope: CursorScope
  readonly input: Omit<QueryCommandInput, 'ExclusiveStartKey' | 'Limit' | 'TableName'>
  /** Attributes of the key that a page begins after. */
  readonly keyNames: readonly KeyAttribute[]
  /** Items to ask for, for so many wanted rows. */
  readonly ask: (wanted: number) => number
  readonly accept: (item: Item) => Found<T> | undefined
}

interface Found<T> {
  readonly items: EntityItems
  readonly value: T
  readonly row: Values
}

const defaultLimit = 100
const largestLimit = 1000
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
  const { gsi1pk, gsi2pk } = items.layout.keys
  const scope = ['list', name]
  const accept = acceptor(items)
  if (gsi1pk !== undefined) {
    const input = partition('GSI1', 'gsi1pk', gsi1pk)
    return readPage(connection, { scope, input, keyNames: firstIndex, ask: exactly, accept }, options)
  }
  const input = partition('GSI2', 'gsi2pk', gsi2pk)
  const filtered = {
    ...input,
    FilterExpression: '#entity = :entity',
    ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#entity': entityAttribute },
    ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':entity': items.entity.singular },
  }
  // The filter comes after the limit: about as many items as hold the wanted rows, if entities are equally many.
  const ask = (wanted: number): number => Math.max(wanted * connection.items.all.length * 2, 200)
  return readPage(connection, { scope, input: filtered, keyNames: secondIndex, ask, accept }, options)
}

/** Reads the rows of one parent, strongly consistent. */
export async function queryRows(
  connection: Connection,
  name: string,
  options: QueryOptions<Values>,
): Promise<Page<StoredRow>> {
  const items = connection.items.of(name)
  const parentKey = parentKeyOf(items.entity, options.where)
  if (!keyPartSchema.safeParse(parentKey).success) return readNothing(options)
  const { pk } = items.key({ [items.entity.parentField ?? '']: parentKey })
  const input = {
    KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: { ':pk': pk, ':prefix': items.sortPrefix },
    ConsistentRead: true,
  }
  const scope = ['query', name, parentKey]
  return readPage(
    connection,
    { scope, input, keyNames: tableKey, ask: exactly, accept: acceptor(items) },
    options,
  )
}

/** Reads all rows of the model from GSI2. */
export async function snapshotRows(
  connection: Connection,
  options?: PageOptions,
): Promise<Page<SnapshotRow>> {
  const input = partition('GSI2', 'gsi2pk', connection.items.all[0]?.layout.keys.gsi2pk ?? '')
  const accept = (item: Item): Found<SnapshotRow> | undefined => {
    const items = connection.items.ownerOf(item)
    if (!items) return undefined
    const stored = items.toStored(item)
    return { items, row: stored.row, value: { entity: items.entity.name, ...stored } }
  }
  return readPage(
    connection,
    { scope: ['snapshot'], input, keyNames: secondIndex, ask: exactly, accept },
    options,
  )
}

function parentKeyOf({ name, parentField }: AnyModelEntity, where: Values): string {
  const value = parentField === undefined ? undefined : where[parentField]
  if (typeof value === 'string' && Object.keys(where).length === 1) return value
  const advice =
    parentField === undefined ? 'It has no parent: use list.' : `Give { ${parentField} } alone, as text.`
  throw new StoreError('invalid', `"${name}" cannot be queried by ${JSON.stringify(where)}. ${advice}`)
}

function readNothing(options: PageOptions): Page<never> {
  checkedLimit(options)
  return { items: [], cursor: null }
}

function acceptor(items: EntityItems): (item: Item) => Found<StoredRow> | undefined {
  return (item) => {
    if (!items.owns(item)) return undefined
    const value = items.toStored(item)
    return { items, value, row: value.row }
  }
}

function exactly(wanted: number): number {
  return wanted
}

function partition(index: string, attribute: KeyAttribute, value: string) {
  return {
    IndexName: index,
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': attribute },
    ExpressionAttributeValues: { ':pk': value },
  }
}

/** Asks until the page is full: DynamoDB ends its own pages at 1 MB and before it filters. */
async function readPage<T>(
  connection: Connection,
  listing: Listing<T>,
  options: PageOptions = {},
): Promise<Page<T>> {
  const { client, tableName, items: model } = connection
  const limit = checkedLimit(options)
  const { cursor, signal } = options
  let after = cursor === undefined ? undefined : startKey(listing, readCursor(model, listing.scope, cursor))
  const found: Found<T>[] = []
  do {
    // One more than wanted tells whether there is a next page.
    const Limit = listing.ask(limit + 1 - found.length)
    const command = new QueryCommand({
      ...listing.input,
      TableName: tableName,
      Limit,
      ExclusiveStartKey: after,
    })
    throwIfAborted(signal)
    const answer = await client.send(command, signal && { abortSignal: signal })
    for (const item of answer.Items ?? []) {
      const accepted = listing.accept(item)
      if (accepted) found.push(accepted)
    }
    after = answer.LastEvaluatedKey
  } while (after && found.length <= limit)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const more = last && found.length > limit
  return {
    items: page.map(({ value }) => value),
    cursor: more
      ? writeCursor(listing.scope, { items: last.items, key: keyOf(last.items.entity, last.row) })
      : null,
  }
}

function startKey<T>(
  listing: Listing<T>,
  { items, key }: Parameters<typeof writeCursor>[1],
): Record<string, string> {
  return pickKeys(items.keys(key), listing.keyNames)
}

function checkedLimit({ limit = defaultLimit }: PageOptions): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= largestLimit) return limit
  throw new StoreError('invalid', `A page holds 1 to ${largestLimit} rows, not ${String(limit)}.`)
}
