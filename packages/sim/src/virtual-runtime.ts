import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** What code under simulation gets instead of the machine's clock, timers and chance. */
export interface RuntimeOptions {
  readonly scheduler: Scheduler
  readonly random: Random
  /** Milliseconds since 1970. */
  readonly now: () => number
}

let isRunning = false

/**
 * Runs code whose timers, clock and chance are virtual, and gives the real ones back after it.
 *
 * What it awaits must be of this history alone: no file, no socket, no other thread. One at a time in a thread.
 */
export async function inVirtualRuntime<T>(options: RuntimeOptions, run: () => Promise<T>): Promise<T> {
  if (isRunning) throw new Error('One history runs at a time in a thread.')
  isRunning = true
  const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, Date } =
    globalThis
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, Date }
  const { now: elapsed } = performance
  const { random } = Math
  const { randomUUID } = crypto
  const { randomUUID: webUuid } = globalThis.crypto
  try {
    const uuid = options.random.uuid as () => ReturnType<typeof randomUUID> // Sound: five groups of hexadecimal digits.
    // Sound: they do what the code under simulation uses of the real ones.
    Object.assign(globalThis, virtualTimers(options), { Date: virtualDate(options) })
    performance.now = options.scheduler.now
    Math.random = options.random.next
    crypto.randomUUID = uuid
    globalThis.crypto.randomUUID = uuid
    syncBuiltinESMExports()
    return await run()
  } finally {
    Object.assign(globalThis, real)
    performance.now = elapsed
    Math.random = random
    crypto.randomUUID = randomUUID
    globalThis.crypto.randomUUID = webUuid
    syncBuiltinESMExports()
    isRunning = false
  }
}

type Act = (...values: unknown[]) => void

function virtualTimers({ scheduler: { after }, random }: RuntimeOptions): object {
  const cancels = new Map<unknown, () => void>()
  const begin = (act: () => void, milliseconds: number, isRepeated: boolean): object => {
    const timer = { ref: () => timer, unref: () => timer, hasRef: () => true }
    const wait = (): void => {
      const cancel = after(milliseconds, () => {
        if (isRepeated) wait()
        else cancels.delete(timer)
        act()
      })
      cancels.set(timer, cancel)
    }
    wait()
    return timer
  }
  const later = (act: Act, milliseconds = 0, ...values: unknown[]): object =>
    begin(() => act(...values), milliseconds, false)
  const cancel = (timer: unknown): void => {
    cancels.get(timer)?.()
    cancels.delete(timer)
  }
  return {
    setTimeout: later,
    clearTimeout: cancel,
    // Each of them later than the one before, or time would stand still.
    setInterval: (act: Act, milliseconds = 1, ...values: unknown[]): object =>
      begin(() => act(...values), Math.max(1, milliseconds), true),
    clearInterval: cancel,
    // By which a database takes its time: others come in between.
    setImmediate: (act: Act, ...values: unknown[]): object => later(act, 2 * random.next(), ...values),
    clearImmediate: cancel,
  }
}

/** The clock of whoever asks. */
function virtualDate({ scheduler, now }: RuntimeOptions): DateConstructor {
  const { Date } = globalThis
  const present = (): number => now() + (scheduler.owner?.skew() ?? 0)
  return new Proxy(Date, {
    construct: (target, values): Date => {
      const made: unknown = Reflect.construct(target, values.length === 0 ? [present()] : values)
      // Sound: that is what it constructs.
      return made as Date
    },
    get: (target, name, receiver): unknown =>
      name === 'now' ? present : Reflect.get(target, name, receiver),
  })
}
