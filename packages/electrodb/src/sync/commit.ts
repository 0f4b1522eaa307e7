import { randomUUID } from 'node:crypto'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from '../connection.ts'
import { send } from '../client/send.ts'
import { transact, type TransactionResult } from './transaction.ts'
import type { Group } from './group.ts'
import type { Transaction } from './group-steps.ts'
import type { Head } from './head.ts'

/** A transaction that was written, with the heads that it leaves, or why it was not. */
export type Committed =
  | { readonly kind: 'written'; readonly heads: ReadonlyMap<number, Head> }
  | Exclude<TransactionResult, { kind: 'written' }>

/**
 * Writes a group as one transaction.
 *
 * Where no answer came, or the transaction was found to be stale, the item that only this transaction writes tells whether
 * it was written after all.
 */
export async function commit(
  connection: Connection,
  group: Group,
  change?: (head: Head) => Head,
): Promise<Committed> {
  const stamp = randomUUID()
  const transaction = group.transaction(stamp, change)
  const written = { kind: 'written', heads: transaction.heads } as const
  try {
    const result = await transact(connection, transaction.steps, stamp)
    if (result.kind === 'written') return written
    if (result.kind === 'stale' && (await isWritten(connection, transaction, stamp))) return written
    return result
  } catch (error) {
    if (await isWritten(connection, transaction, stamp).catch(() => false)) return written
    throw error
  }
}

async function isWritten(connection: Connection, { witness }: Transaction, stamp: string): Promise<boolean> {
  if (!witness) return false
  const command = new GetCommand({
    TableName: connection.tableName,
    Key: { ...witness },
    ConsistentRead: true,
  })
  const { Item } = await send(connection, command)
  return Item?.['stamp'] === stamp
}
