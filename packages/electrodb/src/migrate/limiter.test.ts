import { describe, expect, it } from 'vitest'
import { createLimiter } from './limiter.ts'

/** A clock that a sleep moves. */
function testClock() {
  let time = 0
  return {
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds
    },
  }
}

describe('createLimiter', () => {
  it('lets so many units a second through, whoever takes them', async () => {
    const clock = testClock()
    const limiter = createLimiter(10, { clock, slice: 1000, onWait: async () => undefined })
    const times: number[] = []
    for (let index = 0; index < 50; index += 1) {
      await limiter.take(1)
      times.push(clock.now())
    }
    expect(times.at(-1)).toBe(4900)
    for (const time of times) {
      expect(times.filter((other) => other >= time && other < time + 1000).length).toBeLessThanOrEqual(10)
    }
  })

  it('has what is large paid for before the next, in short waits', async () => {
    const clock = testClock()
    let waits = 0
    const onWait = async (): Promise<void> => {
      waits += 1
    }
    const limiter = createLimiter(2, { clock, slice: 1000, onWait })
    await limiter.take(20)
    expect(clock.now()).toBe(0)
    await limiter.take(1)
    expect([clock.now(), waits]).toEqual([10_000, 10])
  })

  it('saves nothing up', async () => {
    const clock = testClock()
    const limiter = createLimiter(1, { clock, slice: 1000, onWait: async () => undefined })
    await clock.sleep(60_000)
    await limiter.take(1)
    await limiter.take(1)
    expect(clock.now()).toBe(61_000)
  })
})
