import {
  type AnyTRPCRootTypes,
  type AnyTRPCRouter,
  getTRPCErrorShape,
  type TRPCDefaultErrorData,
  type TRPCError,
  type TRPCErrorShape,
  type TRPCRootConfig,
  transformTRPCResponse,
} from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { isLive, isStream } from './answer-stream.ts'
import type { Exchange } from './exchange.ts'
import type { RouterHandlerOptions, ServedRouter } from './router-handler.types.ts'
import { createSingleCall } from './single-call.ts'
import { onAbort } from '../on-abort.ts'

/** The same router as in production, where tRPC's default errors carry no stack. */
export function serveRouter(given: AnyTRPCRouter): ServedRouter {
  // oxlint-disable-next-line house/no-zod-internals -- it is tRPC's definition, which its own adapters read alike
  const definition = given._def
  const config: TRPCRootConfig<AnyTRPCRootTypes> = { ...definition._config, isDev: false }
  const router = { ...given, _def: { ...definition, _config: config } }
  return { router, config, refuse: (error) => errorResponse(config, error) }
}

/** Makes the route that answers with a router's procedures; `endpoint` begins and ends with a slash. */
export function createRouterHandler<TContext>(
  served: ServedRouter,
  options: RouterHandlerOptions<TContext>,
): (request: Request, exchange: Exchange) => Promise<Response> {
  const { endpoint, guard, createContext } = options
  const { router } = served
  const singleCall = createSingleCall(served, options)
  return async (request, exchange) => {
    const answered = singleCall(request, exchange)
    if (answered) return answered
    const response = await fetchRequestHandler({
      router,
      req: request,
      endpoint,
      createContext,
      // The guard has counted the calls, and says so in a sentence.
      maxBatchSize: exchange.calls,
      onError: ({ error, path }) => guard.fault({ error, path, request }),
      responseMeta: ({ info }) => {
        exchange.paths = info?.calls.flatMap(({ procedure, path }) => (procedure ? [path] : [])) ?? []
        return {}
      },
    })
    if (isLive(response)) endOnDrain(exchange, guard.traffic.draining)
    return uncached(response)
  }
}

/** Clients of a stream that ends begin it anew by themselves, elsewhere, from the last event that they saw. */
function endOnDrain({ stopped }: Exchange, draining: AbortSignal): void {
  const forget = onAbort(draining, () => stopped.abort(draining.reason))
  stopped.signal.addEventListener('abort', forget, { once: true })
}

function errorResponse(config: TRPCRootConfig<AnyTRPCRootTypes>, error: TRPCError): Response {
  const about = { type: 'unknown', path: undefined, input: undefined, ctx: undefined } as const
  // Sound: formatters keep tRPC's own `httpStatus` or leave it out.
  const shape = getTRPCErrorShape({ config, error, ...about }) as TRPCErrorShape<
    Partial<TRPCDefaultErrorData>
  >
  const status = shape.data.httpStatus ?? 500
  return Response.json(transformTRPCResponse(config, { error: shape }), { status })
}

function uncached(response: Response): Response {
  const { headers } = response
  headers.set('cache-control', isStream(response) ? 'no-store, no-transform' : 'no-store')
  // tRPC names no type where a request fails before its calls do, though the body is JSON.
  const type = headers.get('content-type') ?? 'text/plain'
  if (type.startsWith('text/plain') && response.status !== 204)
    headers.set('content-type', 'application/json')
  return response
}
