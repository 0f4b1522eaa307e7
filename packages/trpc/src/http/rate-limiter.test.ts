import { RateLimiterMemory } from 'rate-limiter-flexible'
import { describe, expect, it } from 'vitest'
import { flexibleRateLimiter, memoryRateLimiter } from './rate-limiter.ts'

describe('memoryRateLimiter', () => {
  it('lets so many calls through in its time, and tells how long the rest waits', async () => {
    const limiter = memoryRateLimiter({ calls: 3, seconds: 1 })
    expect(await limiter.take('a', 2)).toBe(0)
    const wait = await limiter.take('a', 2)
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(1000)
    expect(await limiter.take('b', 3)).toBe(0)
    await new Promise((resolve) => {
      setTimeout(resolve, wait + 5)
    })
    expect(await limiter.take('a', 3)).toBe(0)
  })
})

describe('flexibleRateLimiter', () => {
  it('works with any limiter of the library, and passes on what fails', async () => {
    const shared = new RateLimiterMemory({ points: 1, duration: 60 })
    const two = [flexibleRateLimiter(shared), flexibleRateLimiter(shared)] as const
    expect(await two[0].take('a', 1)).toBe(0)
    expect(await two[1].take('a', 1)).toBeGreaterThan(50_000)
    const down = flexibleRateLimiter({ consume: () => Promise.reject(new Error('gone')) })
    await expect(down.take('a', 1)).rejects.toThrow('gone')
  })
})
