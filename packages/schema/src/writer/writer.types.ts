import type { Insert, Key, Row, Update } from '../entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from '../model.types.ts'
import type { DeleteMutation, InsertMutation, StoredRow, UpdateMutation } from '../mutation.types.ts'
import type { LoadOptions, ParentWhere } from '../store.types.ts'
import type { AppliedOutcome, SyncOutcome, TransactOptions } from '../sync.types.ts'

type WithoutId<TMutation> = Omit<TMutation, 'mutationId'>

/** A mutation whose id the writer makes. */
export type Write<
  TModel extends AnyModel = AnyModel,
  TName extends EntityName<TModel> = EntityName<TModel>,
> = {
  [N in TName]:
    | WithoutId<InsertMutation<TModel, N>>
    | WithoutId<UpdateMutation<TModel, N>>
    | WithoutId<DeleteMutation<TModel, N>>
}[TName]

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined
}

/** Options of a write of a row that was read before. */
export interface VersionOptions extends WriteOptions {
  /** The version that was read: the write is refused with `conflict` where the row's is another. Absent: the last write wins. */
  readonly version?: number | undefined
}

type Stored<TModel extends AnyModel, TName extends EntityName<TModel>> = StoredRow<
  Row<EntityOf<TModel, TName>>
>

/**
 * Writes for code on the server: a row in, the stored row out.
 *
 * Every method throws a `StoreError` alone: `invalid` with `issues` for values that the schema or the table refuses (a parent
 * that is not there among them), `too_large` for a row that the table cannot hold, and what each says beside it.
 */
export interface Writer<TModel extends AnyModel = AnyModel> {
  /**
   * Creates a row; an `id` that is the whole key and is left out is made (a UUID).
   *
   * @throws {StoreError} `already_exists` where its key is taken, and with `issues` where a unique value is.
   */
  create<N extends EntityName<TModel>>(
    entity: N,
    row: Insert<EntityOf<TModel, N>>,
    options?: WriteOptions,
  ): Promise<Stored<TModel, N>>
  /**
   * Creates a row, or replaces the one with its key: fields that the new row lacks have their defaults or are cleared, while
   * `createdAt` and the rows below it stay.
   *
   * @throws {StoreError} `already_exists` with `issues` where a unique value is taken; `throttled` where other writes of the
   * same row came first too often.
   */
  put<N extends EntityName<TModel>>(
    entity: N,
    row: Insert<EntityOf<TModel, N>> & Key<EntityOf<TModel, N>>,
    options?: WriteOptions,
  ): Promise<Stored<TModel, N>>
  /**
   * Changes fields of a row; `undefined` clears one.
   *
   * @throws {StoreError} `not_found`; `conflict` with the row as it is in `current`; `already_exists` as `put`.
   */
  update<N extends EntityName<TModel>>(
    entity: N,
    key: Key<EntityOf<TModel, N>>,
    changes: Update<EntityOf<TModel, N>>,
    options?: VersionOptions,
  ): Promise<Stored<TModel, N>>
  /**
   * Deletes a row with the rows below it; `false` where there was none.
   *
   * @throws {StoreError} With a `version`: `conflict` with the row as it is in `current`, `not_found` where it is gone.
   */
  remove<N extends EntityName<TModel>>(
    entity: N,
    key: Key<EntityOf<TModel, N>>,
    options?: VersionOptions,
  ): Promise<boolean>
  /**
   * Gives a row another parent, in one transaction with all rows below it: each is deleted where it was, and created below
   * the new parent with a new `createdAt`. Foreign keys of other rows that name a moved row by its parent are left as they are.
   *
   * @throws {StoreError} `not_found` for the row or the new parent; `conflict` where a row of the tree is changed, comes or
   * goes meanwhile; `already_exists` where the new parent has a row of this key; `too_large` for a tree that does not fit
   * in one transaction of the store, or has more than 1,000 rows. Nothing is moved then.
   */
  move<N extends EntityName<TModel>>(
    entity: N,
    key: Key<EntityOf<TModel, N>>,
    to: ParentWhere<TModel, N>,
    options?: VersionOptions,
  ): Promise<Stored<TModel, N>>
  /** As `SyncStore.transact`: all writes in order, or none. */
  transact(writes: readonly Write<TModel>[], options?: TransactOptions): Promise<AppliedOutcome[]>
  /**
   * Any number of writes, in order, each whole or not at all; an outcome each, in the same order: a refused one stops no other.
   *
   * An error in the middle (`throttled`, `unavailable`, `aborted`) leaves those applied that `onProgress` has counted, and
   * perhaps some of the next 100.
   */
  batchWrite(
    writes: Iterable<Write<TModel>> | AsyncIterable<Write<TModel>>,
    options?: LoadOptions,
  ): Promise<SyncOutcome[]>
}
