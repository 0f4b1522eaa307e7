import { ApiError } from '../api-error.ts'

/** How long a drain waits by default, in milliseconds. */
const drainDeadline = 10_000

/** How to drain. */
export interface DrainOptions {
  /** Milliseconds until what is still at work is stopped; 10,000 when absent. */
  readonly deadlineMs?: number
}

/** What is at work in this process, and whether it still takes more. */
export interface Traffic {
  /** Fires as the drain begins. */
  readonly draining: AbortSignal
  /** Takes the place of a request; the returned function gives it back. @throws {ApiError} `SERVICE_UNAVAILABLE`. */
  readonly enter: () => () => void
  /** Takes the place of an answer that streams. @throws {ApiError} `SERVICE_UNAVAILABLE`. */
  readonly stream: () => () => void
  /** Counts work until it has settled, also work whose request was answered without it; `stop` ends it at the deadline. */
  readonly track: (stop: () => void) => () => void
  /** Takes no more writes, tells streams to end, and resolves once all that was at work has settled, or at the deadline. */
  readonly drain: (options?: DrainOptions) => Promise<void>
}

/** Makes the count of one process. */
export function createTraffic(maxConcurrent: number, maxStreams: number): Traffic {
  const draining = new AbortController()
  const work = new Set<() => void>()
  let noteSettled: (entry: () => void) => void = () => {}
  let drained: Promise<void> | undefined

  const drainOnce = (deadlineMs: number): Promise<void> => {
    // What comes later, reads of before the balancer looked away, is not waited for.
    const awaited = new Set(work)
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        for (const stop of awaited) stop()
        resolve()
      }, deadlineMs)
      const check = (): void => {
        if (awaited.size > 0) return
        clearTimeout(timer)
        resolve()
      }
      noteSettled = (entry) => {
        awaited.delete(entry)
        check()
      }
      draining.abort()
      check()
    })
  }
  return {
    draining: draining.signal,
    enter: limited(maxConcurrent, 'The server has as many requests as it takes. Try again in a moment.'),
    stream: limited(maxStreams, 'The server has as many streams as it takes. Try again in a moment.'),
    track: (stop) => {
      // A function of its own: work with the same way to stop is counted apart.
      const entry = (): void => stop()
      work.add(entry)
      return () => {
        work.delete(entry)
        noteSettled(entry)
      }
    },
    drain: ({ deadlineMs = drainDeadline } = {}) => (drained ??= drainOnce(deadlineMs)),
  }
}

function limited(max: number, message: string): () => () => void {
  let taken = 0
  return () => {
    if (taken >= max) throw new ApiError({ code: 'SERVICE_UNAVAILABLE', message, retryAfter: 1000 })
    taken += 1
    let held = true
    return () => {
      if (held) taken -= 1
      held = false
    }
  }
}
