import { StoreError } from './store-error.ts'

/** @throws {StoreError} `invalid` for a size that no page has. */
export function checkedLimit(limit = 100): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new StoreError('invalid', `A page holds 1 to 1,000 rows, not ${String(limit)}.`)
}

/** The error of a call whose signal has fired. */
export function abortedError(signal: AbortSignal): StoreError {
  return new StoreError('aborted', 'The call was stopped by its caller.', { cause: signal.reason })
}

/** @throws {StoreError} `aborted` where the caller has given up. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal)
}
