import { TRPCError } from '@trpc/server'
import { ApiError } from '../api-error.ts'

/** What the header `content-length` says, where it says a number. */
export function lengthOf(request: Request): number | undefined {
  const said = request.headers.get('content-length')
  return said !== null && /^\d+$/.test(said) ? Number(said) : undefined
}

/**
 * Reads a body of limited size.
 *
 * @throws {ApiError} `PAYLOAD_TOO_LARGE` as soon as more has come, `CLIENT_CLOSED_REQUEST` where it does not end.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if ((lengthOf(request) ?? 0) > maxBytes) throw tooLarge(maxBytes)
  try {
    return join(await readChunks(request, maxBytes))
  } catch (cause) {
    if (cause instanceof TRPCError) throw cause
    throw new ApiError({
      code: 'CLIENT_CLOSED_REQUEST',
      message: 'The body ended before it was whole.',
      cause,
    })
  }
}

export function tooLarge(maxBytes: number): ApiError {
  const message = `The body is larger than ${maxBytes} bytes. Send less at a time.`
  return new ApiError({ code: 'PAYLOAD_TOO_LARGE', message })
}

async function readChunks(request: Request, maxBytes: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  let size = 0
  // A sender may leave the length out or lie about it: what counts is what arrives.
  const reader = request.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      throw tooLarge(maxBytes)
    }
    chunks.push(read.value)
  }
  return chunks
}

function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0))
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}
