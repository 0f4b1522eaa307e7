import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type ErrorPlace, toStoreError } from './dynamo-error.ts'
import type { ModelItems } from './item.ts'

/** What every part of the store works with. */
export interface Connection {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
  readonly items: ModelItems
}

/** Where a client sends its requests, for messages. */
async function placeOf(client: DynamoDBDocumentClient, tableName: string): Promise<ErrorPlace> {
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
  { client, tableName }: Omit<Connection, 'items'>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toStoreError(error, await placeOf(client, tableName))
  }
}
