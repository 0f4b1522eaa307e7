import type { CollectionsError } from '../collections-error.ts'
import { isTransient, toCollectionsError } from '../to-collections-error.ts'

/** How a call that fails is made again. */
export interface CallOptions {
  /** Tries before a failure that may pass is thrown; without end when absent. */
  readonly attempts?: number
  /** Waits for `resume` where the user has to sign in, or to load the application anew; else that is thrown. */
  readonly patient?: boolean
}

/** Calls over a network that breaks: made again with growing, random pauses, no sooner than the server wishes. */
export interface Network {
  /** `alive` says that the work, which may take long, has got somewhere: the pauses begin anew. */
  call<T>(name: string, work: (alive: () => void) => Promise<T>, options?: CallOptions): Promise<T>
  /** Waits, longer after more failures. */
  pause(failures: number): Promise<void>
  /** Ends the pauses that no server wished for. */
  wake(): void
  /** As `wake`, and goes on where a call waits for a user who has signed in again. */
  resume(): void
  /** Resolves with the next failure of the calls of this name. */
  nextFault(name: string): Promise<void>
  isOffline(): boolean
  /** Why calls wait for `resume`. */
  error(): CollectionsError | null
}

/** Tries of a page before its failure is told; the reading goes on at that page when it is asked for again. */
export const pageAttempts = 5
const firstPause = 500
const longestPause = 30_000

interface Fault {
  readonly error: CollectionsError
  readonly halts: boolean
}

export function createNetwork(signal: AbortSignal, onChange: () => void): Network {
  const faults = new Map<string, Fault>()
  const watchers = new Map<string, (() => void)[]>()
  const wakes = new Set<() => void>()
  const halted = new Set<() => void>()

  const clear = (name: string): void => {
    if (faults.delete(name)) onChange()
  }

  const note = (name: string, fault: Fault): void => {
    faults.set(name, fault)
    onChange()
    const told = watchers.get(name) ?? []
    watchers.delete(name)
    for (const tell of told) tell()
  }

  const call: Network['call'] = async (name, work, { attempts = Infinity, patient = false } = {}) => {
    let failures = 0
    const alive = (): void => {
      failures = 0
      clear(name)
    }
    for (;;) {
      try {
        const value = await work(alive)
        clear(name)
        return value
      } catch (cause) {
        signal.throwIfAborted()
        failures += 1
        const halts = patient && isHalting(cause)
        const isLast = !halts && (!isTransient(cause) || failures >= attempts)
        if (isLast && !isTransient(cause)) clear(name)
        else note(name, { error: toCollectionsError(cause), halts })
        if (isLast) throw cause
        await (halts
          ? waitFor(halted, undefined, signal)
          : pause(wakes, failures, retryAfterOf(cause), signal))
        signal.throwIfAborted()
      }
    }
  }

  const wake = (): void => {
    for (const end of Array.from(wakes)) end()
  }

  return {
    call,
    pause: async (failures) => pause(wakes, failures, 0, signal),
    wake,
    resume() {
      for (const end of Array.from(halted)) end()
      wake()
    },
    nextFault: (name) =>
      new Promise((resolve) => {
        watchers.set(name, [...(watchers.get(name) ?? []), resolve])
      }),
    isOffline: () => [...faults.values()].some(({ error: { code } }) => unanswered.has(code)),
    error: () => [...faults.values()].find(({ halts }) => halts)?.error ?? null,
  }
}

/** Of a server that could not be reached, or not reach what it needs. */
const unanswered: ReadonlySet<string> = new Set(['offline', 'unavailable'])

/** Nothing but the user mends it. */
function isHalting(cause: unknown): boolean {
  const { code } = toCollectionsError(cause)
  // Of a transaction, one mutation was refused: that is an answer.
  const isAnswer =
    typeof cause === 'object' && cause !== null && 'index' in cause && cause.index !== undefined
  if (isAnswer) return false
  return code === 'denied' || code === 'not_configured'
}

function retryAfterOf(cause: unknown): number {
  const wish = typeof cause === 'object' && cause !== null && 'retryAfter' in cause ? cause.retryAfter : 0
  return typeof wish === 'number' && wish > 0 ? wish : 0
}

/** Full jitter: clients that failed together do not come back together. */
function pause(
  wakes: Set<() => void>,
  failures: number,
  retryAfter: number,
  signal: AbortSignal,
): Promise<void> {
  const drawn = Math.random() * Math.min(longestPause, firstPause * 2 ** (failures - 1))
  return waitFor(retryAfter > 0 ? undefined : wakes, Math.max(drawn, retryAfter), signal)
}

/** Ends with the first of: one who calls what it left in `ends`, the time, the signal. */
function waitFor(
  ends: Set<() => void> | undefined,
  wait: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      ends?.delete(end)
      resolve()
    }
    const timer = wait === undefined ? undefined : setTimeout(end, wait)
    signal.addEventListener('abort', end, { once: true })
    ends?.add(end)
  })
}

export function isInvalid(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'invalid'
}
