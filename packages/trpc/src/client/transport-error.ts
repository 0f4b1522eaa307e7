import {
  type FieldIssue,
  type SequenceFault,
  StoreError,
  type StoreErrorCode,
  type StoredRow,
} from '@throughline/schema'
import { TRPCClientError } from '@trpc/client'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server'

/** The server's codes as a transport's; `aborted` is not among them, since only the caller's own signal says so. */
const codes = {
  BAD_GATEWAY: 'unavailable',
  BAD_REQUEST: 'invalid',
  CLIENT_CLOSED_REQUEST: 'unavailable',
  CONFLICT: 'invalid',
  FORBIDDEN: 'denied',
  GATEWAY_TIMEOUT: 'unavailable',
  INTERNAL_SERVER_ERROR: 'unavailable',
  METHOD_NOT_SUPPORTED: 'not_configured',
  NOT_FOUND: 'not_configured',
  NOT_IMPLEMENTED: 'not_configured',
  PARSE_ERROR: 'invalid',
  PAYLOAD_TOO_LARGE: 'too_large',
  PAYMENT_REQUIRED: 'denied',
  PRECONDITION_FAILED: 'invalid',
  PRECONDITION_REQUIRED: 'invalid',
  SERVICE_UNAVAILABLE: 'unavailable',
  TIMEOUT: 'unavailable',
  TOO_MANY_REQUESTS: 'throttled',
  UNAUTHORIZED: 'denied',
  UNPROCESSABLE_CONTENT: 'invalid',
  UNSUPPORTED_MEDIA_TYPE: 'invalid',
} as const satisfies Record<TRPC_ERROR_CODE_KEY, StoreErrorCode>

const statusCodes: Readonly<Record<number, StoreErrorCode>> = {
  401: 'denied',
  403: 'denied',
  404: 'not_configured',
  405: 'not_configured',
  413: 'too_large',
  429: 'throttled',
}

/** What an error of the API carries, of which nothing is sure. */
interface AnsweredData {
  readonly code: TRPC_ERROR_CODE_KEY
  readonly issues?: readonly FieldIssue[]
  readonly sequence?: SequenceFault
  readonly index?: number
  readonly stored?: StoredRow
  readonly retryAfter?: number
  readonly upgrade?: boolean
}

/** Where a call went, and what it was about. */
export interface CallPlace {
  /** The server's address, for people. */
  readonly place: string
  readonly signal?: AbortSignal | undefined
  /** Reads the row of a conflict; `index` is that of the mutation. */
  readonly readCurrent?: ((index: number, stored: StoredRow) => StoredRow) | undefined
}

/** The one way from what a tRPC client throws to what a transport throws. */
export function toTransportError(thrown: unknown, call: CallPlace): StoreError {
  if (call.signal?.aborted) {
    return new StoreError('aborted', 'The call was stopped by its caller.', { cause: thrown })
  }
  if (thrown instanceof StoreError) return thrown
  if (!(thrown instanceof TRPCClientError)) return offline(call.place, thrown)
  if (thrown.cause instanceof StoreError) return thrown.cause
  const response = responseOf(thrown.meta?.['response'])
  const data: unknown = thrown.data
  const answered = answeredError({ message: thrown.message, data }, call, response, thrown)
  if (answered) return answered
  // A body that is no JSON did come from somewhere, if not from the API.
  if (response || thrown.cause instanceof SyntaxError) return foreignAnswer(call.place, response, thrown)
  return offline(call.place, thrown)
}

/** The error that an answer of the API says; `undefined` for an answer of something else. */
export function answeredError(
  shape: unknown,
  { readCurrent }: CallPlace,
  response: Response | undefined,
  cause?: unknown,
): StoreError | undefined {
  if (!isObject(shape) || typeof shape['message'] !== 'string') return undefined
  const data = answeredData(shape['data'])
  if (!data) return undefined
  const { issues, sequence, index, stored, upgrade } = data
  const retryAfter = data.retryAfter ?? waitOf(response)
  const current = stored && readCurrent?.(index ?? 0, stored)
  return new StoreError(codeOf(data), shape['message'], {
    ...(issues && { issues }),
    ...(sequence && { sequence }),
    ...(index !== undefined && { index }),
    ...(current && { current }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(upgrade && { upgrade }),
    cause,
  })
}

/** Something answered, but not the API: a proxy, a login page, another server. */
export function foreignAnswer(place: string, response: Response | undefined, cause?: unknown): StoreError {
  const status = response?.status
  const code = (status === undefined ? undefined : statusCodes[status]) ?? 'unavailable'
  const what = status === undefined ? 'Something' : `HTTP ${status}`
  const message = `${what} came back from ${place}, and not from the API. Check its address, and what stands before it.`
  const retryAfter = waitOf(response)
  return new StoreError(code, message, { cause, ...(retryAfter !== undefined && { retryAfter }) })
}

function offline(place: string, cause: unknown): StoreError {
  const message = `The server at ${place} did not answer. Check the connection, then try again.`
  return new StoreError('offline', message, { cause })
}

function codeOf({ code, index, stored, upgrade }: AnsweredData): StoreErrorCode {
  // Nothing is wrong with what was sent, but with who sends it.
  if (upgrade) return 'not_configured'
  // A mutation was refused, and not the call.
  if (index !== undefined && code === 'NOT_FOUND') return 'not_found'
  if (index !== undefined && code === 'CONFLICT') return stored ? 'conflict' : 'already_exists'
  return codes[code]
}

function answeredData(data: unknown): AnsweredData | undefined {
  // Sound: an answer that has one of our codes is one of `formatApiError`, whose data is this.
  return isObject(data) && Object.hasOwn(codes, String(data['code']))
    ? (data as unknown as AnsweredData)
    : undefined
}

/** Milliseconds that a response asks its client to wait. */
function waitOf(response: Response | undefined): number | undefined {
  const header = response?.headers.get('retry-after')
  if (header === undefined || header === null) return undefined
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

function responseOf(value: unknown): Response | undefined {
  return value instanceof Response ? value : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
