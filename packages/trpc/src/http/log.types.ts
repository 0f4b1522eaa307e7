import type { TRPC_ERROR_CODE_KEY } from '@trpc/server'

/** One answered request, for a structured log: no input, no key, no message, no address and no name. */
export interface LogEntry {
  /** `error` for 5xx, `warn` for other refusals. */
  readonly level: 'error' | 'info' | 'warn'
  /** ISO date-time of the request. */
  readonly time: string
  /** As in the answer's header `x-request-id`. */
  readonly requestId: string
  readonly method: string
  /** The procedures that were called, such as `persons.list`, or the path of another endpoint; none where it does not exist. */
  readonly paths: readonly string[]
  readonly status: number
  /** Why it was refused; the first of a batch. */
  readonly code?: TRPC_ERROR_CODE_KEY
  /** Milliseconds until the answer, of a stream until its end. */
  readonly ms: number
  /** Bytes of the request's body. */
  readonly received: number
  /** Bytes of the answer's body, before the host compresses any. */
  readonly sent: number
  /** The user, hashed with a key of this process: the same user is the same text until it restarts. */
  readonly user?: string
}
