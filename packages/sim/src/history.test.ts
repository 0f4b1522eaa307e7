import { describe, expect, it } from 'vitest'
import { runHistory } from './history.ts'
import { planOf } from './plan.ts'

describe('a history', () => {
  it('is the same for a seed, byte for byte', async () => {
    for (const seed of [1, 2, 3, 54, 975]) {
      const first = await runHistory(seed, { trace: true })
      const again = await runHistory(seed, { trace: true })
      expect(first.trace.length).toBeGreaterThan(20)
      expect(again.trace.join('\n')).toBe(first.trace.join('\n'))
      expect(again.steps).toBe(first.steps)
    }
  })

  it('is another one for another seed', async () => {
    const [one, other] = [await runHistory(1, { trace: true }), await runHistory(2, { trace: true })]
    expect(one.trace.join('\n')).not.toBe(other.trace.join('\n'))
  })

  it('gives clock, timers and chance back', async () => {
    const before = [setTimeout, clearTimeout, Date.now, Math.random, crypto.randomUUID]
    await runHistory(1)
    expect([setTimeout, clearTimeout, Date.now, Math.random, crypto.randomUUID]).toEqual(before)
  })

  it('has every kind of fault, and every kind of step, in some hundred seeds', () => {
    const plans = Array.from({ length: 300 }, (_, seed) => planOf(seed))
    const rates = plans.flatMap(({ settings }) =>
      Object.entries(settings.rates).filter(([, rate]) => rate > 0),
    )
    expect(new Set(rates.map(([name]) => name)).size).toBe(11)
    const kinds = new Set(plans.flatMap(({ steps }) => steps.map(({ kind }) => kind)))
    expect([...kinds].toSorted()).toMatchSnapshot()
    expect(plans.some(({ settings }) => settings.bulk > 0 && settings.shards === 3)).toBe(true)
  })
})
