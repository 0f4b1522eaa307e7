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
  const { setTimeout, clearTimeout } = globalThis
  const { now } = Date
  const { random } = Math
  const { randomUUID } = crypto
  const { randomUUID: webUuid } = globalThis.crypto
  try {
    const cancels = new Map<object, () => void>()
    const later = (act: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]): object => {
      const timer = { ref: () => timer, unref: () => timer, hasRef: () => true }
      cancels.set(
        timer,
        options.scheduler.after(milliseconds, () => {
          cancels.delete(timer)
          act(...values)
        }),
      )
      return timer
    }
    const cancel = (timer: unknown): void => {
      // Sound: what is no timer of `later` is in no map.
      cancels.get(timer as object)?.()
    }
    const uuid = options.random.uuid as () => ReturnType<typeof randomUUID> // Sound: five groups of hexadecimal digits.
    // Sound: the two do what the code under simulation uses of the real ones.
    Object.assign(globalThis, { setTimeout: later, clearTimeout: cancel })
    Date.now = options.now
    Math.random = options.random.next
    crypto.randomUUID = uuid
    globalThis.crypto.randomUUID = uuid
    syncBuiltinESMExports()
    return await run()
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout })
    Date.now = now
    Math.random = random
    crypto.randomUUID = randomUUID
    globalThis.crypto.randomUUID = webUuid
    syncBuiltinESMExports()
    isRunning = false
  }
}
