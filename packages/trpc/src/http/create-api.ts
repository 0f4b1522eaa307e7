import type { AnyModel } from '@throughline/schema'
import type { Policies } from '@throughline/schema/policy'
import type { FetchCreateContextFnOptions } from '@trpc/server/adapters/fetch'
import { ApiError } from '../api-error.ts'
import type { ModelApiOptions, UserOption } from '../api-options.types.ts'
import { createModelRouter, type ModelRouterOptions } from '../model-router.ts'
import type { Guarded, ModelRouter } from '../model-router.types.ts'
import { createSyncHandler } from '../sync/sync-handler.ts'
import type { SyncOptions } from '../sync/sync-procedures.ts'
import type { Exchange } from './exchange.ts'
import { outside, rootOf } from './fetch-handler.ts'
import { createGuard, type Guard } from './guard.ts'
import { createHealth } from './health.ts'
import type { ConnectionInfo, HttpOptions } from './http-options.types.ts'
import { createRouterHandler, serveRouter } from './router-handler.ts'
import type { DrainOptions } from './traffic.ts'
import type { Route } from './work.ts'

/** What {@link createApi} takes beside the model. */
export interface ApiOptions<TModel extends AnyModel, TContext, TUser>
  extends ModelRouterOptions<TModel, TContext, TUser>, HttpOptions<TContext> {
  /** Makes the context of a request: who asks, by its headers. A `TRPCError` that it throws is the answer. */
  readonly createContext?: (given: FetchCreateContextFnOptions) => Promise<TContext> | TContext
  /** The versions of the model that clients may have been built with; any when absent. */
  readonly modelVersions?: readonly string[]
  /** What `/readyz` asks; reading the heads of the store's feed when absent, and nothing where the store is of the context. */
  readonly ready?: (signal: AbortSignal) => Promise<unknown>
  /** Whether `openapi.json` is served; it is when absent. */
  readonly openapi?: boolean
}

/** Without one the context is an empty object, which is not every context. */
type ContextNeeded<TContext> = object extends TContext ? unknown : { readonly createContext: unknown }

/** Everything that one process serves of a model. */
export interface Api<
  TModel extends AnyModel,
  TContext extends object = object,
  TGuarded extends boolean = false,
> {
  readonly router: ModelRouter<TModel, TContext, TGuarded>
  /** Answers a request; hosts that know the address of the caller say so. Never rejects. */
  readonly fetch: (request: Request, info?: ConnectionInfo) => Promise<Response>
  /**
   * Ends the life of this process gracefully: `/readyz` turns 503, writes are answered 503 with `retry-after`, live
   * streams end so that clients go elsewhere, and it resolves once what was at work is done, or at the deadline.
   */
  readonly drain: (options?: DrainOptions) => Promise<void>
  /** The OpenAPI 3.1 document of this API. */
  readonly openapi: () => Promise<object>
}

/**
 * Makes the whole HTTP API of a model: `<endpoint>/…` the procedures, `<endpoint>/sync/…` the bulk of the sync,
 * `<endpoint>/openapi.json` what they are, `/healthz` and `/readyz` (below the endpoint too) how the process is.
 *
 * The limits hold on all of it; see `HttpLimits`.
 *
 * @throws {ModelError} where an entity has a name that the router needs for itself.
 * @throws {TypeError} where one of the `origins` is none.
 */
export function createApi<
  TModel extends AnyModel,
  TContext extends object = object,
  TUser = unknown,
  TPolicies extends Policies<TModel, TUser> | undefined = undefined,
>(
  model: TModel,
  given: ApiOptions<TModel, TContext, TUser> &
    UserOption<TContext, TUser> &
    ContextNeeded<TContext> & { readonly policies?: TPolicies },
): Api<TModel, TContext, Guarded<TPolicies>> {
  const { modelVersions } = given
  const syncOptions: SyncOptions = { ...given.sync, ...(modelVersions && { modelVersions }) }
  const options = { ...given, sync: syncOptions }
  const endpoint = rootOf(options.endpoint)
  const router = createModelRouter<TModel, TContext, TUser, TPolicies>(model, options)
  const served = serveRouter(router)
  const guard: Guard<TContext> = createGuard<TContext>(options, {
    refuse: served.refuse,
    isHealth: (pathname) => health.isHealth(pathname),
  })
  const { draining } = guard.traffic
  const health = createHealth({ endpoint, draining, check: options.ready ?? storeCheck(options.store) })
  const openapi = lazily(() => describe(model, endpoint.slice(0, -1), options))
  const createContext = async (found: FetchCreateContextFnOptions): Promise<TContext> => {
    // Sound: without a function for it the context is any object, as the signature checks.
    const context = options.createContext ? await options.createContext(found) : ({} as TContext)
    await guard.meet(found.req, context)
    return context
  }
  const sync = createSyncHandler(model, {
    ...options,
    ...syncOptions,
    endpoint,
    createContext,
    draining,
    onError: guard.fault,
  })
  const procedures = createRouterHandler(served, { endpoint, guard, createContext })

  const route: Route = async (request, exchange) => {
    const { pathname } = exchange.url
    const name = pathname.slice(endpoint.length)
    if (health.isHealth(pathname)) return named(exchange, pathname.slice(1), () => health.answer(pathname))
    if (!pathname.startsWith(endpoint)) throw outside(endpoint)
    if (name === 'openapi.json' && options.openapi !== false) {
      return named(exchange, name, async () => Response.json(await openapi()))
    }
    const synced = name.startsWith('sync/') ? await named(exchange, name, () => sync(request)) : undefined
    return synced ?? procedures(request, exchange)
  }
  return {
    router,
    fetch: (request, info) => guard.handle(request, info, route),
    drain: guard.traffic.drain,
    openapi,
  }
}

async function describe<TModel extends AnyModel, TContext, TUser>(
  model: TModel,
  url: string,
  { policies, search }: Pick<ApiOptions<TModel, TContext, TUser>, 'policies' | 'search'>,
): Promise<object> {
  const { openApiDocument } = await import('../openapi/open-api-document.ts')
  return openApiDocument(model, { url, search: search !== undefined, ...(policies && { policies }) })
}

/** Answers what is no procedure, and is only read. */
async function named<T>(exchange: Exchange, name: string, answer: () => Promise<T>): Promise<T> {
  const { method } = exchange.request
  if (method !== 'GET' && method !== 'HEAD') {
    throw new ApiError({ code: 'METHOD_NOT_SUPPORTED', message: 'This is only read: send a GET.' })
  }
  const answered = await answer()
  // What is not there is not named: its path is the caller's own words.
  if (answered !== undefined) exchange.paths = [name]
  return answered
}

function storeCheck<TModel extends AnyModel, TContext>(
  store: ModelApiOptions<TModel, TContext, never>['store'],
): (() => Promise<unknown>) | undefined {
  // The cheapest read that shows that a store answers: where its feed is.
  return typeof store === 'function' ? undefined : () => store.heads()
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
