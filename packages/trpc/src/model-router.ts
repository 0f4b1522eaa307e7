import { type AnyModel, ModelError, type ModelProblem, type ServerSearch } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type { Policies } from '@throughline/schema/policy'
import { initTRPC, type TRPCProcedureBuilder, type TRPCUnsetMarker } from '@trpc/server'
import { createAccess } from './access.ts'
import { ApiError, formatApiError } from './api-error.ts'
import type { ModelApiOptions, UserOption } from './api-options.types.ts'
import { type BaseProcedure, entityProcedures } from './entity-procedures.ts'
import { selectionNames } from './input-schemas.ts'
import type { Guarded, ModelProcedures, ModelRouter } from './model-router.types.ts'
import type { AnyWrap, ProcedureWraps } from './procedure-wrap.types.ts'
import { type QueryLimits, queryLimits } from './read/query-limits.ts'
import { searchProcedure } from './search/search-procedure.ts'
import { type SyncOptions, syncProcedures } from './sync/sync-procedures.ts'

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
export interface ModelRouterOptions<
  TModel extends AnyModel,
  TContext,
  TUser,
  TMeta = object,
  TOverrides = object,
  TErrorShape = unknown,
> extends ModelApiOptions<TModel, TContext, TUser> {
  /** Your own base procedure, with its context and middleware (who is asking, logging); a bare one when absent. */
  readonly procedure?: ProcedureBase<TContext, TMeta, TOverrides, TErrorShape>
  /** Middleware of your own for single procedures. */
  readonly wrap?: ProcedureWraps<TModel, TContext, TMeta, TOverrides>
  /** How much one query may ask for. */
  readonly queryLimits?: QueryLimits
  /** What is chosen of `sync`. */
  readonly sync?: SyncOptions
  /** The index that `search` asks, such as that of `createServerSearch`; the router has no `search` when absent. */
  readonly search?: ServerSearch | undefined
}

/** Names that the router itself, or tRPC's proxies, have taken. */
const takenNames: readonly string[] = ['sync', 'then', 'call', 'apply', 'createCaller']

const t = initTRPC.create({
  errorFormatter: formatApiError,
  isDev: false,
  // Proxies cut connections on which nothing comes.
  sse: { ping: { enabled: true, intervalMs: 15_000 } },
})

/**
 * Makes a tRPC router of a model over a store: `list`, `byId`, `create`, `createMany`, `update` and `delete` for each entity,
 * by plural name, with policies `reveal` too, and the procedures of `sync`.
 *
 * Serve it with `createFetchHandler`, or mount it in a router of your own like any other.
 *
 * @throws {ModelError} where an entity, or a field of its key, has a name that the router needs for itself.
 * @throws {ApiError} INTERNAL_SERVER_ERROR for policies of another model.
 */
export function createModelRouter<
  TModel extends AnyModel,
  TContext extends object = object,
  TUser = unknown,
  TPolicies extends Policies<TModel, TUser> | undefined = undefined,
  TMeta = object,
  TOverrides = object,
  TErrorShape = unknown,
>(
  model: TModel,
  options: ModelRouterOptions<TModel, TContext, TUser, TMeta, TOverrides, TErrorShape> &
    UserOption<TContext, TUser> & { readonly policies?: TPolicies },
): ModelRouter<TModel, TContext, Guarded<TPolicies>> {
  const procedures = createModelProcedures<
    TModel,
    TContext,
    TUser,
    TPolicies,
    TMeta,
    TOverrides,
    TErrorShape
  >(model, options)
  // Sound: the router is made of exactly these procedures.
  return t.router(procedures) as unknown as ModelRouter<TModel, TContext, Guarded<TPolicies>>
}

/**
 * The procedures of {@link createModelRouter} by themselves, to be spread in a router of your own: a procedure that is
 * written after them takes the place of the model's.
 *
 * @throws As {@link createModelRouter}.
 */
export function createModelProcedures<
  TModel extends AnyModel,
  TContext extends object = object,
  TUser = unknown,
  TPolicies extends Policies<TModel, TUser> | undefined = undefined,
  TMeta = object,
  TOverrides = object,
  TErrorShape = unknown,
>(
  model: TModel,
  options: ModelRouterOptions<TModel, TContext, TUser, TMeta, TOverrides, TErrorShape> &
    UserOption<TContext, TUser> & { readonly policies?: TPolicies },
): ModelProcedures<TModel, Guarded<TPolicies>> {
  checkNames(model, options.search ? [...takenNames, 'search'] : takenNames)
  const policies: { readonly model: AnyModel } | undefined = options.policies
  if (policies && policies.model !== model) {
    const message = `The policies are those of the model "${policies.model.service}", and not of the object that the router is made of. Define them with the same model.`
    throw new ApiError({ code: 'INTERNAL_SERVER_ERROR', message })
  }
  // Sound: no resolver reads meta, and contexts go to the options' own functions alone, which were typed with this builder.
  const base = (options.procedure ?? t.procedure) as unknown as BaseProcedure
  const procedure = base.errors(formatApiError) as unknown as BaseProcedure
  const access = createAccess(options)
  const limits = queryLimits(options.queryLimits)
  // Sound: each wrap gets the builder of the procedure that it was typed for.
  const wraps = (options.wrap ?? {}) as Readonly<
    Record<string, Readonly<Record<string, AnyWrap>> | undefined>
  >

  const entities = model.names.map((name) => {
    const wrap = (Object.hasOwn(wraps, name) && wraps[name]) || {}
    const guarded = policies !== undefined
    const own = entityProcedures(model, entityOf(model, name), { access, procedure, limits, guarded, wrap })
    return [name, own] as const
  })
  const sync = syncProcedures(model, access, procedure, options.sync)
  const search = options.search && { search: searchProcedure(options.search, access, procedure) }
  const procedures = { ...Object.fromEntries(entities), sync, ...search }
  // Sound: one record of procedures for each name of the model, built above exactly as `ModelProcedures` says.
  return procedures as unknown as ModelProcedures<TModel, Guarded<TPolicies>>
}

function checkNames(model: AnyModel, taken: readonly string[]): void {
  const problems = model.names.flatMap((name): ModelProblem[] => {
    const message = `The API needs the name "${name}" for itself. Give the entity another plural name.`
    const named: ModelProblem[] = taken.includes(name)
      ? [{ code: 'invalid_name', entity: name, message }]
      : []
    const fields = entityOf(model, name).path.filter((field) => selectionNames.includes(field))
    return [...named, ...fields.map((field) => takenField(name, field))]
  })
  if (problems.length > 0) throw new ModelError(model.service, problems)
}

function takenField(entity: string, field: string): ModelProblem {
  const message = `The API needs the name "${field}" beside the key. Give the key's field another name.`
  return { code: 'invalid_name', entity, field, message }
}
