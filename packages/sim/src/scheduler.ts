import type { Random } from './random.ts'

/** Whose code runs: a process with a clock of its own. */
export interface Owner {
  /** Milliseconds by which its clock is off. */
  readonly skew: () => number
  /** Takes a call that is due where nothing of it runs by now. */
  readonly hold?: (act: () => void) => boolean
}

/** Virtual time: whatever waits, waits here, and what is due at one time runs in an order that the seed decides. */
export interface Scheduler {
  /** Milliseconds since the history began. */
  readonly now: () => number
  /** Calls back later, as who has asked for it; what it gives cancels the call. */
  readonly after: (milliseconds: number, act: () => void) => () => void
  /** The same as nobody: for what is on its way whoever has sent it. */
  readonly afterAlone: (milliseconds: number, act: () => void) => () => void
  /**
   * Runs what is due, one call after the other, until `isDone`; each goes on until nothing of it can without another call.
   *
   * `false` where the limit came first, or nothing was left to do.
   */
  readonly run: (isDone: () => boolean, limit: number) => Promise<boolean>
  /** Whose call runs, until the next one begins; who takes a message says that it is their own from then on. */
  owner: Owner | undefined
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
  readonly owner: Owner | undefined
  readonly act: () => void
  isCancelled: boolean
}

export function createScheduler(random: Random, keepTrace: boolean): Scheduler {
  const heap: Due[] = []
  const trace: string[] = []
  let time = 0
  let steps = 0
  const scheduler: Scheduler = {
    owner: undefined,
    now: () => time,
    after(milliseconds, act) {
      const due: Due = {
        time: time + Math.max(0, milliseconds),
        tie: random.next(),
        owner: scheduler.owner,
        act,
        isCancelled: false,
      }
      push(heap, due)
      return () => {
        due.isCancelled = true
      }
    },
    afterAlone(milliseconds, act) {
      const { owner } = scheduler
      scheduler.owner = undefined
      const cancel = scheduler.after(milliseconds, act)
      scheduler.owner = owner
      return cancel
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
        if (due.owner?.hold && due.owner.hold(() => (due.isCancelled ? undefined : due.act()))) continue
        steps += 1
        scheduler.owner = due.owner
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
  return scheduler
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
