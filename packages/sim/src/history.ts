import { setMaxListeners } from 'node:events'
import type { Bug, HasBug } from './bugs.ts'
import { planOf } from './plan.ts'
import type { Plan } from './plan.types.ts'
import { randomOf } from './random.ts'
import { realPlanOf } from './real-plan.ts'
import { createScheduler } from './scheduler.ts'
import { inVirtualRuntime } from './virtual-runtime.ts'
import { createWall } from './wall.ts'
import { runWorld } from './world.ts'

// A store that reads much at once listens to its own end as often.
setMaxListeners(0)

/** Which clients a history has: plain ones, or those of `@throughline/collections`. */
export type ClientKind = 'plain' | 'real'

/** How a history is run. */
export interface HistoryOptions {
  readonly bugs?: readonly Bug[]
  /** Which clients the plan of a seed has; plain ones when absent. */
  readonly client?: ClientKind
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

/** The plan of a seed. */
export function planFor(seed: number, client: ClientKind): Plan {
  return client === 'real' ? realPlanOf(seed) : planOf(seed)
}

/** Runs the history of a seed, or of a plan: the same one each time. */
export async function runHistory(
  of: Plan | number,
  { bugs = [], trace = false, client = 'plain' }: HistoryOptions = {},
): Promise<History> {
  const plan = typeof of === 'number' ? planFor(of, client) : of
  const scheduler = createScheduler(randomOf(plan.seed, 'order'), trace)
  const wall = createWall(scheduler)
  const hasBug: HasBug = (bug) => bugs.includes(bug)
  const random = randomOf(plan.seed, 'runtime')
  const { violations } = await inVirtualRuntime({ scheduler, random, now: wall.now }, async () =>
    runWorld(plan, scheduler, wall, hasBug),
  )
  return { plan, violations, trace: scheduler.trace, steps: scheduler.steps() }
}
