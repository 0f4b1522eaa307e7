import type { Scheduler } from './scheduler.ts'

/** The wall clock when a history begins. */
const epoch = Date.parse('2026-06-01T00:00:00.000Z')

/** Milliseconds of the wall clock, days that have passed at once among them. */
export interface Wall {
  readonly now: () => number
  readonly pass: (milliseconds: number) => void
}

export function createWall(scheduler: Scheduler): Wall {
  let passed = 0
  return {
    now: () => epoch + passed + scheduler.now(),
    pass: (milliseconds) => {
      passed += milliseconds
    },
  }
}
