import { ApiError } from '../api-error.ts'
import { protocolHeader, protocolVersion } from '../protocol-version.ts'
import type { Exchange } from './exchange.ts'
import type { HttpLimits } from './http-options.types.ts'

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST'])

/** Methods and sizes that can be checked before anything is read. @throws {ApiError} */
export function checkTarget(
  { request, calls }: Exchange,
  limits: Required<Pick<HttpLimits, 'maxBatch' | 'maxUrlLength'>>,
): void {
  if (!methods.has(request.method)) {
    throw new ApiError({ code: 'METHOD_NOT_SUPPORTED', message: 'The API takes GET and POST only.' })
  }
  if (request.url.length > limits.maxUrlLength) {
    const message = `The URL is longer than ${limits.maxUrlLength} characters. Ask for less at a time.`
    throw new ApiError({ code: 'PAYLOAD_TOO_LARGE', message })
  }
  if (calls > limits.maxBatch) {
    const message = `The batch has more than ${limits.maxBatch} calls. Send fewer at a time.`
    throw new ApiError({ code: 'BAD_REQUEST', message })
  }
}

/** What a write says of itself; forms, which other sites can post, say otherwise. @throws {ApiError} */
export function checkWrite({ headers }: Request): void {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    const message = 'The body must be JSON. Send it with the header "content-type: application/json".'
    throw new ApiError({ code: 'UNSUPPORTED_MEDIA_TYPE', message })
  }
  if (!headers.has(protocolHeader)) {
    const message = `A write needs the header "${protocolHeader}: ${protocolVersion}", which pages of other sites cannot send.`
    throw new ApiError({ code: 'PRECONDITION_REQUIRED', message })
  }
}

/** Clients of another version are told so, whatever they ask. @throws {ApiError} `PRECONDITION_FAILED`, with `upgrade`. */
export function checkVersion({ headers }: Request): void {
  const version = headers.get(protocolHeader)
  if (version === null || version === String(protocolVersion)) return
  const message = 'The server has another version than this application. Load the application anew.'
  throw new ApiError({ code: 'PRECONDITION_FAILED', message, upgrade: true })
}
