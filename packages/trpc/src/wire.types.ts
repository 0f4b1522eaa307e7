import type {
  AnyModel,
  DeleteMutation,
  EntityName,
  EntityOf,
  Insert,
  InsertMutation,
  Key,
  KeyField,
  MutationOutcome,
  ParentField,
  ParentWhere,
  Update,
  UpdateMutation,
} from '@throughline/schema'

/** Which page of a list. */
export interface PageInput {
  /** Rows a page, 1–1,000; 100 when absent. */
  readonly limit?: number | undefined
  /** The `cursor` of the page before, of the same list. */
  readonly cursor?: string | null | undefined
}

/** Which page of which list: all rows, or those of one parent. */
export interface ChildPageInput<TWhere> extends PageInput {
  /** The parent's key; all rows of the entity when absent. */
  readonly where?: TWhere | undefined
}

/** What `list` takes; only a child entity has a `where`. */
export type ListInput<TModel extends AnyModel, TName extends EntityName<TModel>> = [
  ParentField<EntityOf<TModel, TName>>,
] extends [never]
  ? PageInput
  : ChildPageInput<ParentWhere<TModel, TName>>

/** What `create` takes: an insert with its key, which the wire never leaves to the server. */
export type CreateInput<TModel extends AnyModel, TName extends EntityName<TModel>> = WithRequired<
  Insert<EntityOf<TModel, TName>>,
  KeyField<EntityOf<TModel, TName>>
>

type WithRequired<T, TField extends PropertyKey> = Simplify<
  Omit<T, TField> & { readonly [F in TField & keyof T]-?: NonNullable<T[F]> }
>
type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** What `update` takes. */
export interface UpdateInput<TKey, TChanges> {
  readonly key: TKey
  readonly changes: TChanges
  /** Optional fields to remove from the row: JSON drops a change to `undefined`. */
  readonly unset?: readonly (keyof TChanges & string)[] | undefined
  /** The version that was seen; CONFLICT where the row's is another. Absent: the last write wins. */
  readonly baseVersion?: number | undefined
}

/** What `delete` takes. */
export interface DeleteInput<TKey> {
  readonly key: TKey
  /** As for an update. */
  readonly baseVersion?: number | undefined
}

/** One mutation of `sync.push`: as in the model's `Mutation`, with `unset` for what JSON cannot say. */
export type WireMutation<TModel extends AnyModel = AnyModel> = {
  [N in EntityName<TModel>]:
    | InsertMutation<TModel, N>
    | (UpdateMutation<TModel, N> & {
        readonly unset?: readonly (keyof Update<EntityOf<TModel, N>> & string)[] | undefined
      })
    | DeleteMutation<TModel, N>
}[EntityName<TModel>]

/** What `sync.push` takes: 0–100 mutations, applied in order. */
export interface PushInput<TModel extends AnyModel = AnyModel> {
  readonly mutations: readonly WireMutation<TModel>[]
}

/** What `sync.push` answers: one outcome for each mutation, in the same order. */
export interface PushOutput {
  readonly outcomes: readonly MutationOutcome[]
}

/** The key of one row of an entity of a model. */
export type EntityKey<TModel extends AnyModel, TName extends EntityName<TModel>> = Key<
  EntityOf<TModel, TName>
>
