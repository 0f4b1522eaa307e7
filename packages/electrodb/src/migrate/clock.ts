import { sleep, type Sleep } from '../client/backoff.ts'

/** Where a migration has its time from. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Rejects when the signal fires. */
  readonly sleep: Sleep
}

export const systemClock: Clock = { now: () => Date.now(), sleep }
