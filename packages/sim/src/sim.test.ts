import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { failureReport } from './failure-report.ts'
import { runSeeds } from './run-seeds.ts'

const count = 5_000
/** In ten minutes even a busy machine is through. */
const timeout = 600_000

it(
  'keeps every promise in the histories of 5,000 seeds',
  async () => {
    const { done, failures } = await runSeeds({ from: 1, count, jobs: Math.min(4, availableParallelism()) })
    const [first] = failures.toSorted((a, b) => a.seed - b.seed)
    if (first) expect.fail(await failureReport(first.seed))
    expect(done).toBe(count)
  },
  timeout,
)
