import type { TRPCError } from '@trpc/server'
import { ApiError, toApiError } from '../api-error.ts'
import { measured, setHeaders } from './answer-headers.ts'
import { isStream } from './answer-stream.ts'
import { clientAddress, proxiesOf } from './client-address.ts'
import { beginExchange, type Exchange, noteError } from './exchange.ts'
import { checkTarget, checkVersion, checkWrite } from './head-checks.ts'
import type { ConnectionInfo, HandlerFault, HttpOptions } from './http-options.types.ts'
import { type CheckedLimits, checkedLimits } from './limits.ts'
import { createObserver } from './observe.ts'
import { createOriginCheck, preflight } from './origin-check.ts'
import { createRates } from './rates.ts'
import { createTraffic, type Traffic } from './traffic.ts'
import { createWork, type Route } from './work.ts'

/** What stands before every endpoint: the checks, the limits, and who is told of what. */
export interface Guard<TContext> {
  readonly traffic: Traffic
  /** Notes why a request is refused, and tells `onError`. */
  readonly fault: (fault: HandlerFault) => void
  /** Notes whose request it is, and counts the user's calls. @throws {ApiError} `TOO_MANY_REQUESTS`. */
  readonly meet: (request: Request, context: TContext) => Promise<void>
  /** Runs a route behind everything. */
  readonly handle: (request: Request, info: ConnectionInfo | undefined, route: Route) => Promise<Response>
}

/** What the guard of a router cannot know by itself. */
export interface GuardAnswers {
  /** The answer to an error of before, or beside, tRPC, in the shape of the router's own. */
  readonly refuse: (error: TRPCError) => Response
  /** Paths that are answered whatever else goes on: whether the process lives. */
  readonly isHealth?: (pathname: string) => boolean
}

/** Makes the guard of one process. @throws {TypeError} where an option is none. */
export function createGuard<TContext>(
  options: HttpOptions<TContext>,
  { refuse, isHealth }: GuardAnswers,
): Guard<TContext> {
  const limits = checkedLimits(options.limits)
  const proxies = proxiesOf(options.trustProxy)
  const origins = options.origins ?? []
  const checkOrigin = createOriginCheck({ origins, proxies })
  const traffic = createTraffic(limits.maxConcurrent, limits.maxStreams)
  const tell = teller(options.onError)
  const observer = createObserver(options)
  const rates = createRates(options.limits?.rate, (thrown, { request }) =>
    tell({ error: toApiError(thrown), path: undefined, request }),
  )
  const exchanges = new WeakMap<Request, Exchange>()
  const work = createWork(limits, traffic, (request, exchange) => exchanges.set(request, exchange))

  return {
    traffic,
    fault: (fault) => {
      const exchange = exchanges.get(fault.request)
      if (exchange) noteError(exchange, fault.error)
      tell(fault)
    },
    meet: async (request, context) => {
      const exchange = exchanges.get(request)
      if (!exchange) return
      exchange.user = options.identify?.(context) ?? undefined
      await rates.user(exchange)
    },
    handle: async (request, info = {}, route) => {
      const exchange = beginExchange(request, clientAddress(request.headers, info, proxies), info.onLeave)
      const observed = observer.begin(exchange)
      let cors: string | undefined
      const answer = async (): Promise<Response> => {
        try {
          cors = checkOrigin(request, exchange.url)
          if (isHealth?.(exchange.url.pathname)) return await route(request, exchange)
          checkHead(exchange, limits, traffic)
          if (request.method === 'OPTIONS') return preflight(request)
          await rates.address(exchange)
          return await work(exchange, info, route, observed.end)
        } catch (thrown) {
          const error = toApiError(thrown)
          noteError(exchange, error)
          tell({ error, path: undefined, request })
          return refuse(error)
        }
      }
      const response = await observed.run(answer)
      setHeaders(response, exchange, { cors, varies: origins.length > 0, closes: traffic.draining.aborted })
      if (isStream(response)) return response
      const whole = observer.counts ? await measured(response, exchange) : response
      observed.end(response.status)
      return whole
    },
  }
}

/** What can be said before anything is read or counted. @throws {ApiError} */
function checkHead(exchange: Exchange, limits: CheckedLimits, { draining }: Traffic): void {
  const { request } = exchange
  checkTarget(exchange, limits)
  checkVersion(request)
  if (request.method !== 'POST') return
  if (draining.aborted) throw leaving()
  checkWrite(request)
}

function teller(onError: HttpOptions['onError']): (fault: HandlerFault) => void {
  return (fault) => {
    try {
      onError?.(fault)
    } catch {
      // A log that fails must not take the answer with it.
    }
  }
}

function leaving(): ApiError {
  const message = 'This server is shutting down. Send the same again; another one takes it.'
  return new ApiError({ code: 'SERVICE_UNAVAILABLE', message, retryAfter: 1000 })
}
