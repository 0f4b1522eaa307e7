import type { Bug, HasBug } from './bugs.ts'
import { planOf } from './plan.ts'
import type { Plan } from './plan.types.ts'
import { randomOf } from './random.ts'
import { createScheduler } from './scheduler.ts'
import { inVirtualRuntime } from './virtual-runtime.ts'
import { createWall, runWorld } from './world.ts'

/** How a history is run. */
export interface HistoryOptions {
  readonly bugs?: readonly Bug[]
  /** Keeps a line for whatever happens; off when absent. */
  readonly trace?: boolean
}

/** What came of a history. */
export interface History {
  readonly plan: Plan
  /** The promises that were broken; none is what is wanted. */
  readonly violations: readonly string[]
  readonly trace: readonly string[]
  /** Calls of the scheduler. */
  readonly steps: number
}

/** Runs the history of a seed, or of a plan: the same one each time. */
export async function runHistory(
  of: Plan | number,
  { bugs = [], trace = false }: HistoryOptions = {},
): Promise<History> {
  const plan = typeof of === 'number' ? planOf(of) : of
  const scheduler = createScheduler(randomOf(plan.seed, 'order'), trace)
  const wall = createWall(scheduler)
  const hasBug: HasBug = (bug) => bugs.includes(bug)
  const random = randomOf(plan.seed, 'runtime')
  const { violations } = await inVirtualRuntime({ scheduler, random, now: wall.now }, async () =>
    runWorld(plan, scheduler, wall, hasBug),
  )
  return { plan, violations, trace: scheduler.trace, steps: scheduler.steps() }
}
