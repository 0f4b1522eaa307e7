import type { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { isAwsHost } from '../client/aws-environment.ts'
import { guarded } from '../connection.ts'
import { withRetry } from '../client/retry.ts'
import type { ShardInfo, StreamInfo, StreamSource } from './stream-source.ts'

/** Answers that a walk goes on after, by the names of the errors that bring them. */
const answers = {
  ExpiredIteratorException: 'expired',
  ResourceNotFoundException: 'gone',
  TrimmedDataAccessException: 'trimmed',
} as const

type Answer = (typeof answers)[keyof typeof answers]

/** A stream, read with the region, the credentials and the connections of its table's client. */
export async function streamSource(
  client: DynamoDBDocumentClient,
  streamArn: string,
  signal?: AbortSignal,
): Promise<StreamSource> {
  const streams = await streamsClient(client)
  const ask = <T>(request: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T> =>
    guarded({ client, tableName: tableOf(streamArn) }, () => withRetry(request, signal))
  /** @throws {StoreError} for all but the given answers. */
  const askOr = async <T, TAnswer extends Answer>(
    some: readonly TAnswer[],
    request: (options: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T | TAnswer> =>
    ask(async (options) => {
      try {
        return await request(options)
      } catch (error) {
        const answer = some.find((one) => one === answerOf(error))
        if (answer === undefined) throw error
        return answer
      }
    })

  return {
    streamArn,
    describe: async () => {
      const shards: ShardInfo[] = []
      for (let from: string | undefined; ;) {
        const input = { StreamArn: streamArn, ...(from !== undefined && { ExclusiveStartShardId: from }) }
        const page = await askOr(['gone'], (options) => streams.describeStream(input, options))
        if (page === 'gone') throw streamMissing(streamArn)
        const { Shards = [], StreamStatus = '', LastEvaluatedShardId } = page.StreamDescription ?? {}
        shards.push(...Shards.flatMap(toShardInfo))
        from = LastEvaluatedShardId
        if (from === undefined) return { open: StreamStatus.startsWith('ENABL'), shards } satisfies StreamInfo
      }
    },
    iterator: async (shardId, start) => {
      const place =
        typeof start === 'string'
          ? { ShardIteratorType: start }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: start.after }
      const input = { StreamArn: streamArn, ShardId: shardId, ...place }
      const answer = await askOr(['gone', 'trimmed'], (options) => streams.getShardIterator(input, options))
      return typeof answer === 'string' ? answer : { iterator: answer.ShardIterator ?? '' }
    },
    records: async (iterator) => {
      const input = { ShardIterator: iterator }
      const page = await askOr(['expired', 'gone', 'trimmed'], (options) =>
        streams.getRecords(input, options),
      )
      if (typeof page === 'string') return page
      const { Records: records = [], NextShardIterator: next } = page
      return { records, ...(next !== undefined && { next }) }
    },
  }
}

/** Its requests are sent again by the store's own policy, and not by the SDK's as well. */
async function streamsClient({ config }: DynamoDBDocumentClient): Promise<DynamoDBStreams> {
  const { DynamoDBStreams: Streams } = await importSdk()
  const { region, credentials, requestHandler, useDualstackEndpoint, useFipsEndpoint } = config
  const endpoint = await config.endpoint?.()
  return new Streams({
    region,
    credentials,
    requestHandler,
    useDualstackEndpoint,
    useFipsEndpoint,
    maxAttempts: 1,
    // AWS has streams under another host than tables.
    ...(endpoint && !isAwsHost(endpoint.hostname) && { endpoint }),
  })
}

async function importSdk() {
  try {
    return await import('@aws-sdk/client-dynamodb-streams')
  } catch (cause) {
    throw new StoreError(
      'not_configured',
      'The package "@aws-sdk/client-dynamodb-streams" is not installed. Add it to the dependencies: pollStream reads with it.',
      { cause },
    )
  }
}

function toShardInfo({
  ShardId: id,
  ParentShardId: parent,
  SequenceNumberRange: range,
}: {
  readonly ShardId?: string | undefined
  readonly ParentShardId?: string | undefined
  readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string | undefined } | undefined
}): ShardInfo[] {
  const closed = range?.EndingSequenceNumber !== undefined
  return id === undefined ? [] : [{ id, closed, ...(parent !== undefined && { parent }) }]
}

function answerOf(error: unknown): Answer | undefined {
  const entry = Object.entries(answers).find(([name]) => error instanceof Error && error.name === name)
  return entry?.[1]
}

function streamMissing(streamArn: string): StoreError {
  return new StoreError(
    'not_configured',
    `The stream ${streamArn} does not exist: a stream is deleted 24 hours after it is turned off. Give the table's name instead.`,
  )
}

/** `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>` */
function tableOf(streamArn: string): string {
  return streamArn.split('/')[1] ?? streamArn
}
