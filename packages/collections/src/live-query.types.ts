import type {
  AnyModel,
  EntityName,
  EntityOf,
  Include,
  IncludeOption,
  Relation,
  Row,
} from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import type { Readable } from './readable.types.ts'

type Scalar = bigint | boolean | Date | number | string

interface Equality<TValue> {
  readonly eq?: TValue
  readonly in?: readonly TValue[]
}

interface Range<TValue> {
  readonly gt?: TValue
  readonly gte?: TValue
  readonly lt?: TValue
  readonly lte?: TValue
}

interface Presence {
  /** Whether there is no value: `null`, or nothing at all. */
  readonly isNull?: boolean
}

interface Pattern {
  /** `%` stands for any characters, `_` for one; case matters. */
  readonly like?: string
  /** As `like`; case does not matter. */
  readonly ilike?: string
}

/** What one field is asked for: a value it equals, or comparisons that all hold. */
export type Condition<TValue> =
  | (NonNullable<TValue> extends Scalar ? TValue : never)
  | (Equality<TValue> &
      Presence &
      (NonNullable<TValue> extends Scalar ? Range<NonNullable<TValue>> : unknown) &
      (NonNullable<TValue> extends string ? Pattern : unknown))

/**
 * Conditions on a row's fields, and on the rows related to it where `TRelated` has them: all of them hold, and all of
 * `and`, at least one of `or`, and not those of `not`; `undefined` asks for nothing.
 */
export type Where<TRow, TRelated = unknown> = {
  readonly [F in keyof TRow & string]?: Condition<TRow[F]> | undefined
} & TRelated & {
    readonly and?: readonly Where<TRow, TRelated>[] | undefined
    readonly or?: readonly Where<TRow, TRelated>[] | undefined
    readonly not?: Where<TRow, TRelated> | undefined
  }

/** Conditions on the rows of an entity, and on those related to them, at any depth. */
export type EntityWhere<TModel extends AnyModel, TName extends EntityName<TModel>> = Where<
  Row<EntityOf<TModel, TName>>,
  RelatedWhere<TModel, EntityOf<TModel, TName>['relations']>
>

type RelatedWhere<TModel extends AnyModel, TRelations> = {
  readonly [R in keyof TRelations]?: RelationWhere<TModel, TRelations[R]> | undefined
}

/** Of a belongsTo or a morphTo, conditions on the one row, `null` for none; of the others, which of the rows meet them. */
type RelationWhere<TModel extends AnyModel, TRelation> = TRelation extends {
  readonly kind: 'belongsTo'
  readonly target: infer TTarget
}
  ? TargetWhere<TModel, TTarget> | null
  : TRelation extends { readonly kind: 'morphTo'; readonly targets: infer TTargets }
    ? TargetWhere<TModel, TTargets[keyof TTargets]> | null
    : TRelation extends Relation & { readonly target: infer TTarget }
      ? Quantified<TargetWhere<TModel, TTarget>>
      : never

type TargetWhere<TModel extends AnyModel, TTarget> =
  TTarget extends EntityName<TModel> ? EntityWhere<TModel, TTarget> : never

/** Which of the related rows meet conditions; of several, all hold. */
export interface Quantified<TWhere> {
  readonly some?: TWhere | undefined
  /** All of them, also where there are none. */
  readonly every?: TWhere | undefined
  readonly none?: TWhere | undefined
}

/**
 * The fields to sort by, the first one first.
 *
 * Strings compare without case and diacritics, empty values come last, ties are broken by the row's key.
 */
export type OrderBy<TRow> = { readonly [F in keyof TRow & string]?: 'asc' | 'desc' | undefined }

/** Which related rows come with each row; the result's type follows. */
export interface RowOptions<
  TModel extends AnyModel,
  TName extends EntityName<TModel>,
  TInclude extends IncludeOption<EntityOf<TModel, TName>> = [],
> {
  /** Names of relations, or an object that says more of each: `{ manager: { include: ['addresses'] } }`. */
  readonly include?: TInclude | undefined
}

interface FilterOptions<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly where?: EntityWhere<TModel, TName> | undefined
  readonly orderBy?: OrderBy<Row<EntityOf<TModel, TName>>> | undefined
}

/** Which rows a list has. */
export interface ListOptions<
  TModel extends AnyModel,
  TName extends EntityName<TModel>,
  TInclude extends IncludeOption<EntityOf<TModel, TName>> = [],
>
  extends FilterOptions<TModel, TName>, RowOptions<TModel, TName, TInclude> {
  /** Rows in `data`; all of them when absent, which is meant for short lists. */
  readonly limit?: number | undefined
  /** Rows before the first one of `data`; 0 when absent. */
  readonly offset?: number | undefined
}

/** Which rows a list has that grows by pages. */
export interface PagesOptions<
  TModel extends AnyModel,
  TName extends EntityName<TModel>,
  TInclude extends IncludeOption<EntityOf<TModel, TName>> = [],
>
  extends FilterOptions<TModel, TName>, RowOptions<TModel, TName, TInclude> {
  /** Rows that each page adds; 50 when absent. */
  readonly pageSize?: number | undefined
}

/** The fields of a row that have values of this type, or none. */
type FieldOf<TRow, TValue> = {
  [F in keyof TRow & string]: NonNullable<TRow[F]> extends TValue ? F : never
}[keyof TRow & string]

/** What is told of the rows that match. */
export interface AggregateOptions<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly where?: EntityWhere<TModel, TName> | undefined
  /** Always told. */
  readonly count?: true | undefined
  readonly sum?: readonly FieldOf<Row<EntityOf<TModel, TName>>, bigint | number>[] | undefined
  readonly avg?: readonly FieldOf<Row<EntityOf<TModel, TName>>, bigint | number>[] | undefined
  /** In the order of lists, empty values aside. */
  readonly min?: readonly FieldOf<Row<EntityOf<TModel, TName>>, Scalar>[] | undefined
  readonly max?: readonly FieldOf<Row<EntityOf<TModel, TName>>, Scalar>[] | undefined
}

type Named<TOptions, TOperation> = TOperation extends keyof TOptions
  ? NonNullable<TOptions[TOperation]> extends readonly (infer TField extends string)[]
    ? TField
    : never
  : never

/** What was asked for, by field: sums of nothing are 0, other numbers of nothing `null`. */
export interface Aggregates<TRow, TOptions> {
  readonly count: number
  readonly sum: { readonly [F in Named<TOptions, 'sum'> & keyof TRow]: NonNullable<TRow[F]> }
  readonly avg: { readonly [F in Named<TOptions, 'avg'> & keyof TRow]: number | null }
  readonly min: { readonly [F in Named<TOptions, 'min'> & keyof TRow]: NonNullable<TRow[F]> | null }
  readonly max: { readonly [F in Named<TOptions, 'max'> & keyof TRow]: NonNullable<TRow[F]> | null }
}

interface Result {
  /** The rows asked for are not all loaded yet; those that are, are in `data` already. */
  readonly isLoading: boolean
  readonly error: CollectionsError | null
  /** Reads the rows again; never rejects, `error` says how it went. */
  readonly refetch: () => Promise<void>
}

/** A list as it is now; the same object until something in it changes. */
export interface ListResult<TRow> extends Result {
  readonly data: readonly TRow[]
  /** How many of the rows loaded now match, in the window or not. */
  readonly total: number
}

/** A list that grows by pages, as it is now. */
export interface PagesResult<TRow> extends ListResult<TRow> {
  /** There are matching rows after those in `data`. */
  readonly hasNextPage: boolean
  /** Lets `data` grow by a page; does nothing where there is none. */
  readonly fetchNextPage: () => void
}

/** Numbers of the rows that match now; the same object until one changes. */
export interface AggregateResult<TData> extends Result {
  readonly data: TData
}

/** One row as it is now; `data` is `undefined` while it loads, and after that where there is none. */
export interface RowResult<TRow> extends Result {
  readonly data: TRow | undefined
}

/** A list to subscribe to: rows are loaded while there are subscribers. */
export type LiveList<TRow> = Readable<ListResult<TRow>>

/** A row to subscribe to. */
export type LiveRow<TRow> = Readable<RowResult<TRow>>

/** A list that grows by pages, to subscribe to. */
export type LivePages<TRow> = Readable<PagesResult<TRow>>

/** Numbers to subscribe to. */
export type LiveAggregate<TData> = Readable<AggregateResult<TData>>

/** The result of {@link ListOptions}, {@link RowOptions} and {@link PagesOptions}, row by row. */
export type RowWith<TModel extends AnyModel, TName extends EntityName<TModel>, TInclude> = Include<
  EntityOf<TModel, TName>,
  TInclude
>
