import type { RequestEvent, RetryEvent, RetryOptions } from '../src/client/retry-policy.ts'
import { createRetrier, type Retrier, type RetrierOptions } from '../src/client/retry.ts'

export interface Recorded {
  readonly retry: Retrier
  readonly delays: number[]
  readonly retries: RetryEvent[]
  readonly requests: RequestEvent[]
}

/** A policy whose waits take no time, and that tells what it did. */
export function recorded(retry: RetryOptions = {}, options: RetrierOptions = {}): Recorded {
  const delays: number[] = []
  const retries: RetryEvent[] = []
  const requests: RequestEvent[] = []
  let time = 0
  const made = createRetrier({
    retry,
    onRetry: (event) => retries.push(event),
    onRequest: (event) => requests.push(event),
    ...options,
    runtime: {
      random: () => 1,
      now: () => time,
      sleep: async (milliseconds) => {
        delays.push(milliseconds)
        time += milliseconds
      },
      ...options.runtime,
    },
  })
  return { retry: made, delays, retries, requests }
}
