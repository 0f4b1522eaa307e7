import type { Clock } from './clock.ts'

/** Lets so many units a second through; who takes more than there are pays before the next. */
export interface Limiter {
  readonly take: (units: number) => Promise<void>
}

interface LimiterOptions {
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  /** The longest wait at a time, in milliseconds; `onWait` is called after each. */
  readonly slice: number
  readonly onWait: () => Promise<void>
}

/** A limiter of so many units a second; without a number, none. */
export function createLimiter(perSecond: number | undefined, options: LimiterOptions): Limiter {
  if (perSecond === undefined) return { take: async () => undefined }
  const { clock, signal, slice, onWait } = options
  let free = clock.now()
  return {
    async take(units) {
      const begin = Math.max(free, clock.now())
      free = begin + (units / perSecond) * 1000
      for (let wait = begin - clock.now(); wait > 0; wait = begin - clock.now()) {
        await clock.sleep(Math.min(wait, slice), signal)
        await onWait()
      }
    },
  }
}
