import { abortedError, throwIfAborted } from '@throughline/schema/adapter'

/** How long to wait between tries: a random time below `base · 2^try`, and below `cap`; milliseconds. */
export interface Backoff {
  readonly tries: number
  readonly base: number
  readonly cap: number
}

/** Waits, and rejects with `aborted` as soon as the signal fires. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>

/** The wait after `failures` tries have failed (0 counts as 1), with full jitter: anything from nothing to all of it. */
export function jitteredDelay({ base, cap }: Backoff, failures: number, random = Math.random): number {
  return random() * Math.min(cap, base * 2 ** Math.max(0, failures - 1))
}

/** Waits before the next try (`attempt` is 0 for the first wait), with full jitter; rejects when the signal fires. */
export async function pause(backoff: Backoff, attempt: number, signal?: AbortSignal): Promise<void> {
  await sleep(jitteredDelay(backoff, attempt + 1), signal)
}

export const sleep: Sleep = async (milliseconds, signal) => {
  throwIfAborted(signal)
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      if (signal) reject(abortedError(signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
