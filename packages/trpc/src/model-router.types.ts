import type { AnyModel, EntityName, EntityOf, Page, Update } from '@throughline/schema'
import type {
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
} from '@trpc/server'
import type { ApiErrorShape } from './api-error.ts'
import type { JsonFor } from './json.types.ts'
import type { SearchProcedure } from './search/search-procedure.types.ts'
import type { SyncProcedures } from './sync/sync-procedures.types.ts'
import type {
  ByIdInput,
  CreateInput,
  CreateManyInput,
  CreateManyOutput,
  DeleteInput,
  EntityKey,
  ListInput,
  ReadRow,
  RevealInput,
  RowJson,
  StoredJson,
  UpdateInput,
} from './wire.types.ts'

// An alias, which declarations of a user's own router write out.
type Definition<TInput, TOutput> = {
  input: TInput
  output: TOutput
  meta: unknown
  errorShape: ApiErrorShape
}

type QueryOf<TInput, TOutput> = TRPCQueryProcedure<Definition<TInput, TOutput>>
type MutationOf<TInput, TOutput> = TRPCMutationProcedure<Definition<TInput, TOutput>>

type Stored<TModel extends AnyModel, TName extends EntityName<TModel>> = StoredJson<RowJson<TModel, TName>>

/** What a write answers: the row as it is now, `null` where policies hide it from who wrote it. */
type Written<TModel extends AnyModel, TName extends EntityName<TModel>, TGuarded> =
  | Stored<TModel, TName>
  | ([TGuarded] extends [false] ? never : null)

/** The procedures of one entity. A type alias, since tRPC asks for an index signature that an interface has not. */
export type EntityProcedures<
  TModel extends AnyModel,
  TName extends EntityName<TModel>,
  TGuarded extends boolean = false,
> = {
  /** One page of rows, each with the related rows that were asked for. */
  list: QueryOf<ListInput<TModel, TName> | undefined, Page<ReadRow<TModel, TName>>>
  /** One row; NOT_FOUND where there is none to be seen. */
  byId: QueryOf<ByIdInput<TModel, TName>, ReadRow<TModel, TName>>
  /** Creates a row; CONFLICT where its key is taken. */
  create: MutationOf<CreateInput<TModel, TName>, Written<TModel, TName, TGuarded>>
  /** Creates up to 100 rows, all or none of them with `atomic`. */
  createMany: MutationOf<
    CreateManyInput<CreateInput<TModel, TName>>,
    CreateManyOutput<Written<TModel, TName, TGuarded>>
  >
  /** Changes fields of a row; NOT_FOUND, or CONFLICT where `baseVersion` is not the row's. */
  update: MutationOf<
    UpdateInput<EntityKey<TModel, TName>, JsonFor<Update<EntityOf<TModel, TName>>>>,
    Written<TModel, TName, TGuarded>
  >
  /** Deletes a row with its children; errors as for `update`. */
  delete: MutationOf<DeleteInput<EntityKey<TModel, TName>>, null>
}

/** The procedure that an entity has besides, where the router has policies. */
export type RevealProcedures<TModel extends AnyModel, TName extends EntityName<TModel>> = {
  /** The values of fields of a row, with those of its key, once the audit trail has told of it; FORBIDDEN, NOT_FOUND. */
  reveal: MutationOf<
    RevealInput<EntityKey<TModel, TName>, keyof RowJson<TModel, TName> & string>,
    StoredJson<Partial<RowJson<TModel, TName>>>
  >
}

/** All procedures of a model: a sub-router for each entity, by plural name, `sync`, and `search` where there is one. */
export type ModelProcedures<TModel extends AnyModel, TGuarded extends boolean = false> = {
  [N in EntityName<TModel>]: [TGuarded] extends [false]
    ? EntityProcedures<TModel, N>
    : EntityProcedures<TModel, N, true> & RevealProcedures<TModel, N>
} & { sync: SyncProcedures<TModel>; search: SearchProcedure<TModel> }

/** Whether a router has policies, by the type of its option. */
export type Guarded<TPolicies> = [TPolicies] extends [undefined] ? false : true

/** The tRPC router of a model: `ModelRouter<typeof personsModel>` is what a client is typed by. */
export type ModelRouter<
  TModel extends AnyModel,
  TContext extends object = object,
  TGuarded extends boolean = false,
> = TRPCBuiltRouter<
  { ctx: TContext; meta: object; errorShape: ApiErrorShape; transformer: false },
  ModelProcedures<TModel, TGuarded>
>

/** The router of a model with policies, which has `reveal` too. */
export type GuardedModelRouter<TModel extends AnyModel, TContext extends object = object> = ModelRouter<
  TModel,
  TContext,
  true
>

/** What each procedure of a model answers, as JSON brings it. */
export type ModelOutputs<TModel extends AnyModel> = inferRouterOutputs<ModelRouter<TModel>>
