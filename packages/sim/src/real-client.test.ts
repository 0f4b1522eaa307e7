import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { bugNames } from './bugs.ts'
import { failureReport } from './failure-report.ts'
import { runHistory } from './history.ts'
import type { Step } from './plan.types.ts'
import { realPlanOf } from './real-plan.ts'
import { runSeeds } from './run-seeds.ts'

const count = 5_000
/** Seeds within which a bug has to show; what each took is in the README. */
const most = 600
const client = 'real'

describe('a history of real clients', () => {
  it('is the same for a seed, byte for byte', { timeout: 300_000 }, async () => {
    for (const seed of [1, 3, 8, 24]) {
      const first = await runHistory(seed, { client, trace: true })
      const again = await runHistory(seed, { client, trace: true })
      expect(first.trace.length).toBeGreaterThan(50)
      expect(again.trace.join('\n')).toBe(first.trace.join('\n'))
      expect(again.steps).toBe(first.steps)
    }
  })

  it('has every way to set a client up, in some hundred seeds', () => {
    const all = Array.from({ length: 300 }, (_, seed) => realPlanOf(seed).settings.real)
    const of = (name: 'conflicts' | 'disk' | 'load' | 'tabs') => new Set(all.map((real) => real?.[name])).size
    expect([of('conflicts'), of('disk'), of('load'), of('tabs')]).toEqual([4, 3, 2, 2])
    for (const disk of ['indexeddb', 'memory'])
      expect(all.some((real) => real?.disk === disk && real.tabs > 1 && real.endsAtWrite > 0)).toBe(true)
    expect(all.some((real) => (real?.fullDisk ?? 0) > 0)).toBe(true)
  })

  it('has every fault of browsers and rights, in some hundred seeds', () => {
    const plans = Array.from({ length: 600 }, (_, seed) => realPlanOf(seed))
    const steps = plans.flatMap((plan) => plan.steps)
    expect(new Set(steps.flatMap((step) => (step.kind === 'rights' ? [step.role] : []))).size).toBe(3)
    expect(new Set(steps.flatMap((step) => (step.kind === 'evict' ? [step.isGone] : []))).size).toBe(2)
    const frozen = plans.filter((plan) => plan.steps.some(({ kind }) => kind === 'freeze'))
    expect(new Set(frozen.map(({ settings }) => settings.real?.deaf)).size).toBe(2)
    expect(plans.some(({ settings }) => (settings.real?.unopenable ?? 0) > 0)).toBe(true)
  })

  it('does nothing in a tab that is frozen, until it goes on', async () => {
    const isFreeze = (step: Step): boolean => step.kind === 'freeze' && step.time > 5_000
    const seeds = Array.from({ length: 200 }, (_, seed) => seed)
    const frozen = seeds.filter((seed) => realPlanOf(seed).steps.some(isFreeze)).slice(0, 6)
    let looked = 0
    for (const seed of frozen) looked += await linesWhileFrozen(seed)
    expect(looked).toBeGreaterThan(50)
  })
})

/** How many lines of a trace tell of what came to pass while a tab was frozen, none of which it did. */
async function linesWhileFrozen(seed: number): Promise<number> {
  const { trace } = await runHistory(seed, { client, trace: true })
  const begin = trace.findIndex((line) => line.endsWith(' is frozen'))
  const tab = / (client\d\.\d) is frozen/.exec(trace[begin] ?? '')?.[1] ?? ''
  const [, number = ''] = /^client(\d)/.exec(tab) ?? []
  // With its browser it ends too, and another one has its name.
  const isEnd = (line: string): boolean =>
    (/ (goes on|ends)$/.test(line) && line.includes(tab)) ||
    (/"kind":"(crash|signOut)"/.test(line) && line.includes(`"client":${number}`))
  const end = trace.findIndex((line, at) => at > begin && isEnd(line))
  const between = trace.slice(begin + 1, Math.max(begin + 1, end))
  // What it had sent is still carried and answered.
  const own = between.filter((line) => line.includes(`${tab} `) && !/[→←]/.test(line))
  expect(own, `seed ${seed}`).toEqual([])
  return between.length
}

describe('a seeded bug of a real client is found', () => {
  it.each(bugNames(client))('%s', { timeout: 600_000 }, async (bug) => {
    let seed = 1
    const isKept = async (): Promise<boolean> =>
      (await runHistory(seed, { client, bugs: [bug] })).violations.length === 0
    while (seed <= most && (await isKept())) seed += 1
    expect(seed, `no seed up to ${most} finds it`).toBeLessThanOrEqual(most)
  })
})

it('real clients keep every promise in the histories of 5,000 seeds', { timeout: 1_800_000 }, async () => {
  const jobs = Math.min(4, availableParallelism())
  const { done, failures } = await runSeeds({ from: 1, count, jobs, client })
  const [first] = failures.toSorted((a, b) => a.seed - b.seed)
  if (first) expect.fail(await failureReport(first.seed, client))
  expect(done).toBe(count)
})
