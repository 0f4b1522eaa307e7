import { type AnyModel, ModelError, type ModelProblem, type Store } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { initTRPC, type TRPCProcedureBuilder, type TRPCUnsetMarker } from '@trpc/server'
import { formatApiError } from './api-error.ts'
import { type BaseProcedure, entityProcedures } from './entity-procedures.ts'
import type { ModelRouter } from './model-router.types.ts'
import { syncProcedures } from './sync-procedures.ts'

/** A procedure builder that has its middleware, and no input yet. */
export type ProcedureBase<TContext, TMeta, TOverrides, TErrorShape> = TRPCProcedureBuilder<
  TContext,
  TMeta,
  TOverrides,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  TRPCUnsetMarker,
  false,
  TErrorShape
>

/** What {@link createModelRouter} takes beside the model. */
export interface ModelRouterOptions<TModel extends AnyModel, TContext, TMeta, TOverrides, TErrorShape> {
  /** Where the rows live. */
  readonly store: Store<TModel>
  /** Your own base procedure, with its context and middleware (who is asking, logging); a bare one when absent. */
  readonly procedure?: ProcedureBase<TContext, TMeta, TOverrides, TErrorShape>
}

/** Names that the router itself, or tRPC's proxies, have taken. */
const takenNames: ReadonlySet<string> = new Set(['sync', 'then', 'call', 'apply', 'createCaller'])

const t = initTRPC.create({ errorFormatter: formatApiError, isDev: false })

/**
 * Makes a tRPC router of a model over a store: `list`, `byId`, `create`, `update` and `delete` for each entity, by
 * plural name, and `sync.push`.
 *
 * Serve it with `createFetchHandler`, or mount it in a router of your own like any other.
 *
 * @throws {ModelError} where an entity has a name that the router needs for itself.
 */
export function createModelRouter<
  TModel extends AnyModel,
  TContext extends object = object,
  TMeta = object,
  TOverrides = object,
  TErrorShape = unknown,
>(
  model: TModel,
  options: ModelRouterOptions<TModel, TContext, TMeta, TOverrides, TErrorShape>,
): ModelRouter<TModel, TContext> {
  checkNames(model)
  // Sound: the procedures below are the model's own; a store of `TModel` takes any mutation and key of it.
  const store = options.store as unknown as Store
  // Sound: no resolver below reads context or meta, so that it does not matter which ones this builder brings.
  const base = (options.procedure ?? t.procedure) as unknown as BaseProcedure
  const procedure = base.errors(formatApiError) as unknown as BaseProcedure

  const entities = model.names.map(
    (name) => [name, entityProcedures(entityOf(model, name), store, procedure)] as const,
  )
  const router = t.router({ ...Object.fromEntries(entities), sync: syncProcedures(model, store, procedure) })
  // Sound: one record of procedures for each name of the model, built above exactly as `ModelProcedures` says.
  return router as unknown as ModelRouter<TModel, TContext>
}

function checkNames(model: AnyModel): void {
  const problems = model.names
    .filter((name) => takenNames.has(name))
    .map((name): ModelProblem => {
      const message = `The API needs the name "${name}" for itself. Give the entity another plural name.`
      return { code: 'invalid_name', entity: name, message }
    })
  if (problems.length > 0) throw new ModelError(model.service, problems)
}
