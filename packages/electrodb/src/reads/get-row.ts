import { GetCommand } from '@aws-sdk/lib-dynamodb'
import type { GetOptions, StoredRow } from '@throughline/schema'
import { keyOf, planGet, selectFields, throwIfAborted } from '@throughline/schema/adapter'
import type { Connection } from '../connection.ts'
import type { EntityItems, Item } from '../items/item.ts'
import { projectionOf } from './projection.ts'
import { send } from '../client/send.ts'

type Values = Readonly<Record<string, unknown>>

/** Reads one row, strongly consistent unless asked otherwise; a key that no row can have is the key of none. */
export async function getRow(
  connection: Connection,
  name: string,
  key: Values,
  options: GetOptions = {},
): Promise<StoredRow | undefined> {
  const { tableName, items: model } = connection
  const { consistent = true, signal } = options
  throwIfAborted(signal)
  const items = model.of(name)
  const { fields } = planGet(items.entity, options)
  const Key = tableKey(items, key)
  if (!Key) return undefined
  const command = new GetCommand({
    TableName: tableName,
    Key,
    ConsistentRead: consistent,
    ...projectionOf(model, fields),
  })
  const { Item } = await send(connection, command, { signal })
  return Item && rowOf(connection, items, Item, fields)
}

/** The table's key of a row; `undefined` for a key that no row can have. */
export function tableKey(items: EntityItems, key: Values): { pk: string; sk: string } | undefined {
  const parsed = items.entity.variants.key.safeParse(keyOf(items.entity, key))
  return parsed.success ? items.key(parsed.data) : undefined
}

/** The row that an item is, with the fields that are wanted; `undefined` where it is none of the entity's. */
export function rowOf(
  { now }: Connection,
  items: EntityItems,
  item: Item,
  fields: readonly string[] | undefined,
): StoredRow | undefined {
  if (!items.owns(item) || items.isExpired(item, Date.parse(now()))) return undefined
  const { row, meta } = items.toStored(item)
  return { row: selectFields(row, fields), meta }
}
