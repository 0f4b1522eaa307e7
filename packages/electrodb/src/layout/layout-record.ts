import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { layoutHash } from './layout-hash.ts'
import { type Retrying, send } from '../client/send.ts'
import type { TableLayout } from './table-layout.ts'

/** Which layout the items of a table follow: one item of the table itself, whatever engine holds it. */
export interface LayoutRecord {
  readonly version: number
  /** By `layoutHash`. */
  readonly hash: string
  /** ISO date-time. */
  readonly writtenAt: string
}

export interface WriteLayoutOptions {
  /** Only over the record with this hash; `null`: only where there is none; over any when absent. */
  readonly over?: string | null
  readonly signal?: AbortSignal | undefined
}

/** No entity has this partition: theirs all have a `#`. */
const recordKey = { pk: 'LAYOUT', sk: 'LAYOUT' } as const

/** Reads the record of a table, strongly consistent; `undefined` where it has none. */
export async function readLayoutRecord(
  connection: Retrying,
  tableName: string,
  signal?: AbortSignal,
): Promise<LayoutRecord | undefined> {
  const command = new GetCommand({ TableName: tableName, Key: recordKey, ConsistentRead: true })
  const { Item } = await send(connection, command, { signal })
  const { version, hash, writtenAt }: Record<string, unknown> = Item ?? {}
  if (typeof version !== 'number' || typeof hash !== 'string') return undefined
  return { version, hash, writtenAt: typeof writtenAt === 'string' ? writtenAt : '' }
}

/** Writes the record of a table; `false` where another one than expected is there. */
export async function writeLayoutRecord(
  connection: Retrying,
  layout: TableLayout,
  { over, signal }: WriteLayoutOptions = {},
): Promise<boolean> {
  const hash = await layoutHash(layout)
  const record: LayoutRecord = { version: layout.version, hash, writtenAt: new Date().toISOString() }
  const command = new PutCommand({
    TableName: layout.tableName,
    Item: { ...recordKey, ...record },
    ...condition(over, hash),
  })
  try {
    // Sent twice, it finds its own record: that counts as written.
    await send(connection, command, { signal, idempotent: true })
    return true
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    return false
  }
}

function condition(over: string | null | undefined, hash: string) {
  if (over === undefined) return {}
  const expected = over === null ? 'attribute_not_exists(pk)' : '#hash = :over'
  return {
    ConditionExpression: `${expected} OR #hash = :hash`,
    ExpressionAttributeNames: { '#hash': 'hash' },
    ExpressionAttributeValues: { ':hash': hash, ...(over !== null && { ':over': over }) },
  }
}
