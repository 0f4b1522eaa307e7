import { ApiError } from './api-error.ts'

/** Reads what a client wrote; data that the stack cannot take is the client's fault. */
export function reviveSafely<T>(revive: () => T): T {
  try {
    return revive()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ApiError({ code: 'BAD_REQUEST', message: 'The values go too deep.', cause: error })
  }
}
