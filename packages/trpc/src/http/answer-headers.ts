import type { Exchange } from './exchange.ts'
import { corsHeaders } from './origin-check.ts'

/** What an answer says beside its own headers. */
export interface AnswerHeaders {
  /** The other origin that it is opened to. */
  readonly cors: string | undefined
  /** Whether it may be another one for another origin. */
  readonly varies: boolean
  /** Whether the connection ends with it. */
  readonly closes: boolean
}

/** Writes what every answer says, whatever answered. */
export function setHeaders(
  { headers, status }: Response,
  { id, retryAfter }: Exchange,
  { cors, varies, closes }: AnswerHeaders,
): void {
  headers.set('x-request-id', id)
  headers.set('x-content-type-options', 'nosniff')
  headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  headers.set('cross-origin-resource-policy', 'same-origin')
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if ((status === 429 || status === 503) && !headers.has('retry-after')) {
    headers.set('retry-after', String(Math.max(1, Math.ceil((retryAfter ?? 1000) / 1000))))
  }
  if (closes) headers.set('connection', 'close')
  if (varies) headers.append('vary', 'origin')
  if (cors === undefined) return
  for (const [name, value] of Object.entries(corsHeaders(cors))) headers.set(name, value)
}

/** The same answer, whose bytes are counted. */
export async function measured(response: Response, exchange: Exchange): Promise<Response> {
  const { status, headers } = response
  const told = headers.get('content-length')
  if (told !== null || status === 204 || status === 304) {
    exchange.sent = Number(told ?? 0)
    return response
  }
  const body = new Uint8Array(await response.arrayBuffer())
  exchange.sent = body.byteLength
  return new Response(body, { status, headers })
}
