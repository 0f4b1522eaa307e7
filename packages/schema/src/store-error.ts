import type { FieldIssue, StoredRow } from './mutation.types.ts'

/** Why a store or a transport could not do what it was asked. */
export type StoreErrorCode =
  | 'aborted'
  | 'already_exists'
  | 'conflict'
  | 'denied'
  | 'invalid'
  | 'not_configured'
  | 'not_found'
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

/** What an error carries beside its code and its sentence. */
export interface StoreErrorDetails {
  /** Of a push that was refused for its place in the client's order. */
  readonly sequence?: SequenceFault | undefined
  /** What is wrong with the values that were sent, by their paths. */
  readonly issues?: readonly FieldIssue[] | undefined
  /** The row as it is now, of a `conflict`. */
  readonly current?: StoredRow | undefined
  /** Of a transaction that was refused for one of its mutations: which one, from 0. */
  readonly index?: number | undefined
  /** Milliseconds to wait before the same is tried again, where the server says so. */
  readonly retryAfter?: number | undefined
  /** The server takes another version of the protocol or of the model: load the application anew. */
  readonly upgrade?: boolean | undefined
}

/** What every `Store`, writer and `Transport` throws; outcomes of pushed mutations are answers, not errors. */
export class StoreError extends Error implements StoreErrorDetails {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  declare readonly sequence: SequenceFault | undefined
  declare readonly issues: readonly FieldIssue[] | undefined
  declare readonly current: StoredRow | undefined
  declare readonly index: number | undefined
  declare readonly retryAfter: number | undefined
  declare readonly upgrade: boolean | undefined

  constructor(
    code: StoreErrorCode,
    message: string,
    options: StoreErrorDetails & { readonly cause?: unknown } = {},
  ) {
    super(message, options)
    this.code = code
    Object.assign(this, options)
  }
}
