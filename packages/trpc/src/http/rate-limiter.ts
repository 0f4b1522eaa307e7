import type { Rate } from './http-options.types.ts'
import type { RateLimiter } from './rate-limiter.types.ts'

/** As much of a limiter of `rate-limiter-flexible` (Redis, DynamoDB, Postgres and others) as is used. */
export interface FlexibleLimiter {
  consume(key: string, points: number): Promise<unknown>
}

/** Counts in this process's memory. */
export function memoryRateLimiter({ calls, seconds }: Rate): RateLimiter {
  let made: Promise<RateLimiter> | undefined
  // Loaded where there is somebody to count: the library needs Node.
  const make = async (): Promise<RateLimiter> => {
    const { RateLimiterMemory } = await import('rate-limiter-flexible')
    return flexibleRateLimiter(new RateLimiterMemory({ points: calls, duration: seconds }))
  }
  return {
    take: async (key, taken) => {
      made ??= make()
      return (await made).take(key, taken)
    },
  }
}

/** Counts with a limiter of `rate-limiter-flexible`: with one of a store that all processes share, theirs together. */
export function flexibleRateLimiter(limiter: FlexibleLimiter): RateLimiter {
  return {
    take: async (key, calls) => {
      try {
        await limiter.consume(key, calls)
        return 0
      } catch (refused) {
        // It throws what it knows of the key where that has nothing left, and errors where it cannot tell.
        if (refused instanceof Error || !hasWait(refused)) throw refused
        return Math.max(1, refused.msBeforeNext)
      }
    },
  }
}

function hasWait(refused: unknown): refused is { readonly msBeforeNext: number } {
  return (
    typeof refused === 'object' &&
    refused !== null &&
    'msBeforeNext' in refused &&
    typeof refused.msBeforeNext === 'number'
  )
}
