import type { FieldName, Key, ParentField, Row } from './entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from './model.types.ts'
import type { EntityRow, Mutation, MutationOutcome, StoredRow } from './mutation.types.ts'
import type { FieldList, GetOptions, OrderBy, Selected, Where } from './read.types.ts'
import type { StoreError } from './store-error.ts'

type Values = Readonly<Record<string, unknown>>

/** One page of a list. */
export interface Page<T> {
  /** May be fewer than `limit`, or none, before the last page too: a store may stop looking after an amount of work. */
  readonly items: readonly T[]
  /** Where the next page begins; `null` after the last one. Opaque. */
  readonly cursor: string | null
}

export interface PageOptions {
  /** Most rows a page, 1–1,000; 100 when absent. */
  readonly limit?: number
  /** A `cursor` of the page before, of the same call with the same `where` and `orderBy`. */
  readonly cursor?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Options of `Store.list`. */
export interface ListOptions<TRow = Values, TFields extends FieldList = FieldList>
  extends PageOptions, GetOptions<TFields> {
  readonly where?: Where<TRow> | undefined
  /** Key order when absent, and no order that is promised where there is a `where`. */
  readonly orderBy?: OrderBy<TRow> | undefined
}

/** Options of `Store.query`. */
export interface QueryOptions<TWhere, TRow = Values, TFields extends FieldList = FieldList>
  extends PageOptions, GetOptions<TFields> {
  /** The parent's whole key by value, and conditions on other fields. */
  readonly where: TWhere
  /** As in `ListOptions`. */
  readonly orderBy?: OrderBy<TRow> | undefined
}

/** A row of `snapshot`. */
export interface SnapshotRow<TModel extends AnyModel = AnyModel> extends StoredRow {
  readonly entity: EntityName<TModel>
}

export interface LoadProgress {
  /** Rows written so far. */
  readonly rows: number
}

/** A row that a load left out. */
export interface LoadRefusal {
  /** Its place among the rows that were given, from 0. */
  readonly index: number
  readonly entity: string
  readonly row: Values
  /** Why: not valid by its schema, not storable, or with a unique value that another row has. */
  readonly error: StoreError
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined
  /** Told of each row that cannot be written, which is left out; when absent, the first such row ends the load. */
  readonly onRefused?: ((refusal: LoadRefusal) => void) | undefined
  /**
   * Told how many of the rows that were given, from the first on, are settled, written or refused: a load that was ended
   * can go on after them.
   */
  readonly onSettled?: ((count: number) => void) | undefined
}

/** The parent's key as the `where` of a query, by the entity's own fields; `never` for a root. */
export type ParentWhere<TModel extends AnyModel, TName extends EntityName<TModel>> = [
  ParentField<EntityOf<TModel, TName>>,
] extends [never]
  ? never
  : Readonly<
      Pick<
        Row<EntityOf<TModel, TName>>,
        ParentField<EntityOf<TModel, TName>> & keyof Row<EntityOf<TModel, TName>>
      >
    >

/** The `where` of a query: the parent's whole key, and conditions on other fields; `never` for a root. */
export type QueryWhere<TModel extends AnyModel, TName extends EntityName<TModel>> =
  // By itself too: code for any entity knows no more of it.
  | ParentWhere<TModel, TName>
  | (ParentWhere<TModel, TName> &
      Omit<Where<Row<EntityOf<TModel, TName>>>, ParentField<EntityOf<TModel, TName>>>)

type FieldsOf<TModel extends AnyModel, TName extends EntityName<TModel>> = FieldList<
  FieldName<EntityOf<TModel, TName>['schema']>
>

type Stored<TModel extends AnyModel, TName extends EntityName<TModel>, TFields extends FieldList> = StoredRow<
  Selected<EntityOf<TModel, TName>, TFields>
>

/**
 * The port of the server side: where rows live.
 *
 * `get`, `batchGet` and `query` are strongly consistent unless asked otherwise, and lists are in key order. Every method
 * throws {@link StoreError} only; what is asked wrongly (a field, an operator or a value that the entity does not have, an
 * order without an index) is `invalid`, in the same words in every store.
 */
export interface Store<TModel extends AnyModel = AnyModel> {
  readonly model: TModel
  /** One row, `undefined` where there is none. */
  get<N extends EntityName<TModel>, F extends FieldsOf<TModel, N> = undefined>(
    entity: N,
    key: Key<EntityOf<TModel, N>>,
    options?: GetOptions<F>,
  ): Promise<Stored<TModel, N, F> | undefined>
  /** The rows of any number of keys, in their order, `undefined` where there is none; a key may come twice. */
  batchGet<N extends EntityName<TModel>, F extends FieldsOf<TModel, N> = undefined>(
    entity: N,
    keys: readonly Key<EntityOf<TModel, N>>[],
    options?: GetOptions<F>,
  ): Promise<(Stored<TModel, N, F> | undefined)[]>
  /** The rows of an entity, all or those that `where` matches, page by page. */
  list<N extends EntityName<TModel>, F extends FieldsOf<TModel, N> = undefined>(
    entity: N,
    options?: ListOptions<Row<EntityOf<TModel, N>>, F>,
  ): Promise<Page<Stored<TModel, N, F>>>
  /** The rows of one parent, all or those that match the further conditions, page by page. */
  query<N extends EntityName<TModel>, F extends FieldsOf<TModel, N> = undefined>(
    entity: N,
    options: QueryOptions<QueryWhere<TModel, N>, Row<EntityOf<TModel, N>>, F>,
  ): Promise<Page<Stored<TModel, N, F>>>
  /** All rows of all entities, page by page. */
  snapshot(options?: PageOptions): Promise<Page<SnapshotRow<TModel>>>
  /** Applies mutations in order, each whole or not at all; one outcome each, in the same order. */
  push(mutations: readonly Mutation<TModel>[]): Promise<MutationOutcome[]>
  /** Writes rows as they are, over those with the same key: for seeding and import. Version 1 each; validated first. */
  load(
    rows: Iterable<EntityRow<TModel>> | AsyncIterable<EntityRow<TModel>>,
    options?: LoadOptions,
  ): Promise<LoadProgress>
  /** Deletes every row of every entity of the model. */
  clear(options?: LoadOptions): Promise<LoadProgress>
}
