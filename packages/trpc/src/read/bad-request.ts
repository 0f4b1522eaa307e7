import { ApiError, isStoreError } from '../api-error.ts'

/** The error of an input that asks for something that cannot be had, at its path. */
export function badRequest(path: readonly string[], message: string, cause?: unknown): ApiError {
  return new ApiError({ code: 'BAD_REQUEST', message, issues: [{ path, message }], cause })
}

/**
 * Runs a check of the core's on a part of the input. Its sentences are written for callers: they name fields, operators and
 * types, and no value.
 */
export function checkedAt<T>(path: readonly string[], check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!isStoreError(error) || error.code !== 'invalid') throw error
    throw badRequest(path, error.message, error)
  }
}
