import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { streamArnOf } from './enable-stream.ts'
import type { PollStreamOptions } from './poll-stream.types.ts'
import { walkShards } from './shard-walk.ts'
import { streamSource } from './stream-client.ts'

/**
 * Reads a table's stream in this process: for DynamoDB Local, tests and small services. In AWS, Lambda with `handleStream`
 * does it without a process of one's own.
 *
 * `source` is the name of the table, or the ARN of a stream. Each record is handed out once, those of a row in their order:
 * a shard is read after its parent, and one batch after the other. Go on with the last checkpoint after a restart; what was
 * handled after it comes again. One shard takes five reads a second of all its readers together.
 *
 * Resolves when the signal fires, or when the stream was turned off and is read to its end.
 *
 * @throws {StoreError} `not_configured` for a table without a stream, a stream that does not exist, or without
 * `@aws-sdk/client-dynamodb-streams`. It rejects with what `onRecords` throws.
 */
export async function pollStream(
  client: DynamoDBDocumentClient,
  source: string,
  options: PollStreamOptions,
): Promise<void> {
  const { signal } = options
  try {
    const streamArn = source.includes('/stream/') ? source : await streamArnOf(client, source, signal)
    await walkShards(await streamSource(client, streamArn, signal), options)
  } catch (error) {
    const isStopped = signal?.aborted && error instanceof StoreError && error.code === 'aborted'
    if (!isStopped) throw error
  }
}
