import type {
  AnyModel,
  BelongsTo,
  EntityName,
  EntityOf,
  FieldIssue,
  FieldName,
  IncludeOption,
  Insert,
  Key,
  KeyField,
  MorphTo,
  OrderBy,
  RejectionCode,
  RelationName,
  Row,
  RowMeta,
  Scalar,
  Where,
} from '@throughline/schema'
import type { JsonFor, JsonOf } from './json.types.ts'

/** Which page of a list. */
export interface PageInput {
  /** Most rows a page, 1–1,000; 100 when absent. */
  readonly limit?: number | undefined
  /** The `cursor` of the page before, of the same list. */
  readonly cursor?: string | null | undefined
}

/** What a read may ask for beside which rows. */
export interface ReadOptions<TField, TInclude> {
  /** The fields that are wanted, with which those of the row's key come; all when absent. */
  readonly fields?: readonly TField[] | undefined
  /** The related rows that come with each row, in `related`: names of relations, or an object that says more of each. */
  readonly include?: TInclude | undefined
}

/** Conditions by field, as JSON: of several, all must hold. */
export type WhereInput<TRow, TWhere = Where<TRow>> = {
  readonly [F in keyof TWhere]?:
    | JsonFor<Extract<TWhere[F], Scalar>>
    | JsonFor<Exclude<TWhere[F], Scalar | undefined>>
}

/** What `list` takes: all rows; with the parent's whole key in `where` those of one parent, in the order of their keys. */
export interface ListInput<TModel extends AnyModel, TName extends EntityName<TModel>>
  extends PageInput, ReadOptions<FieldOf<TModel, TName>, IncludeOption<EntityOf<TModel, TName>>> {
  readonly where?: WhereInput<Row<EntityOf<TModel, TName>>> | undefined
  /** One field that is `indexed`, `unique` or the first of the key; key order when absent. */
  readonly orderBy?: OrderBy<Row<EntityOf<TModel, TName>>> | undefined
}

/** What `byId` takes: the key's fields, and beside them what is wanted of the row. */
export type ByIdInput<TModel extends AnyModel, TName extends EntityName<TModel>> = Readonly<
  EntityKey<TModel, TName>
> &
  ReadOptions<FieldOf<TModel, TName>, IncludeOption<EntityOf<TModel, TName>>>

type FieldOf<TModel extends AnyModel, TName extends EntityName<TModel>> = FieldName<
  EntityOf<TModel, TName>['schema']
>

/** A row of an entity, as JSON brings it. */
export type RowJson<TModel extends AnyModel, TName extends EntityName<TModel>> = JsonOf<
  Row<EntityOf<TModel, TName>>
>

// What is answered is written as type aliases: tRPC's client leaves those of plain JSON as they are, and takes interfaces
// apart, the related rows of related rows with them.

/** A row with what the server keeps about it, as JSON brings it. */
export type StoredJson<TRow> = {
  readonly row: TRow
  readonly meta: JsonOf<RowMeta>
  /** Fields whose values you may not see: masked in `row`, or left out of it. */
  readonly withheld?: readonly string[]
}

/** A row that `list` or `byId` answers, with the related rows that were asked for. */
export type ReadRow<TModel extends AnyModel, TName extends EntityName<TModel>> = {
  readonly row: RowJson<TModel, TName>
  readonly meta: JsonOf<RowMeta>
  /** Fields whose values you may not see: masked in `row`, or left out of it. */
  readonly withheld?: readonly string[]
  readonly related?: RelatedRows<TModel, TName>
  /** The relations of which there are more rows than came. */
  readonly more?: readonly RelationName<EntityOf<TModel, TName>>[]
} & {}

/** The rows of each relation that was asked for. */
export type RelatedRows<TModel extends AnyModel, TName extends EntityName<TModel>> = {
  readonly [R in RelationName<EntityOf<TModel, TName>>]?: RelatedValue<
    TModel,
    EntityOf<TModel, TName>['relations'][R]
  >
}

/** belongsTo and morphTo give one row, `null` where there is none to be seen; the others a list. */
type RelatedValue<TModel extends AnyModel, TRelation> =
  TRelation extends BelongsTo<infer TTarget>
    ? ReadRow<TModel, TTarget & EntityName<TModel>> | null
    : TRelation extends MorphTo<infer TTargets>
      ? MorphRow<TModel, TTargets[keyof TTargets] & EntityName<TModel>> | null
      : TRelation extends { readonly target: infer TTarget }
        ? readonly ReadRow<TModel, TTarget & EntityName<TModel>>[]
        : never

type MorphRow<TModel extends AnyModel, TTarget extends EntityName<TModel>> = {
  [N in TTarget]: ReadRow<TModel, N>
}[TTarget]

/** What `create` takes: an insert with its key, which the wire never leaves to the server. */
export type CreateInput<TModel extends AnyModel, TName extends EntityName<TModel>> = JsonFor<
  WithRequired<Insert<EntityOf<TModel, TName>>, KeyField<EntityOf<TModel, TName>>>
>

type WithRequired<T, TField extends PropertyKey> = Simplify<
  Omit<T, TField> & { readonly [F in TField & keyof T]-?: NonNullable<T[F]> }
>
type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** What `createMany` takes. */
export interface CreateManyInput<TRow> {
  /** 0–100 rows, created in their order. */
  readonly rows: readonly TRow[]
  /** All of them or none; each by itself when absent. */
  readonly atomic?: boolean | undefined
}

/** What became of one row of `createMany`. */
export type CreateOutcome<TStored> =
  | { readonly status: 'applied'; readonly stored: TStored }
  | {
      readonly status: 'rejected'
      readonly code: RejectionCode
      /** A sentence for people. */
      readonly message: string
      readonly issues: readonly FieldIssue[]
    }

/** What `createMany` answers: one outcome for each row, in the same order. */
export interface CreateManyOutput<TStored> {
  readonly outcomes: readonly CreateOutcome<TStored>[]
}

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

/** What `reveal` takes. */
export interface RevealInput<TKey, TField> {
  readonly key: TKey
  /** The fields whose values are wanted, one at least. */
  readonly fields: readonly TField[]
}

/** The key of one row of an entity of a model. */
export type EntityKey<TModel extends AnyModel, TName extends EntityName<TModel>> = Key<
  EntityOf<TModel, TName>
>
