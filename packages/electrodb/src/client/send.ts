import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { operationOf } from './operations.ts'
import { bulkPatience } from './retry-policy.ts'
import { type Call, createRetrier, type RequestOptions, type Retrier, UnprocessedError } from './retry.ts'

/** A client, and the policy by which its requests are sent again; a default one of the client when absent. */
export interface Retrying {
  readonly client: DynamoDBDocumentClient
  readonly retry?: Retrier | undefined
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined
  /** Whether it may be sent again where it may have been done already; derived from the request when absent. */
  readonly idempotent?: boolean
}

export interface BatchOptions<T, TOutput> {
  /** The request for these items. */
  readonly command: (items: readonly T[]) => Command<TOutput>
  /** Called with each answer; what DynamoDB has left unprocessed. */
  readonly leftOf: (answer: TOutput) => readonly T[]
  readonly signal?: AbortSignal | undefined
  /** Waits for minutes, as a load does, and past the tokens of the store; like any other request when absent. */
  readonly isBulk?: boolean
}

/** A command of the SDK, whose own type for all of them is not exported. */
export interface Command<TOutput> {
  readonly input: object
  readonly resolveMiddleware: (...parameters: never[]) => (...input: never[]) => Promise<{ output: TOutput }>
}

/**
 * Sends one request to DynamoDB by the policy of its connection; every request of the store goes through here.
 *
 * What may have been done is sent again only where that is as good as once: reads, batches of writes, puts and deletes
 * without a condition, and transactions with a `ClientRequestToken`.
 */
export async function send<TOutput>(
  connection: Retrying,
  command: Command<TOutput>,
  { signal, idempotent }: SendOptions = {},
): Promise<TOutput> {
  const { retry, call } = prepare(connection, command)
  return retry.run({
    ...call,
    ...(idempotent !== undefined && { idempotent }),
    signal,
    attempt: (options) => sendOnce(connection, command, options),
  })
}

/**
 * Sends a batch, and again what DynamoDB leaves unprocessed of it, until nothing is left: one call of the policy.
 *
 * The waits begin anew, and so do the tries, whenever a part has been done.
 */
export async function sendBatch<T, TOutput>(
  connection: Retrying,
  items: readonly T[],
  { command, leftOf, signal, isBulk = false }: BatchOptions<T, TOutput>,
): Promise<void> {
  if (items.length === 0) return
  let rest = items
  let next = command(rest)
  const { retry, call } = prepare(connection, next)
  await retry.run({
    ...call,
    signal,
    ...(isBulk && { patience: bulkPatience }),
    attempt: async (options) => {
      const answer = await sendOnce(connection, next, options)
      const left = leftOf(answer)
      if (left.length === 0) return answer
      const progress = left.length < rest.length
      rest = left
      next = command(rest)
      prepare(connection, next)
      throw new UnprocessedError(left.length, progress)
    },
  })
}

function prepare(
  { client, retry = retrierOf(client) }: Retrying,
  command: Command<unknown>,
): { readonly retry: Retrier; readonly call: Pick<Call<unknown>, 'idempotent' | 'operation'> } {
  const { name, idempotent, hasCapacity } = operationOf(command)
  if (retry.wantsCapacity && hasCapacity) Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' })
  return { retry, call: { operation: name, idempotent } }
}

async function sendOnce<TOutput>(
  { client }: Retrying,
  command: Command<TOutput>,
  options: RequestOptions,
): Promise<TOutput> {
  // Sound: `Command` describes what a client takes, by the method that it calls.
  return client.send(command as never, options) as unknown as Promise<TOutput>
}

const retriers = new WeakMap<DynamoDBDocumentClient, Retrier>()

function retrierOf(client: DynamoDBDocumentClient): Retrier {
  const retrier = retriers.get(client) ?? createRetrier({ client })
  retriers.set(client, retrier)
  return retrier
}
