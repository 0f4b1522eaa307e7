import { ApiError } from '../api-error.ts'
import type { Exchange } from './exchange.ts'
import type { HttpLimits, Rate, RateLimits } from './http-options.types.ts'
import { memoryRateLimiter } from './rate-limiter.ts'
import type { RateLimiter } from './rate-limiter.types.ts'

const addressRate: Rate = { calls: 6000, seconds: 60 }
const userRate: Rate = { calls: 1200, seconds: 60 }

/** Counts the calls of addresses and of users; those of nobody pass. */
export interface Rates {
  /** @throws {ApiError} `TOO_MANY_REQUESTS` with `retryAfter`. */
  readonly address: (exchange: Exchange) => Promise<void>
  /** @throws {ApiError} `TOO_MANY_REQUESTS` with `retryAfter`. */
  readonly user: (exchange: Exchange) => Promise<void>
}

/** Makes the counters that the limits ask for; `onError` hears of a counter that fails. */
export function createRates(
  rate: HttpLimits['rate'],
  onError: (error: unknown, exchange: Exchange) => void,
): Rates {
  const given: RateLimits = rate === false ? { perAddress: false, perUser: false } : (rate ?? {})
  const addresses = limiterOf(given.perAddress ?? addressRate)
  const users = limiterOf(given.perUser ?? userRate)

  const take = async (
    limiter: RateLimiter | undefined,
    key: string | undefined,
    exchange: Exchange,
  ): Promise<void> => {
    if (!limiter || key === undefined) return
    const wait = await limiter.take(key, exchange.calls).catch((error: unknown) => {
      onError(error, exchange)
      return 0
    })
    if (wait <= 0) return
    const message = `Too many requests. Try again in ${Math.ceil(wait / 1000)} seconds.`
    throw new ApiError({ code: 'TOO_MANY_REQUESTS', message, retryAfter: Math.ceil(wait) })
  }
  return {
    address: (exchange) => take(addresses, exchange.address && `address:${exchange.address}`, exchange),
    user: (exchange) => take(users, exchange.user && `user:${exchange.user}`, exchange),
  }
}

function limiterOf(given: Rate | RateLimiter | false): RateLimiter | undefined {
  if (given === false) return undefined
  return 'take' in given ? given : memoryRateLimiter(given)
}
