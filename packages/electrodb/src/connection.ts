import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Cursors } from './reads/cursor.ts'
import { toStoreError } from './client/dynamo-error.ts'
import type { ErrorPlace } from './client/error-row.ts'
import type { ModelItems } from './items/item.ts'
import type { Retrying } from './client/send.ts'

/** What every part of the store works with. */
export interface Connection extends Retrying {
  readonly tableName: string
  readonly items: ModelItems
  /** Of this table and tenant. */
  readonly cursors: Cursors
  /** Items that one call of a list may have DynamoDB read. */
  readonly maxExamined: number
  /** The clock, as an ISO date-time. */
  readonly now: () => string
}

/** Where a client sends its requests, for messages. */
export async function placeOf(client: DynamoDBDocumentClient, tableName: string): Promise<ErrorPlace> {
  const given = await client.config.endpoint?.().catch(() => undefined)
  if (given) {
    const { protocol, hostname, port } = given
    return { tableName, endpoint: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}` }
  }
  const region = await client.config.region().catch(() => 'an unknown region')
  return { tableName, endpoint: `AWS (${region})` }
}

/** Runs one call of the store; all that it throws is a `StoreError`. */
export async function guarded<T>(
  { client, tableName }: Pick<Connection, 'client' | 'tableName'>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toStoreError(error, await placeOf(client, tableName))
  }
}
