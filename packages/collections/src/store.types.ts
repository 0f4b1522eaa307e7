import type { Collection, UtilsRecord } from '@tanstack/db'
import type { QueryClient } from '@tanstack/query-core'
import type {
  AnyModel,
  AnyModelEntity,
  EntityName,
  EntityOf,
  Insert,
  Key,
  Row,
  RowMeta,
  Transport,
  Update,
} from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import type { ListOptions, LiveList, LiveRow } from './live-query.types.ts'
import type { Readable } from './readable.types.ts'
import type { SyncStatus } from './sync-status.ts'

/** What `createStore` takes besides the model. */
export interface StoreOptions<TModel extends AnyModel> {
  readonly transport: Transport<TModel>
  /** Carries the reads; the store makes one of its own when absent. */
  readonly queryClient?: QueryClient
  /** Milliseconds between refetches of what is in use; `false` for none. 60,000 when absent. */
  readonly pollInterval?: number | false
  /** Milliseconds in which a read counts as fresh: it is not repeated on focus or for a new query. 10,000 when absent. */
  readonly staleTime?: number
  /** Told of every write that was rolled back and every load that failed; `console.error` when absent. */
  readonly onError?: (error: CollectionsError) => void
}

type InsertOf<TEntity extends AnyModelEntity> = Insert<TEntity> & object

/** The TanStack DB collection of one entity, keyed by the row's own key as one string (`keyString`). */
export type EntityCollection<TEntity extends AnyModelEntity> = Collection<
  Row<TEntity> & object,
  string,
  UtilsRecord,
  never,
  InsertOf<TEntity>
>

/** The collections of a model, by entity. */
export type Collections<TModel extends AnyModel> = {
  readonly [N in EntityName<TModel>]: EntityCollection<EntityOf<TModel, N>>
}

/** A write that is visible already. */
export interface PendingWrite<TRow, TConfirmed = TRow> {
  /** The row as it is shown now; for a delete, as it was. */
  readonly row: TRow
  /** Resolves once the server has applied the write, rejects with a {@link CollectionsError} once it is rolled back. */
  readonly confirmed: Promise<TConfirmed>
}

/** A row's own key as one string, or the fields that name it in the table (needed where its parent's rows are not loaded). */
export type RowKey<TEntity extends AnyModelEntity> = string | Key<TEntity>

/** A model's rows on this client: what is loaded, what is being written, and how it stands with the server. */
export interface CollectionStore<TModel extends AnyModel = AnyModel> {
  readonly model: TModel
  readonly collections: Collections<TModel>
  readonly status: Readable<SyncStatus<EntityName<TModel>>>
  /** Shows a new row at once and sends it. @throws {CollectionsError} `invalid` with issues; then nothing changed. */
  insert<N extends EntityName<TModel>>(
    entity: N,
    values: Insert<EntityOf<TModel, N>>,
  ): PendingWrite<Row<EntityOf<TModel, N>>>
  /** Shows changed fields at once and sends those that differ. @throws {CollectionsError} `invalid`, `not_found`. */
  update<N extends EntityName<TModel>>(
    entity: N,
    key: RowKey<EntityOf<TModel, N>>,
    changes: Update<EntityOf<TModel, N>>,
  ): PendingWrite<Row<EntityOf<TModel, N>>>
  /** Hides a row with its children at once and sends the delete. @throws {CollectionsError} `not_found`. */
  delete<N extends EntityName<TModel>>(
    entity: N,
    key: RowKey<EntityOf<TModel, N>>,
  ): PendingWrite<Row<EntityOf<TModel, N>>, void>
  /** What the server keeps about a row; `undefined` before its insert is confirmed. */
  meta<N extends EntityName<TModel>>(entity: N, key: RowKey<EntityOf<TModel, N>>): RowMeta | undefined
  /** A window of an ordered, filtered list, kept up to date while it is subscribed to. */
  list<N extends EntityName<TModel>>(
    entity: N,
    options?: ListOptions<Row<EntityOf<TModel, N>>>,
  ): LiveList<Row<EntityOf<TModel, N>>>
  /** One row, kept up to date while it is subscribed to. */
  row<N extends EntityName<TModel>>(
    entity: N,
    key: RowKey<EntityOf<TModel, N>>,
  ): LiveRow<Row<EntityOf<TModel, N>>>
  /** Reads again what is in use; never rejects, `status` says how it went. */
  refresh(): Promise<void>
  /** Stops all reads, timers and listeners; pending writes reject with `disposed`. */
  dispose(): void
}
