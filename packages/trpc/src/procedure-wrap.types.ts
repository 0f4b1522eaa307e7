import type { AnyModel, EntityName } from '@throughline/schema'
import type { inferRouterInputs, TRPCProcedureBuilder, TRPCUnsetMarker } from '@trpc/server'
import type { ModelRouter } from './model-router.types.ts'

/** A procedure builder that has its middleware and its input, and no resolver yet. */
type OpenBuilder<TContext, TMeta, TOverrides, TInput> = TRPCProcedureBuilder<
  TContext,
  TMeta,
  TOverrides,
  TInput,
  TInput,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  false
>

/** A wrap before its types are known. */
export type AnyWrap = (procedure: unknown) => unknown

/**
 * What is added to single procedures, by entity and name: middleware that runs before and after the model's own work, with
 * the checked input.
 *
 * `{ notes: { create: (procedure) => procedure.use(async ({ input, next }) => { …; return next() }) } }`
 */
export type ProcedureWraps<TModel extends AnyModel, TContext, TMeta, TOverrides> = {
  readonly [N in EntityName<TModel>]?: Wraps<
    inferRouterInputs<ModelRouter<TModel, object, true>>[N],
    TContext,
    TMeta,
    TOverrides
  >
}

type Wraps<TInputs, TContext, TMeta, TOverrides> = {
  readonly [P in keyof TInputs]?: (
    procedure: OpenBuilder<TContext, TMeta, TOverrides, TInputs[P]>,
  ) => WrappedBuilder
}

/** What a wrap gives back: the builder with more middleware, which may have changed the context. */
interface WrappedBuilder {
  readonly query: unknown
  readonly mutation: unknown
}
