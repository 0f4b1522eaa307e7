import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { type ApiError, type ApiErrorShape, formatApiError } from '../api-error.ts'

/** An error in the shape of every answer, for where no router is at hand. */
export function refusalOf(error: ApiError): {
  readonly status: number
  readonly body: { readonly error: ApiErrorShape }
} {
  const status = getHTTPStatusCodeFromError(error)
  const { code, message } = error
  const shape = { code: TRPC_ERROR_CODES_BY_KEY[code], message, data: { code, httpStatus: status } }
  return { status, body: { error: formatApiError({ error, shape }) } }
}
