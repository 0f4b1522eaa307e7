import { StoreError, type StoreErrorCode } from '@throughline/schema'
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

/** The one way from what a tRPC client throws to what a transport throws; `place` is the server, for people. */
export function toTransportError(
  thrown: unknown,
  place: string,
  signal: AbortSignal | undefined,
): StoreError {
  if (signal?.aborted)
    return new StoreError('aborted', 'The call was stopped by its caller.', { cause: thrown })
  if (!(thrown instanceof TRPCClientError)) return offline(place, thrown)
  if (thrown.cause instanceof StoreError) return thrown.cause
  const code = serverCode(thrown.data)
  if (code) return new StoreError(codes[code], thrown.message, { cause: thrown })
  const status = statusOf(thrown.meta?.['response'])
  // A body that is no JSON did come from somewhere, if not from the API.
  if (status !== undefined || thrown.cause instanceof SyntaxError) return foreignAnswer(place, status, thrown)
  return offline(place, thrown)
}

/** Something answered, but not the API: a proxy, a login page, another server. */
export function foreignAnswer(place: string, status: number | undefined, cause?: unknown): StoreError {
  const code = (status === undefined ? undefined : statusCodes[status]) ?? 'unavailable'
  const what = status === undefined ? 'Something' : `HTTP ${status}`
  const message = `${what} came back from ${place}, and not from the API. Check its address, and what stands before it.`
  return new StoreError(code, message, { cause })
}

function offline(place: string, cause: unknown): StoreError {
  const message = `The server at ${place} did not answer. Check the connection, then try again.`
  return new StoreError('offline', message, { cause })
}

function serverCode(data: unknown): TRPC_ERROR_CODE_KEY | undefined {
  if (typeof data !== 'object' || data === null || !('code' in data)) return undefined
  // Sound: checked to be a key of the table.
  return Object.hasOwn(codes, String(data.code)) ? (data.code as TRPC_ERROR_CODE_KEY) : undefined
}

function statusOf(response: unknown): number | undefined {
  const status =
    typeof response === 'object' && response !== null && 'status' in response ? response.status : undefined
  return typeof status === 'number' ? status : undefined
}
