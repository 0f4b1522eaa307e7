import { StoreError } from '@throughline/schema'
import type { Backoff, Sleep } from './backoff.ts'

/** How a store tries requests again that may succeed then. */
export interface RetryOptions {
  /** Requests for one call at most, the first among them; 8 when absent, 1 for no second one. */
  readonly tries?: number
  /** Milliseconds; the first wait is a random time below it, each further one below twice as much. 25 when absent. */
  readonly base?: number
  /** Milliseconds that no wait passes; 5,000 when absent. */
  readonly cap?: number
  /** Milliseconds after the first request in which further ones may begin; 30,000 when absent. */
  readonly budget?: number
  /**
   * Second tries that all calls of the store together may have more than a tenth of their successes; 100 when absent.
   *
   * In an outage, requests then fail at once, and do not become a multiple of themselves.
   */
  readonly tokens?: number
}

/** Before a request is sent again. */
export interface RetryEvent {
  /** DynamoDB's name of it, such as `GetItem`. */
  readonly operation: string
  /** The try that failed; the first is 1. */
  readonly attempt: number
  /** Milliseconds until the next one. */
  readonly delay: number
  readonly error: unknown
}

/** After a request and all its tries. */
export interface RequestEvent {
  readonly operation: string
  /** Milliseconds from the first try to the end, waits included. */
  readonly ms: number
  readonly attempts: number
  /** Capacity units that the last try took, where DynamoDB tells. */
  readonly consumedCapacity?: number
  /** What the last try failed with; absent after a success. */
  readonly error?: unknown
}

/** For metrics and logs; what a hook throws is dropped. */
export interface RequestHooks {
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  readonly onRequest?: ((event: RequestEvent) => void) | undefined
}

/** How long one call is tried, and between which waits. */
export interface Patience extends Backoff {
  readonly budget: number
}

/** Time and chance, to be replaced by tests. */
export interface RetryRuntime {
  readonly random: () => number
  /** Milliseconds. */
  readonly now: () => number
  readonly sleep: Sleep
}

const defaultRetry = {
  tries: 8,
  base: 25,
  cap: 5_000,
  budget: 30_000,
  tokens: 100,
} satisfies RetryOptions

/** Of loads and other bulk writes, for which being slowed down is no failure. */
export const bulkPatience: Patience = { tries: 16, base: 50, cap: 20_000, budget: 180_000 }

/**
 * Fills in what is absent.
 *
 * @throws {StoreError} `invalid` for a number that cannot be meant.
 */
export function retryOptions(options: RetryOptions = {}): Required<RetryOptions> {
  const all = { ...defaultRetry, ...definedOf(options) }
  const wrong = Object.entries(all).find(
    ([name, value]) => !(name === 'tries' ? Number.isInteger(value) && value >= 1 : value >= 0),
  )
  if (!wrong) return all
  const [name, value] = wrong
  throw new StoreError(
    'invalid',
    `retry.${name} cannot be ${String(value)}. Give ${name === 'tries' ? 'a whole number from 1 on' : '0 or more'}.`,
  )
}

function definedOf(options: RetryOptions): RetryOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
