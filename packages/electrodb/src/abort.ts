import { StoreError } from '@throughline/schema'

/** The error of a call whose signal has fired. */
export function abortedError(signal: AbortSignal): StoreError {
  return new StoreError('aborted', 'The call was stopped by its caller.', { cause: signal.reason })
}

/** @throws {StoreError} `aborted` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal)
}
