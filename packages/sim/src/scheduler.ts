import type { Random } from './random.ts'

/** Virtual time: whatever waits, waits here, and what is due at one time runs in an order that the seed decides. */
export interface Scheduler {
  /** Milliseconds since the history began. */
  readonly now: () => number
  /** Calls back later; what it gives cancels the call. */
  readonly after: (milliseconds: number, act: () => void) => () => void
  /**
   * Runs what is due, one call after the other, until `isDone`; each goes on until nothing of it can without another call.
   *
   * `false` where the limit came first, or nothing was left to do.
   */
  readonly run: (isDone: () => boolean, limit: number) => Promise<boolean>
  /** Adds a line to the trace, where one is kept. */
  readonly note: (text: () => string) => void
  readonly trace: readonly string[]
  /** Calls that were run. */
  readonly steps: () => number
}

interface Due {
  readonly time: number
  /** Orders what is due at one time. */
  readonly tie: number
  readonly act: () => void
  isCancelled: boolean
}

export function createScheduler(random: Random, keepTrace: boolean): Scheduler {
  const heap: Due[] = []
  const trace: string[] = []
  let time = 0
  let steps = 0
  return {
    now: () => time,
    after(milliseconds, act) {
      const due: Due = { time: time + Math.max(0, milliseconds), tie: random.next(), act, isCancelled: false }
      push(heap, due)
      return () => {
        due.isCancelled = true
      }
    },
    async run(isDone, limit) {
      const end = time + limit
      // From here on in a microtask: what `settled` relies on.
      await Promise.resolve()
      await settled()
      while (!isDone()) {
        const due = heap[0]
        if (!due || due.time > end) return false
        pop(heap)
        if (due.isCancelled) continue
        time = Math.max(time, due.time)
        steps += 1
        due.act()
        await settled()
      }
      return true
    },
    note(text) {
      if (keepTrace) trace.push(`${time.toFixed(1).padStart(9)} ${text()}`)
    },
    trace,
    steps: () => steps,
  }
}

/** When every promise that can go on has: a tick that is asked for in a microtask comes after all microtasks. */
async function settled(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve)
  })
}

function isBefore(a: Due, b: Due): boolean {
  return a.time === b.time ? a.tie < b.tie : a.time < b.time
}

function push(heap: Due[], due: Due): void {
  let at = heap.length
  heap.push(due)
  while (at > 0) {
    const above = (at - 1) >>> 1
    const parent = heap[above]
    if (!parent || !isBefore(due, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = due
}

/** Takes the first away. */
function pop(heap: Due[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const [one, other] = [heap[left], heap[left + 1]]
    if (!one) break
    const isOther = other !== undefined && isBefore(other, one)
    const least = isOther ? other : one
    if (!isBefore(least, last)) break
    heap[at] = least
    at = isOther ? left + 1 : left
  }
  heap[at] = last
}
