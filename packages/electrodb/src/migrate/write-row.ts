import { type TableKey, tableKeyOf } from '../items/table-key.ts'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import type { Item } from '../items/item.ts'
import { itemBytes } from '../items/item.ts'
import { send } from '../client/send.ts'
import { type Step, transact } from '../sync/transaction.ts'
import { heldBy, type Lock, lockItem } from '../items/unique.ts'
import type { Rewrite } from './rewrite-row.ts'
import type { Table } from './table-access.ts'

/** A value that a row takes: from nobody, or from a row that no longer has it. */
export interface LockMove {
  readonly lock: Lock
  /** Whose item holds it, `null` where there is none. */
  readonly holder: TableKey | null
  /** The row of that key as it was read; absent where it is gone. */
  readonly idle?: Item | undefined
}

/** What is written for one row. */
export interface RowWrite {
  readonly rewrite: Rewrite
  /** The item as it was read; absent where it goes to another table. */
  readonly before?: Item
  readonly moves: readonly LockMove[]
}

/**
 * Writes one row with its locks, all or nothing, where nothing of it has changed since it was read.
 *
 * @throws {StoreError} `too_large` for a row that has outgrown an item.
 */
export async function writeRow(table: Table, write: RowWrite): Promise<'stale' | 'written'> {
  const { rewrite, moves } = write
  if (moves.length === 0 && rewrite.releases.length === 0) return putRow(table, write)
  const steps = [rowStep(table, write), ...moves.flatMap((move) => takeSteps(table, write, move))]
  const result = await transact(table, [...steps, ...releaseSteps(table, write)], crypto.randomUUID())
  if (result.kind === 'refused') {
    throw refused(result.isTooLarge, result.message)
  }
  return result.kind
}

function refused(isTooLarge: boolean, message: string): StoreError {
  return new StoreError(isTooLarge ? 'too_large' : 'invalid', `DynamoDB refused the row. (${message})`)
}

async function putRow({ client, tableName }: Table, write: RowWrite): Promise<'stale' | 'written'> {
  const input = { TableName: tableName, Item: write.rewrite.item, ...condition(write) }
  try {
    await send({ client }, new PutCommand(input), { idempotent: true })
    return 'written'
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error.name === 'ConditionalCheckFailedException') return 'stale'
    if (error.name === 'TransactionConflictException') return 'stale'
    if (error.name === 'ValidationException') throw refused(/size/i.test(error.message), error.message)
    throw error
  }
}

/** Of a row that is right already, and only lacks a lock, that it has not changed. */
function rowStep({ tableName }: Table, write: RowWrite): Step {
  const { item, differs } = write.rewrite
  const place = { TableName: tableName, ...condition(write) }
  return differs || !write.before
    ? { role: 'row', action: { Put: { ...place, Item: item } } }
    : { role: 'row', action: { ConditionCheck: { ...place, Key: { ...tableKeyOf(item) } } } }
}

/** The row as it was read; in another table, that it has no such version yet. */
function condition({ before, rewrite }: RowWrite) {
  return {
    ConditionExpression: before ? '#version = :version' : 'attribute_not_exists(pk) OR #version < :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': before ? before['version'] : rewrite.item['version'] },
  }
}

function takeSteps({ tableName }: Table, { rewrite }: RowWrite, { lock, holder, idle }: LockMove): Step[] {
  const Item = { ...lockItem(lock, tableKeyOf(rewrite.item)) }
  const take: Step = { role: 'lock', action: { Put: { TableName: tableName, Item, ...heldBy(holder) } } }
  if (!holder) return [take]
  const unchanged = idle
    ? {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': idle['version'] },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' }
  const check = { TableName: tableName, Key: { ...holder }, ...unchanged }
  return [take, { role: 'row', action: { ConditionCheck: check } }]
}

/** What another row holds meanwhile is not let go. */
function releaseSteps({ tableName }: Table, { rewrite }: RowWrite): Step[] {
  return rewrite.releases.map(({ key }) => {
    const { ConditionExpression, ...values } = heldBy(tableKeyOf(rewrite.item))
    const free = { ConditionExpression: `attribute_not_exists(pk) OR (${ConditionExpression})`, ...values }
    return { role: 'lock', action: { Delete: { TableName: tableName, Key: { ...key }, ...free } } }
  })
}

/** The write units of a row, counted from its size and its copies in indexes. */
export function writeUnits({ rewrite, moves }: RowWrite): number {
  const { item, releases } = rewrite
  const copies = 1 + Object.keys(item).filter((name) => /^(?:gsi\d+p|lsi\d+s)k$/.test(name)).length
  const units = Math.ceil(itemBytes(item) / 1024) * copies
  const locks = moves.length + releases.length
  // A transaction writes twice.
  return locks === 0 ? units : 2 * (units + locks)
}
