import type { TRPC_ERROR_CODE_KEY } from '@trpc/server'
import { ApiError } from '../api-error.ts'
import { onAbort } from '../on-abort.ts'
import type { ConnectionInfo } from './http-options.types.ts'

/** One request, and what becomes known of it on its way. */
export interface Exchange {
  readonly id: string
  /** As it came; its body may be read already. */
  readonly request: Request
  readonly url: URL
  readonly startedAt: number
  /** Calls in it, more than one in a batch. */
  readonly calls: number
  /** Ends the work on it: the client left, its time is over, the process ends. */
  readonly stopped: AbortController
  /** The address that its calls are counted by. */
  readonly address: string | undefined
  /** The procedures or endpoints that exist, of those that it asks for. */
  paths: readonly string[]
  code: TRPC_ERROR_CODE_KEY | undefined
  /** Milliseconds, of a refusal that says so. */
  retryAfter: number | undefined
  user: string | undefined
  received: number
  sent: number
}

/** Begins with a request; `onLeave` of a host tells of a client that leaves, for what making a signal costs. */
export function beginExchange(
  request: Request,
  address: string | undefined,
  onLeave: ConnectionInfo['onLeave'],
): Exchange {
  const url = new URL(request.url)
  const stopped = new AbortController()
  if (onLeave) onLeave(() => stopped.abort(new DOMException('The client has left.', 'AbortError')))
  else onAbort(request.signal, () => stopped.abort(request.signal.reason))
  return {
    id: crypto.randomUUID(),
    request,
    url,
    startedAt: performance.now(),
    calls: url.searchParams.get('batch') === '1' ? countCalls(url.pathname) : 1,
    stopped,
    address,
    paths: [],
    code: undefined,
    retryAfter: undefined,
    user: undefined,
    received: 0,
    sent: 0,
  }
}

/** Notes why it is refused; the first reason stays. */
export function noteError(exchange: Exchange, error: { readonly code: TRPC_ERROR_CODE_KEY }): void {
  exchange.code ??= error.code
  if (error instanceof ApiError) exchange.retryAfter ??= error.retryAfter
}

function countCalls(pathname: string): number {
  // As tRPC does: it decodes the path before it looks for commas.
  return pathname.split(/,|%2c/i).length
}
