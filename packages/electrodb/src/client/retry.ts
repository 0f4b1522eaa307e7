import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { abortedError, throwIfAborted } from '@throughline/schema/adapter'
import { jitteredDelay, sleep } from './backoff.ts'
import { retryOf } from './dynamo-error.ts'
import {
  type Patience,
  type RequestEvent,
  type RequestHooks,
  type RetryOptions,
  retryOptions,
  type RetryRuntime,
} from './retry-policy.ts'
import { tokenBucket } from './token-bucket.ts'

/** What each try of a request is sent with. */
export interface RequestOptions {
  readonly abortSignal?: AbortSignal
}

/** One request, however often it has to be sent. */
export interface Call<T> {
  readonly operation: string
  /** Whether it may be sent again where it may have been done already. */
  readonly idempotent: boolean
  readonly attempt: (options: RequestOptions) => Promise<T>
  readonly signal?: AbortSignal | undefined
  /** In the place of the policy's own, and past the tokens of all calls. */
  readonly patience?: Patience
}

/** Sends requests, again where that may help: the one policy of a store. */
export interface Retrier {
  readonly run: <T>(call: Call<T>) => Promise<T>
  /** Whether requests should ask how much capacity they take. */
  readonly wantsCapacity: boolean
}

export interface RetrierOptions extends RequestHooks {
  readonly retry?: RetryOptions | undefined
  /** Whose own retries are not doubled. */
  readonly client?: Pick<DynamoDBDocumentClient, 'config'>
  readonly runtime?: Partial<RetryRuntime>
}

/** DynamoDB left a part of a batch undone: that is sent again, like what was throttled. */
export class UnprocessedError extends Error {
  override readonly name = 'UnprocessedError'
  /** Whether another part was done: then the waits begin anew. */
  readonly progress: boolean

  constructor(left: number, progress: boolean) {
    super(`DynamoDB left ${left} items of a batch unprocessed.`)
    this.progress = progress
  }
}

/** What the SDK never sends again by itself, so that nothing is doubled. */
const unknownToSdk = new Set(['TransactionConflictException', 'UnprocessedError'])

/** Makes the policy of one store. */
export function createRetrier(options: RetrierOptions = {}): Retrier {
  const { tokens, ...ownPatience } = retryOptions(options.retry)
  const { random, now, sleep: wait } = { random: Math.random, now: Date.now, sleep, ...options.runtime }
  const bucket = tokenBucket(tokens)
  const { onRetry, onRequest } = options

  async function run<T>(call: Call<T>): Promise<T> {
    const { operation, signal, patience = ownPatience } = call
    const begun = now()
    let since = begun
    let attempts = 0
    let failures = 0
    const report = (outcome: Pick<RequestEvent, 'consumedCapacity' | 'error'>): void => {
      if (attempts > 0) tell(onRequest, { operation, ms: now() - begun, attempts, ...outcome })
    }
    try {
      for (;;) {
        throwIfAborted(signal)
        attempts += 1
        try {
          const answer = await call.attempt(signal ? { abortSignal: signal } : {})
          if (!call.patience) bucket.give(attempts > 1)
          report(capacityOf(answer))
          return answer
        } catch (error) {
          if (signal?.aborted) throw abortedError(signal)
          if (error instanceof UnprocessedError && error.progress) {
            failures = 0
            since = now()
          }
          failures += 1
          const delay = jitteredDelay(patience, failures, random)
          const isOver = failures >= patience.tries || now() + delay - since > patience.budget
          if (isOver || !(await mayRetry(call, error)) || !(call.patience ?? bucket.take())) throw error
          tell(onRetry, { operation, attempt: attempts, delay, error })
          await wait(delay, signal)
        }
      }
    } catch (error) {
      report({ error })
      throw error
    }
  }

  async function mayRetry({ idempotent }: Call<unknown>, error: unknown): Promise<boolean> {
    const kind = retryOf(error)
    if (kind === 'never' || (kind === 'idempotent' && !idempotent)) return false
    const isOwn = error instanceof Error && unknownToSdk.has(error.name)
    return isOwn || !(await sdkRetries(options.client, error))
  }

  return { run, wantsCapacity: onRequest !== undefined }
}

/** Whether the client has sent the request again itself, or has decided not to. */
async function sdkRetries(client: RetrierOptions['client'], error: unknown): Promise<boolean> {
  // Sound: read as what may be absent.
  const { $metadata } = error as { $metadata?: { attempts?: number } }
  if (($metadata?.attempts ?? 1) > 1) return true
  return ((await client?.config.maxAttempts()) ?? 1) > 1
}

/** A hook cannot break the call that it is told of, nor can the promise of one that is async. */
function tell<TEvent>(hook: ((event: TEvent) => void) | undefined, event: TEvent): void {
  if (!hook) return
  try {
    void Promise.resolve(hook(event)).catch(() => undefined)
  } catch {
    // The call goes on.
  }
}

function capacityOf(answer: unknown): Pick<RequestEvent, 'consumedCapacity'> {
  if (typeof answer !== 'object' || answer === null) return {}
  // Sound: read as what may be absent.
  const { ConsumedCapacity } = answer as { ConsumedCapacity?: unknown }
  if (typeof ConsumedCapacity !== 'object' || ConsumedCapacity === null) return {}
  // Sound: as DynamoDB documents it: one of a table, or a list of them.
  const parts = [ConsumedCapacity].flat() as { CapacityUnits?: number }[]
  return { consumedCapacity: parts.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0) }
}

let shared: Retrier | undefined

/**
 * Runs a request of any client by the default policy, with tokens that all such requests of the process share.
 *
 * It may be sent twice: a read, or a write that is as good twice as once. A table's own requests go through `send`.
 */
export async function withRetry<T>(
  request: (options: RequestOptions) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  shared ??= createRetrier()
  return shared.run({ operation: 'request', idempotent: true, attempt: request, signal })
}
