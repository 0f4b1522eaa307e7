/** Why a store or a transport could not do what it was asked. */
export type StoreErrorCode =
  | 'aborted'
  | 'denied'
  | 'invalid'
  | 'not_configured'
  | 'offline'
  | 'throttled'
  | 'too_large'
  | 'unavailable'

/** What every `Store` and `Transport` throws; outcomes of single mutations are answers, not errors. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
