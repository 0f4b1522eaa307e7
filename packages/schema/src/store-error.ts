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

/** What is wrong with the place that a pushed mutation has in its client's order. */
export interface SequenceFault {
  /** `gap`: places before it are missing. `used`: another mutation had it, or its outcome is no longer kept. */
  readonly kind: 'gap' | 'used'
  /** The last place of this client that the store has, 0 for none. */
  readonly lastSeq: number
}

/** What every `Store` and `Transport` throws; outcomes of single mutations are answers, not errors. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  /** Of a push that was refused for its place in the client's order. */
  readonly sequence: SequenceFault | undefined

  constructor(
    code: StoreErrorCode,
    message: string,
    { sequence, ...options }: { cause?: unknown; sequence?: SequenceFault } = {},
  ) {
    super(message, options)
    this.code = code
    this.sequence = sequence
  }
}
