import {
  type FieldIssue,
  type RejectionCode,
  type SequenceFault,
  StoreError,
  type StoreErrorCode,
  type StoredRow,
} from '@throughline/schema'
import { toFieldIssues } from '@throughline/schema/adapter'
import {
  type TRPC_ERROR_CODE_KEY,
  type TRPCDefaultErrorShape,
  TRPCError,
  type TRPCErrorShape,
} from '@trpc/server'
import * as z from 'zod'

/** What an error answer carries beside its sentence; never a stack. */
export interface ApiErrorData {
  readonly code: TRPC_ERROR_CODE_KEY
  readonly httpStatus: number
  /** Path of the procedure, such as `persons.create`. */
  readonly path?: string
  /** What is wrong with the input, per field; paths of `create` and of `changes` begin at the row. */
  readonly issues?: readonly FieldIssue[]
  /** The row as it is now, of a CONFLICT. */
  readonly stored?: StoredRow
  /** Milliseconds to wait before the same is tried again; the header `retry-after` says it in seconds. */
  readonly retryAfter?: number
  /** Of a push that was refused for its place in the client's order. */
  readonly sequence?: SequenceFault
  /** Of a transaction that was refused for one of its mutations: which one, from 0. */
  readonly index?: number
  /** The client speaks another version of the protocol, or of the model: load the application anew. */
  readonly upgrade?: true
}

/** The error of every answer: JSON-RPC code, a sentence for people, and {@link ApiErrorData}. */
export interface ApiErrorShape extends TRPCErrorShape<ApiErrorData> {}

/** What a procedure of a model router throws: a tRPC error with the issues or the row that it is about. */
export class ApiError extends TRPCError {
  readonly issues?: readonly FieldIssue[]
  readonly stored?: StoredRow
  readonly retryAfter?: number
  readonly sequence?: SequenceFault
  readonly index?: number
  readonly upgrade?: true

  constructor(options: {
    code: TRPC_ERROR_CODE_KEY
    message: string
    issues?: readonly FieldIssue[]
    stored?: StoredRow | undefined
    retryAfter?: number | undefined
    sequence?: SequenceFault | undefined
    index?: number | undefined
    upgrade?: true | undefined
    cause?: unknown
  }) {
    super(options)
    if (options.issues) this.issues = options.issues
    if (options.stored) this.stored = options.stored
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter
    if (options.sequence) this.sequence = options.sequence
    if (options.index !== undefined) this.index = options.index
    if (options.upgrade) this.upgrade = true
  }
}

const notValid = 'The request is not valid.'
const failed = 'The server could not answer this request. Try again later.'
const storeSilent = 'The data store does not answer at the moment. Try again in a while.'

/** A store's errors as tRPC's; the sentences are ours, since a store's own may name tables and keys. */
const storeErrors = {
  aborted: { code: 'CLIENT_CLOSED_REQUEST', message: 'The request was stopped before it was answered.' },
  already_exists: { code: 'CONFLICT', message: 'Another row has this key, or one of these values, already.' },
  conflict: { code: 'CONFLICT', message: 'The row was changed meanwhile. Read it again, then try again.' },
  denied: { code: 'FORBIDDEN', message: 'You are not allowed to do this.' },
  invalid: { code: 'BAD_REQUEST', message: notValid },
  not_configured: {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The server has no data store yet. Tell who runs it.',
  },
  not_found: { code: 'NOT_FOUND', message: 'There is no such row.' },
  offline: { code: 'SERVICE_UNAVAILABLE', message: storeSilent },
  throttled: { code: 'TOO_MANY_REQUESTS', message: 'The data store is busy. Try again in a while.' },
  too_large: { code: 'PAYLOAD_TOO_LARGE', message: 'The request is too large. Send less at a time.' },
  unavailable: { code: 'SERVICE_UNAVAILABLE', message: storeSilent },
} as const satisfies Record<StoreErrorCode, { code: TRPC_ERROR_CODE_KEY; message: string }>

/** The outcomes of refused mutations as tRPC's codes. */
export const rejectionCodes = {
  already_exists: 'CONFLICT',
  denied: 'FORBIDDEN',
  invalid: 'BAD_REQUEST',
  not_found: 'NOT_FOUND',
  parent_not_found: 'BAD_REQUEST',
  too_large: 'PAYLOAD_TOO_LARGE',
} as const satisfies Record<RejectionCode, TRPC_ERROR_CODE_KEY>

/**
 * The one way from anything thrown to what a procedure throws; the cause is kept for `onError`.
 *
 * `stored` is the row of a conflict as JSON holds it, which the error of a store is not.
 */
export function toApiError(error: unknown, stored?: StoredRow): TRPCError {
  if (error instanceof TRPCError) return error
  if (isStoreError(error)) {
    const { code, issues, retryAfter, sequence, index } = error
    const details = { ...(issues && { issues }), retryAfter, sequence, index, stored }
    return new ApiError({ ...storeErrors[code], ...details, cause: error })
  }
  return new ApiError({ code: 'INTERNAL_SERVER_ERROR', message: failed, cause: error })
}

/** Whether something thrown is a `StoreError`, also one of another copy of the package (bundlers make some). */
export function isStoreError(error: unknown): error is StoreError {
  if (error instanceof StoreError) return true
  return (
    error instanceof Error &&
    error.name === 'StoreError' &&
    'code' in error &&
    Object.hasOwn(storeErrors, String(error.code))
  )
}

/** What tRPC gives an error formatter, as far as {@link formatApiError} reads it. */
export interface FormatOptions {
  readonly error: TRPCError
  readonly shape: TRPCDefaultErrorShape
}

/**
 * Shapes every error answer: a sentence, the issues per field, never a stack nor the message of an internal error.
 *
 * A model router uses it by itself; give it to your own `initTRPC.create({ errorFormatter: formatApiError })` so that
 * your other procedures and unknown paths answer alike.
 */
export function formatApiError({ error, shape }: FormatOptions): ApiErrorShape {
  const { code, httpStatus, path } = shape.data
  const issues = issuesOf(error)
  const { stored, retryAfter, sequence, index, upgrade } = detailsOf(error)
  return {
    code: shape.code,
    message: messageOf(error, issues),
    data: {
      code,
      httpStatus,
      ...(path !== undefined && { path }),
      ...(issues && { issues }),
      ...(stored && { stored }),
      ...(retryAfter !== undefined && { retryAfter }),
      ...(sequence && { sequence }),
      ...(index !== undefined && { index }),
      ...(upgrade && { upgrade }),
    },
  }
}

function detailsOf(
  error: TRPCError,
): Pick<ApiError, 'index' | 'retryAfter' | 'sequence' | 'stored' | 'upgrade'> {
  return error instanceof ApiError ? error : {}
}

function issuesOf(error: TRPCError): readonly FieldIssue[] | undefined {
  if (error instanceof ApiError) return error.issues
  // A ZodError elsewhere is a fault of the server's own, and tells of its inside.
  const ofInput = error.code === 'BAD_REQUEST' && error.cause instanceof z.core.$ZodError
  return ofInput ? toFieldIssues(error.cause) : undefined
}

function messageOf(error: TRPCError, issues: readonly FieldIssue[] | undefined): string {
  if (error instanceof ApiError) return error.message
  if (issues) return notValid
  if (error.cause instanceof SyntaxError) return 'The request is not valid JSON.'
  if (error.code === 'INTERNAL_SERVER_ERROR') return failed
  // tRPC repeats the message of a cause where an error has none of its own; that message was written for a log.
  if (error.cause && error.message === error.cause.message)
    return error.code === 'BAD_REQUEST' ? notValid : failed
  return error.message
}
