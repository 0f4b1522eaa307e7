import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import type { StoredRow } from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { Connection } from './connection.ts'
import { type EntityItems, type Item, itemBytes } from './item.ts'
import { rangeInput } from './read.ts'
import { mostActions, mostBytes, type Step, type TransactionResult } from './transaction.ts'
import { descendantsOf } from './tree.ts'
import { lockSteps, transactWithLocks } from './unique.ts'

type Key = Readonly<Record<string, unknown>>

/** What deletes a child with its unique values, and about how many bytes a transaction counts for it. */
interface Child {
  readonly steps: readonly Step[]
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
  { row, meta: { version } }: StoredRow,
): Promise<TransactionResult> {
  const { tableName } = connection
  const guard = {
    TableName: tableName,
    Key: items.key(key),
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  }
  // Whoever sees a row gone has seen those below it gone.
  const deepestFirst = descendants(connection, items).toReversed()
  const releases = lockSteps(connection, items, { before: row })
  let chunk = newChunk(1 + releases.length)
  for await (const child of itemsBelow(connection, items, key, deepestFirst)) {
    if (isFull(chunk, child)) {
      const check: Step = { role: 'row', action: { ConditionCheck: guard } }
      const result = await transactWithLocks(connection, items, [check, ...chunk.steps])
      if (result.kind !== 'written') return result
      chunk = newChunk(1 + releases.length)
    }
    addTo(chunk, child)
  }
  const steps: Step[] = [{ role: 'row', action: { Delete: guard } }, ...chunk.steps, ...releases]
  const result = await transactWithLocks(connection, items, steps)
  if (result.kind === 'written') await sweepChildren(connection, items, key)
  return result
}

/** Deletes what is left below a row that is gone; stops where that has come back. */
export async function sweepChildren(connection: Connection, items: EntityItems, key: Key): Promise<void> {
  const { tableName } = connection
  const action = {
    ConditionCheck: {
      TableName: tableName,
      Key: items.key(key),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
  const flush = async ({ steps }: Chunk): Promise<boolean> => {
    if (steps.length === 0) return true
    const result = await transactWithLocks(connection, items, [{ role: 'parent', action }, ...steps])
    return result.kind === 'written'
  }
  let chunk = newChunk(1)
  // From the top: below a row that is gone, no insert can pass.
  for await (const child of itemsBelow(connection, items, key, descendants(connection, items))) {
    if (isFull(chunk, child)) {
      if (!(await flush(chunk))) return
      chunk = newChunk(1)
    }
    addTo(chunk, child)
  }
  await flush(chunk)
}

interface Chunk {
  readonly steps: Step[]
  /** Actions that go in the same transaction beside these. */
  readonly reserved: number
  bytes: number
}

function newChunk(reserved: number): Chunk {
  return { steps: [], reserved, bytes: 0 }
}

function isFull({ steps, reserved, bytes }: Chunk, next: Child): boolean {
  return steps.length + next.steps.length > mostActions - reserved || bytes + next.bytes > mostBytes
}

function addTo(chunk: Chunk, child: Child): void {
  chunk.steps.push(...child.steps)
  chunk.bytes += child.bytes
}

/** The items below a row, strongly consistent: one entity after the other. */
async function* itemsBelow(
  { client, tableName }: Connection,
  { entity }: EntityItems,
  key: Key,
  below: readonly EntityItems[],
): AsyncGenerator<Child> {
  const { path } = entity
  const values = path.map((field) => keyOf(entity, key)[field] ?? '')
  for (const descendant of below) {
    const range = rangeInput(descendant.below(values))
    const pages = paginateQuery({ client }, { TableName: tableName, ...range, ConsistentRead: true })
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        if (descendant.owns(item)) yield toChild(tableName, descendant, item)
      }
    }
  }
}

/** The entities below one, parents first. */
function descendants({ items: model }: Connection, { entity }: EntityItems): EntityItems[] {
  return descendantsOf(model.model, entity).map(({ name }) => model.of(name))
}

function toChild(tableName: string, items: EntityItems, item: Item): Child {
  const key = { pk: item['pk'], sk: item['sk'] }
  const action = { Delete: { TableName: tableName, Key: key } }
  const releases =
    items.unique.length === 0 ? [] : lockSteps({ tableName }, items, { before: items.toStored(item).row })
  return { steps: [{ role: 'children', action }, ...releases], bytes: itemBytes(item) }
}
