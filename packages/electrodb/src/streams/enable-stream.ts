import { DescribeTableCommand, type TableDescription, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { sleep } from '../client/backoff.ts'
import { guarded } from '../connection.ts'
import { withRetry } from '../client/retry.ts'

const view = 'NEW_AND_OLD_IMAGES'
/** How long a stream may take to come, and how long to wait between two looks; milliseconds. */
const patience = 120_000
const interval = 200

/**
 * Turns on the stream of a table, with the old and the new item of each change, and waits until it can be read.
 *
 * Answers the stream's ARN; a stream that is on already stays as it is.
 *
 * @throws {StoreError} `not_configured` where the table is missing, or its stream has another view, which DynamoDB does not
 * change: turn that one off first.
 */
export async function enableStream(
  client: DynamoDBDocumentClient,
  tableName: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  return guarded({ client, tableName }, async () => {
    const { StreamSpecification: stream } = await describe(client, tableName, signal)
    if (stream?.StreamEnabled !== true) await turnOn(client, tableName, signal)
    for (let waited = 0; waited < patience; waited += interval) {
      const table = await describe(client, tableName, signal)
      checkView(tableName, table)
      const { TableStatus, LatestStreamArn } = table
      if (TableStatus === 'ACTIVE' && LatestStreamArn !== undefined) return LatestStreamArn
      await sleep(interval, signal)
    }
    throw new StoreError(
      'unavailable',
      `The stream of the table "${tableName}" is not ready after ${patience / 1000} s. Look at it in AWS.`,
    )
  })
}

/**
 * The ARN of the stream of a table.
 *
 * @throws {StoreError} `not_configured` where it is not on.
 */
export async function streamArnOf(
  client: DynamoDBDocumentClient,
  tableName: string,
  signal?: AbortSignal,
): Promise<string> {
  return guarded({ client, tableName }, async () => {
    const { StreamSpecification, LatestStreamArn } = await describe(client, tableName, signal)
    if (StreamSpecification?.StreamEnabled === true && LatestStreamArn !== undefined) return LatestStreamArn
    throw new StoreError(
      'not_configured',
      `The table "${tableName}" has no stream. Turn it on: enableStream(client, ${JSON.stringify(tableName)}).`,
    )
  })
}

async function turnOn(
  client: DynamoDBDocumentClient,
  tableName: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const input = {
    TableName: tableName,
    StreamSpecification: { StreamEnabled: true, StreamViewType: view },
  } as const
  try {
    await withRetry((options) => client.send(new UpdateTableCommand(input), options), signal)
  } catch (error) {
    // Another process was first: what it has turned on is looked at next.
    if (!(error instanceof Error && /already has an enabled stream/i.test(error.message))) throw error
  }
}

async function describe(
  client: DynamoDBDocumentClient,
  tableName: string,
  signal: AbortSignal | undefined,
): Promise<TableDescription> {
  const command = new DescribeTableCommand({ TableName: tableName })
  const { Table = {} } = await withRetry((options) => client.send(command, options), signal)
  return Table
}

function checkView(tableName: string, { StreamSpecification: stream }: TableDescription): void {
  const { StreamViewType = view } = stream ?? {}
  if (StreamViewType === view) return
  throw new StoreError(
    'not_configured',
    `The stream of the table "${tableName}" has ${StreamViewType} instead of ${view}. Turn it off (UpdateTable with ` +
      'StreamEnabled: false), and call enableStream again.',
  )
}
