import type { AnyModel, EntityName, EntityOf, Page, Row, StoredRow, Update } from '@throughline/schema'
import type {
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
} from '@trpc/server'
import type { ApiErrorShape } from './api-error.ts'
import type {
  CreateInput,
  DeleteInput,
  EntityKey,
  ListInput,
  PushInput,
  PushOutput,
  UpdateInput,
} from './wire.types.ts'

type QueryOf<TInput, TOutput> = TRPCQueryProcedure<{
  input: TInput
  output: TOutput
  meta: unknown
  errorShape: ApiErrorShape
}>

type MutationOf<TInput, TOutput> = TRPCMutationProcedure<{
  input: TInput
  output: TOutput
  meta: unknown
  errorShape: ApiErrorShape
}>

type Stored<TModel extends AnyModel, TName extends EntityName<TModel>> = StoredRow<
  Row<EntityOf<TModel, TName>>
>

/** The procedures of one entity. A type alias, since tRPC asks for an index signature that an interface has not. */
export type EntityProcedures<TModel extends AnyModel, TName extends EntityName<TModel>> = {
  /** One page of rows; for a child entity those of one parent with `where`. */
  list: QueryOf<ListInput<TModel, TName> | undefined, Page<Stored<TModel, TName>>>
  /** One row; NOT_FOUND where there is none. */
  byId: QueryOf<EntityKey<TModel, TName>, Stored<TModel, TName>>
  /** Creates a row; CONFLICT where its key is taken. */
  create: MutationOf<CreateInput<TModel, TName>, Stored<TModel, TName>>
  /** Changes fields of a row; NOT_FOUND, or CONFLICT where `baseVersion` is not the row's. */
  update: MutationOf<
    UpdateInput<EntityKey<TModel, TName>, Update<EntityOf<TModel, TName>>>,
    Stored<TModel, TName>
  >
  /** Deletes a row with its children; errors as for `update`. */
  delete: MutationOf<DeleteInput<EntityKey<TModel, TName>>, null>
}

/** The procedures of the sync protocol. */
export type SyncProcedures<TModel extends AnyModel> = {
  /** Applies mutations in order; what became of each is in its outcome, not in an error. */
  push: MutationOf<PushInput<TModel>, PushOutput>
}

/** All procedures of a model: a sub-router for each entity, by plural name, and `sync`. */
export type ModelProcedures<TModel extends AnyModel> = {
  [N in EntityName<TModel>]: EntityProcedures<TModel, N>
} & { sync: SyncProcedures<TModel> }

/** The tRPC router of a model: `ModelRouter<typeof personsModel>` is what a client is typed by. */
export type ModelRouter<TModel extends AnyModel, TContext extends object = object> = TRPCBuiltRouter<
  { ctx: TContext; meta: object; errorShape: ApiErrorShape; transformer: false },
  ModelProcedures<TModel>
>

/** What each procedure of a model answers, as JSON brings it. */
export type ModelOutputs<TModel extends AnyModel> = inferRouterOutputs<ModelRouter<TModel>>
