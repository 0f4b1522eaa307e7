import type { AnyTRPCRootTypes, AnyTRPCRouter, TRPCError, TRPCRootConfig } from '@trpc/server'
import type { FetchCreateContextOption } from '@trpc/server/adapters/fetch'
import type { Guard } from './guard.ts'

/** A router that is ready to be served: no answer of it holds a stack. */
export interface ServedRouter {
  readonly router: AnyTRPCRouter
  readonly config: TRPCRootConfig<AnyTRPCRootTypes>
  /** The answer to an error that tRPC has not seen, in the shape of those that it has. */
  readonly refuse: (error: TRPCError) => Response
}

/** What makes the context of a request, as tRPC's fetch adapter calls it. */
export type CreateContext = NonNullable<FetchCreateContextOption<AnyTRPCRouter>['createContext']>

/** What `createRouterHandler` takes beside the router. */
export interface RouterHandlerOptions<TContext> {
  readonly endpoint: string
  readonly guard: Guard<TContext>
  /** It has the guard meet whom it finds. */
  readonly createContext: CreateContext
}
