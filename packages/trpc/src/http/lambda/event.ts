import type { ConnectionInfo } from '../http-options.types.ts'

/** What API Gateway (HTTP API, payload 2.0) and function URLs call a function with, as far as it is read. */
export interface LambdaEvent {
  readonly rawPath: string
  readonly rawQueryString: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly cookies?: readonly string[]
  readonly body?: string
  readonly isBase64Encoded: boolean
  readonly requestContext: {
    readonly domainName: string
    readonly http: { readonly method: string; readonly sourceIp: string }
  }
}

/** What the runtime says of an invocation, as far as it is read. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number
}

/** Milliseconds before the end of an invocation, in which its answer still gets out. */
const reserve = 500

/** The request that an event is; it is stopped shortly before the invocation is. */
export function toRequest(
  event: LambdaEvent,
  context: LambdaContext,
  signal: AbortSignal,
): { readonly request: Request; readonly info: ConnectionInfo } {
  const { domainName, http } = event.requestContext
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`
  const url = `https://${domainName}${event.rawPath}${query}`
  const { method, sourceIp } = http
  const bodyless = method === 'GET' || method === 'HEAD' || event.body === undefined
  const request = new Request(url, {
    method,
    headers: headersOf(event),
    signal,
    ...(!bodyless && { body: bytesOf(event.body ?? '', event.isBase64Encoded) }),
  })
  return { request, info: { address: sourceIp, timeoutMs: timeLeft(context) } }
}

/** Milliseconds that an invocation still has for its work. */
export function timeLeft(context: LambdaContext): number {
  return Math.max(1, context.getRemainingTimeInMillis() - reserve)
}

function headersOf({ headers, cookies }: LambdaEvent): Headers {
  const result = new Headers()
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) result.set(name, value)
  if (cookies) result.set('cookie', cookies.join('; '))
  return result
}

function bytesOf(body: string, base64: boolean): Uint8Array<ArrayBuffer> {
  return base64 ? Uint8Array.from(Buffer.from(body, 'base64')) : new TextEncoder().encode(body)
}
