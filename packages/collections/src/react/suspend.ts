import type { RowResult } from '../live-query.types.ts'
import type { Readable } from '../readable.types.ts'

/** Milliseconds for which rows are held after they were read: until the component that waited for them holds them. */
const grace = 1_000
const waiting = new WeakMap<object, Map<string, Promise<void>>>()

/**
 * Lets the nearest Suspense boundary wait until everything was read; throws the error of what could not be.
 *
 * A component that waits is not mounted and has no effects, so the reading is started here.
 */
export function suspendUntilRead(
  store: object,
  name: string,
  readable: Readable<RowResult<unknown>>,
  { isLoading, error }: RowResult<unknown>,
): void {
  if (error) throw error
  if (!isLoading) return
  // A server reads nothing: the boundary's fallback is what it renders, and the browser goes on.
  if (typeof window === 'undefined') throw inBrowserOnly()
  const reads = waiting.get(store) ?? new Map<string, Promise<void>>()
  waiting.set(store, reads)
  const read = reads.get(name) ?? untilRead(readable, () => reads.delete(name))
  reads.set(name, read)
  // oxlint-disable-next-line typescript/only-throw-error -- how React 18 and 19 are told to wait
  throw read
}

function untilRead(readable: Readable<RowResult<unknown>>, done: () => void): Promise<void> {
  return new Promise((resolve) => {
    let isDone = false
    const stop = readable.subscribe(check)
    check()

    function check(): void {
      const { isLoading, error } = readable.get()
      if (isDone || (isLoading && !error)) return
      isDone = true
      done()
      resolve()
      setTimeout(() => stop(), grace)
    }
  })
}

/** By its digest Next knows that this is no fault, and tells of it neither on the server nor in the browser. */
function inBrowserOnly(): Error {
  const error = new Error('A server shows hydrated rows only.')
  return Object.assign(error, { digest: 'BAILOUT_TO_CLIENT_SIDE_RENDERING' })
}
