import { abortedError, throwIfAborted } from '@throughline/schema/adapter'

/** How long to wait between tries: a random time below `base · 2^try`, and below `cap`; milliseconds. */
export interface Backoff {
  readonly tries: number
  readonly base: number
  readonly cap: number
}

/** Waits before the next try (`attempt` is 0 for the first wait), with full jitter; rejects when the signal fires. */
export async function pause(backoff: Backoff, attempt: number, signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal)
  const time = Math.random() * Math.min(backoff.cap, backoff.base * 2 ** attempt)
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      if (signal) reject(abortedError(signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, time)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
