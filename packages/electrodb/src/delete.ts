import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { Connection } from './connection.ts'
import { type EntityItems, type Item, itemBytes } from './item.ts'
import { mostActions, mostBytes, type Step, transact, type TransactionResult } from './transaction.ts'

type Key = Readonly<Record<string, unknown>>

/** A child's item: its key, and about how many bytes a transaction counts for it. */
interface Child {
  readonly key: { readonly pk: unknown; readonly sk: unknown }
  readonly bytes: number
}

/**
 * Deletes a row of this version, and the rows below it.
 *
 * Up to 99 children go in one transaction with their parent. More go first, in transactions that each check that the
 * parent is still the same, so that a crash leaves a parent with fewer children and never a child without parent. A child
 * that was inserted meanwhile is swept after: once the parent is gone, no insert of a child can pass.
 */
export async function deleteRow(
  connection: Connection,
  items: EntityItems,
  key: Key,
  version: number,
): Promise<TransactionResult> {
  const { tableName } = connection
  const guard = {
    TableName: tableName,
    Key: items.key(key),
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  }
  let chunk = newChunk()
  for await (const child of childrenOf(connection, items, key)) {
    if (isFull(chunk, child)) {
      const result = await transact(connection, [
        { role: 'row', action: { ConditionCheck: guard } },
        ...deletes(tableName, chunk.children),
      ])
      if (result.kind !== 'written') return result
      chunk = newChunk()
    }
    addTo(chunk, child)
  }
  const result = await transact(connection, [
    { role: 'row', action: { Delete: guard } },
    ...deletes(tableName, chunk.children),
  ])
  if (result.kind === 'written') await sweepChildren(connection, items, key)
  return result
}

/** Deletes children without a parent; stops where the parent has come back. */
export async function sweepChildren(connection: Connection, items: EntityItems, key: Key): Promise<void> {
  const { tableName } = connection
  const action = {
    ConditionCheck: {
      TableName: tableName,
      Key: items.key(key),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
  const flush = async ({ children }: Chunk): Promise<boolean> => {
    if (children.length === 0) return true
    const result = await transact(connection, [{ role: 'parent', action }, ...deletes(tableName, children)])
    return result.kind === 'written'
  }
  let chunk = newChunk()
  for await (const child of childrenOf(connection, items, key)) {
    if (isFull(chunk, child)) {
      if (!(await flush(chunk))) return
      chunk = newChunk()
    }
    addTo(chunk, child)
  }
  await flush(chunk)
}

interface Chunk {
  readonly children: Child[]
  bytes: number
}

function newChunk(): Chunk {
  return { children: [], bytes: 0 }
}

function isFull({ children, bytes }: Chunk, next: Child): boolean {
  return children.length === mostActions - 1 || bytes + next.bytes > mostBytes
}

function addTo(chunk: Chunk, child: Child): void {
  chunk.children.push(child)
  chunk.bytes += child.bytes
}

function deletes(tableName: string, children: readonly Child[]): Step[] {
  return children.map(({ key }) => ({
    role: 'children',
    action: { Delete: { TableName: tableName, Key: key } },
  }))
}

/** The items of a root's partition that belong to its children, strongly consistent. */
async function* childrenOf(
  { client, tableName, items: model }: Connection,
  items: EntityItems,
  key: Key,
): AsyncGenerator<Child> {
  if (items.entity.children.length === 0) return
  const children = items.entity.children.map((name) => model.of(name))
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': items.key(key).pk },
      ConsistentRead: true,
    },
  )
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      if (children.some((child) => child.owns(item))) yield toChild(item)
    }
  }
}

function toChild(item: Item): Child {
  return { key: { pk: item['pk'], sk: item['sk'] }, bytes: itemBytes(item) }
}
