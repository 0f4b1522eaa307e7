import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { ApiError } from '../../api-error.ts'
import { refusalOf } from '../refusal.ts'

/** Answers what Node's parser could not read as a request, in the shape of all errors, and closes the connection. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, body } = refusalOf(errorOf(error.code))
  const text = JSON.stringify(body)
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'connection: close',
      'content-type: application/json',
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      `content-length: ${Buffer.byteLength(text)}`,
      '',
      text,
    ].join('\r\n'),
  )
}

function errorOf(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ApiError({ code: 'PAYLOAD_TOO_LARGE', message: 'The URL and the headers are too long.' })
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ApiError({ code: 'TIMEOUT', message: 'The request did not come in time.' })
  }
  return new ApiError({ code: 'BAD_REQUEST', message: 'This is not a valid HTTP request.' })
}
