import { describe, expect, it } from 'vitest'
import { bugNames } from './bugs.ts'
import { runHistory } from './history.ts'

/** Seeds within which a bug has to show; what each took is in the README. */
const most = 400

// The simulation is worth what it finds: with a bug put in, some seed must fail.
describe('a seeded bug is found', () => {
  it.each(bugNames('plain'))('%s', { timeout: 300_000 }, async (bug) => {
    let seed = 1
    while (seed <= most && (await runHistory(seed, { bugs: [bug] })).violations.length === 0) seed += 1
    expect(seed, `no seed up to ${most} finds it`).toBeLessThanOrEqual(most)
  })
})
