import { ApiError } from '../api-error.ts'
import { isStream, watchStream } from './answer-stream.ts'
import type { Exchange } from './exchange.ts'
import type { ConnectionInfo } from './http-options.types.ts'
import type { CheckedLimits } from './limits.ts'
import { lengthOf, readBody, tooLarge } from './read-body.ts'
import type { Traffic } from './traffic.ts'

/** Answers a request that has passed the checks; its signal fires where nobody waits any more. */
export type Route = (request: Request, exchange: Exchange) => Promise<Response>

/** Reads the body and runs the route, for as long and as often at once as the limits say. */
export type Work = (
  exchange: Exchange,
  info: ConnectionInfo,
  route: Route,
  streamed: (status: number) => void,
) => Promise<Response>

/** Makes the {@link Work} of a process; `ready` is told the request as the route gets it. */
export function createWork(
  limits: CheckedLimits,
  traffic: Traffic,
  ready: (request: Request, exchange: Exchange) => void,
): Work {
  return async (exchange, info, route, streamed) => {
    const { stopped } = exchange
    const leave = traffic.enter()
    const settled = traffic.track(() => stopped.abort(new DOMException('The server ends.', 'AbortError')))
    const watched = (response: Response): Response => {
      if (!isStream(response)) {
        settled()
        return response
      }
      return watchStream(response, {
        sent: (bytes) => {
          exchange.sent += bytes
        },
        end: once(takeStream(traffic, response), settled, () => {
          streamed(response.status)
          // Whatever still listens for the end of its work lets go.
          stopped.abort()
        }),
      })
    }
    const run = async (): Promise<Response> => {
      try {
        const request = await withBody(exchange, info, limits.maxBodyBytes)
        ready(request, exchange)
        return watched(await route(request, exchange))
      } catch (error) {
        settled()
        throw error
      }
    }
    try {
      return await inTime(run(), Math.min(limits.timeoutMs, info.timeoutMs ?? Infinity), stopped)
    } finally {
      leave()
    }
  }
}

/** The request as the route is to get it: with a body of limited size, and with the signal that its work ends by. */
async function withBody(exchange: Exchange, info: ConnectionInfo, maxBytes: number): Promise<Request> {
  const { request, stopped } = exchange
  const { signal } = stopped
  const length = lengthOf(request)
  if (length !== undefined && length > maxBytes) throw tooLarge(maxBytes)
  if (request.method !== 'POST' || (info.framed && length !== undefined)) {
    exchange.received = length ?? 0
    // In place: a copy of the request costs more than all the checks before it.
    return Object.defineProperty(request, 'signal', { value: signal, configurable: true })
  }
  const body = await readBody(request, maxBytes)
  exchange.received = body.byteLength
  const { url, method, headers } = request
  return new Request(url, { method, headers, signal, body })
}

/** Takes a place among the streams, or leaves the answer unread. */
function takeStream(traffic: Traffic, response: Response): () => void {
  try {
    return traffic.stream()
  } catch (error) {
    void response.body?.cancel().catch(() => {})
    throw error
  }
}

async function inTime(
  answered: Promise<Response>,
  timeoutMs: number,
  stopped: AbortController,
): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = 'The server took too long to answer. What was sent may have been done nevertheless.'
      reject(new ApiError({ code: 'GATEWAY_TIMEOUT', message }))
      // Whoever is still at work may stop; a stream that comes too late has no reader.
      stopped.abort(new DOMException(message, 'TimeoutError'))
      void answered.then((late) => late.body?.cancel()).catch(() => {})
    }, timeoutMs)
  })
  try {
    return await Promise.race([answered, over])
  } finally {
    clearTimeout(timer)
  }
}

function once(...ends: readonly (() => void)[]): () => void {
  let ended = false
  return () => {
    if (ended) return
    ended = true
    for (const end of ends) end()
  }
}
