import type { Key, ParentField, Row } from './entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from './model.types.ts'
import type { EntityRow, Mutation, MutationOutcome, StoredRow } from './mutation.types.ts'

/** One page of an ordered list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Where the next page begins; `null` after the last one. Opaque. */
  readonly cursor: string | null
}

export interface PageOptions {
  /** Rows a page, 1–1,000; 100 when absent. */
  readonly limit?: number
  /** A `cursor` of the page before, of the same call with the same `where`. */
  readonly cursor?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface QueryOptions<TWhere> extends PageOptions {
  /** The parent's key: the rows of one parent. */
  readonly where: TWhere
}

/** A row of `snapshot`. */
export interface SnapshotRow<TModel extends AnyModel = AnyModel> extends StoredRow {
  readonly entity: EntityName<TModel>
}

export interface LoadProgress {
  /** Rows written so far. */
  readonly rows: number
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined
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

/**
 * The port of the server side: where rows live.
 *
 * Reads are strongly consistent where the implementation can; lists are in key order. Every method throws
 * {@link StoreError} only.
 */
export interface Store<TModel extends AnyModel = AnyModel> {
  readonly model: TModel
  /** One row, `undefined` where there is none. */
  get<N extends EntityName<TModel>>(
    entity: N,
    key: Key<EntityOf<TModel, N>>,
  ): Promise<StoredRow<Row<EntityOf<TModel, N>>> | undefined>
  /** All rows of an entity, page by page. */
  list<N extends EntityName<TModel>>(
    entity: N,
    options?: PageOptions,
  ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>>
  /** The rows of one parent, page by page. */
  query<N extends EntityName<TModel>>(
    entity: N,
    options: QueryOptions<ParentWhere<TModel, N>>,
  ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>>
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
