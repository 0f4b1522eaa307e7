import { type AnyTRPCRouter, type inferRouterContext, TRPCError } from '@trpc/server'
import type { FetchCreateContextOption } from '@trpc/server/adapters/fetch'
import { createGuard } from './guard.ts'
import type { ConnectionInfo, HttpOptions } from './http-options.types.ts'
import { createRouterHandler, serveRouter } from './router-handler.ts'
import type { CreateContext } from './router-handler.types.ts'
import type { DrainOptions } from './traffic.ts'

/** What {@link createFetchHandler} takes beside the router. */
export interface FetchHandlerOptions<TContext = unknown> extends HttpOptions<TContext> {}

/** Answers requests; hosts that know the address of the caller say so. */
export interface FetchHandler {
  (request: Request, info?: ConnectionInfo): Promise<Response>
  /**
   * Ends its life gracefully: writes are answered 503 with `retry-after`, streams of events end, and it resolves once
   * what was at work is done, or at the deadline.
   */
  readonly drain: (options?: DrainOptions) => Promise<void>
}

/**
 * Serves a router over the fetch API: for a route handler of Next, for Hono, Bun, Deno and workers.
 *
 * All limits hold (`HttpLimits`): writes are JSON with the header `x-throughline: 1`, pages of other sites may not call
 * unless their origin is named, bodies, batches, URLs and rates are bounded, answers are never cached and never hold a
 * stack, not even in development. The promise rejects only where an error formatter of your own throws.
 *
 * For a model, `createApi` serves its sync, its health and its OpenAPI document too.
 *
 * @throws {TypeError} where one of the `origins` is none.
 */
export function createFetchHandler<TRouter extends AnyTRPCRouter>(
  router: TRouter,
  options: FetchHandlerOptions<inferRouterContext<TRouter>> & FetchCreateContextOption<TRouter>,
): FetchHandler {
  const endpoint = rootOf(options.endpoint)
  const served = serveRouter(router)
  const guard = createGuard(options, served)
  const createContext: CreateContext = async (given) => {
    // Sound: a router without a function for its context takes any.
    const context = (await options.createContext?.(given)) as inferRouterContext<TRouter>
    await guard.meet(given.req, context)
    return context
  }
  const answer = createRouterHandler(served, { endpoint, guard, createContext })

  const handle = (request: Request, info?: ConnectionInfo): Promise<Response> =>
    guard.handle(request, info, async (checked, exchange) => {
      if (!exchange.url.pathname.startsWith(endpoint)) throw outside(endpoint)
      return answer(checked, exchange)
    })
  return Object.assign(handle, { drain: guard.traffic.drain })
}

/** An endpoint with one slash before and after it. */
export function rootOf(endpoint: string): string {
  return `/${endpoint}/`.replaceAll(/\/+/g, '/')
}

export function outside(endpoint: string): TRPCError {
  return new TRPCError({ code: 'NOT_FOUND', message: `The API is below ${endpoint}` })
}
