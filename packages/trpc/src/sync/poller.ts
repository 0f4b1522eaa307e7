import { StoreError } from '@throughline/schema'

/** How a hub asks its store. */
export interface PollOptions {
  /** Milliseconds from one poll to the next while changes come; 50 when absent. */
  readonly pollInterval?: number | undefined
  /** The same while none have come for five seconds; 100 when absent, twice `pollInterval` at most where that is given. */
  readonly idlePollInterval?: number | undefined
}

/** Milliseconds without a change after which a hub asks less often. */
const calmAfter = 5000
/** Milliseconds between the polls that writes of this process ask for. */
const wakeGap = 5
const retry = { base: 100, cap: 5000 }

interface Arrival {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** What asks a store again and again, one question at a time. */
export interface Poller {
  /** Resolves when a question that was asked after the call is answered. @throws what the question throws. */
  readonly fresh: () => Promise<void>
  /** Asks at once. */
  readonly wake: () => void
  readonly start: () => void
  /** Ends with no timer left. */
  readonly stop: () => void
}

/** Makes a poller that rests; `ask` says by its function when something has come. */
export function createPoller(
  { pollInterval = 50, idlePollInterval = Math.min(100, pollInterval * 2) }: PollOptions,
  ask: (told: () => void) => Promise<void>,
): Poller {
  const arrivals = createArrivals()
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let toldAt = 0
  const is = { on: false, polling: false, soon: false }

  const delay = (): number => {
    if (failures > 0) return Math.max(pollInterval, backoff(failures))
    if (is.soon) return wakeGap
    return Date.now() - toldAt < calmAfter ? pollInterval : idlePollInterval
  }
  const schedule = (wait: number): void => {
    if (is.polling || !is.on) return
    clearTimeout(timer)
    timer = setTimeout(() => void poll(), wait)
  }
  const poll = async (): Promise<void> => {
    Object.assign(is, { polling: true, soon: false })
    const arrived = arrivals.take()
    try {
      await ask(() => {
        toldAt = Date.now()
      })
      failures = 0
      for (const { resolve } of arrived) resolve()
    } catch (error) {
      failures += 1
      for (const { reject } of arrived) reject(error)
    } finally {
      is.polling = false
      schedule(delay())
    }
  }
  const soon = (): void => {
    // Who asks often does not put the next poll off; and a store that fails is left its pauses, whoever asks.
    if (is.soon) return
    is.soon = true
    if (failures === 0) schedule(wakeGap)
  }
  return {
    start() {
      is.on = true
      toldAt = Date.now()
      schedule(0)
    },
    stop() {
      clearTimeout(timer)
      Object.assign(is, { on: false, soon: false })
      for (const { reject } of arrivals.take()) reject(new StoreError('aborted', 'Nobody listens any more.'))
    },
    async fresh() {
      const arrival = arrivals.wait()
      soon()
      await arrival
    },
    wake: soon,
  }
}

function backoff(failures: number): number {
  return Math.random() * Math.min(retry.cap, retry.base * 2 ** failures)
}

/** Those who wait for an answer to a question that is not asked yet. */
function createArrivals() {
  let waiting: Arrival[] = []
  return {
    take(): readonly Arrival[] {
      const taken = waiting
      waiting = []
      return taken
    },
    wait: () =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ resolve, reject })
      }),
  }
}
