import type { QueryClient } from '@tanstack/query-core'
import type {
  AnyModel,
  AnyModelEntity,
  EntityName,
  EntityOf,
  IncludeOption,
  Insert,
  Key,
  Row,
  RowMeta,
  SyncTransport,
  Transport,
  Update,
} from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import type { StoreConflict } from './conflicts/conflict.types.ts'
import type {
  AggregateOptions,
  Aggregates,
  ListOptions,
  LiveAggregate,
  LiveList,
  LivePages,
  LiveRow,
  PagesOptions,
  RowOptions,
  RowWith,
} from './live-query.types.ts'
import type { PendingMutation } from './pending-mutations.ts'
import type { FeedPlugin, OfflinePlugin, QueryPlugin, SyncPlugin } from './plugin.types.ts'
import type { Readable } from './readable.types.ts'
import type { Outbox } from './sync/stored/outbox.types.ts'
import type { SyncStatus } from './sync-status.types.ts'

/** What `createStore` takes besides the model. */
export interface StoreOptions<
  TModel extends AnyModel,
  TSync extends SyncPlugin<EntityName<TModel>> = SyncPlugin<EntityName<TModel>>,
  TQueries extends QueryPlugin | undefined = undefined,
> {
  /** A `SyncTransport` for `feedSync`. */
  readonly transport: [TSync] extends [FeedPlugin] ? SyncTransport<TModel> : Transport<TModel>
  /**
   * How rows are kept up to date: by `feedSync()` of `@throughline/collections/sync`, or by `polling()` of
   * `@throughline/collections/polling`, which reads them again now and then.
   */
  readonly sync: TSync
  /** `liveQueries()` of `@throughline/collections/query`: the store has `list`, `pages`, `row` and `aggregate`. */
  readonly queries?: TQueries
  /** Carries the reads; the store makes one of its own when absent. */
  readonly queryClient?: QueryClient
  /**
   * Milliseconds between refetches of what is in use; with `feedSync`, between pulls while no live stream is open.
   * `false` for none. 60,000 when absent.
   */
  readonly pollInterval?: number | false
  /** Milliseconds in which a read counts as fresh: it is not repeated on focus or for a new query. 10,000 when absent. */
  readonly staleTime?: number
  /** Told of every write that was rolled back and every load that failed; `console.error` when absent. */
  readonly onError?: (error: CollectionsError) => void
}

/** A write that is visible already. */
export interface PendingWrite<TRow, TConfirmed = TRow> {
  /** The row as it is shown now; for a delete, as it was. */
  readonly row: TRow
  /** Resolves once the server has applied the write, rejects with a {@link CollectionsError} once it is rolled back. */
  readonly confirmed: Promise<TConfirmed>
}

/** Writes that are visible already, and applied together or not at all. */
export interface PendingTransaction<T> {
  /** What the work returned. */
  readonly result: T
  /** Resolves once the server has applied all, rejects with the {@link CollectionsError} of the one that was refused. */
  readonly confirmed: Promise<void>
}

/** What an update takes besides its changes. */
export interface UpdateOptions<TRow> {
  /**
   * The row, or the fields of it, that the edit began from, where that is not the row as it is shown now: a form that was open
   * while others wrote. What they changed in the same fields since is a conflict.
   */
  readonly base?: Partial<TRow> | undefined
}

/** A row's own key as one string, or the fields that name it in the table (needed where its parent's rows are not loaded). */
export type RowKey<TEntity extends AnyModelEntity> = string | Key<TEntity>

/** A model's rows on this client: what is loaded, what is being written, and how it stands with the server. */
export interface CollectionStore<TModel extends AnyModel = AnyModel> {
  readonly model: TModel
  readonly status: Readable<SyncStatus<EntityName<TModel>>>
  /** Writes that the server has not confirmed yet, with what they write. */
  readonly pendingMutations: Readable<readonly PendingMutation<EntityName<TModel>>[]>
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
    options?: UpdateOptions<Row<EntityOf<TModel, N>>>,
  ): PendingWrite<Row<EntityOf<TModel, N>>>
  /** Hides a row with its children at once and sends the delete. @throws {CollectionsError} `not_found`. */
  delete<N extends EntityName<TModel>>(
    entity: N,
    key: RowKey<EntityOf<TModel, N>>,
  ): PendingWrite<Row<EntityOf<TModel, N>>, void>
  /** A row as it is shown now, of those that are loaded; `undefined` where it is not among them. */
  get<N extends EntityName<TModel>>(
    entity: N,
    key: RowKey<EntityOf<TModel, N>>,
  ): Row<EntityOf<TModel, N>> | undefined
  /** What the server keeps about a row; `undefined` before its insert is confirmed. */
  meta<N extends EntityName<TModel>>(entity: N, key: RowKey<EntityOf<TModel, N>>): RowMeta | undefined
  /**
   * Reads again, or pulls, what is in use, and goes on with what waits for the network or for a user to sign in again; never
   * rejects, `status` says how it went.
   */
  refresh(): Promise<void>
  /** Stops all reads, timers and listeners; pending writes reject with `disposed`. */
  dispose(): void
}

/** A store with `feedSync`. */
export interface SyncedStore<TModel extends AnyModel = AnyModel> extends CollectionStore<TModel> {
  /**
   * Makes the writes that `work` does as one: all are applied, or none; `work` is not asynchronous, and what it throws takes
   * them back at once.
   */
  transaction<T>(work: () => T): PendingTransaction<T>
  /** Edits that wait for someone to say what becomes of them (`conflicts: 'ask'`); other rows go on meanwhile. */
  readonly conflicts: Readable<readonly StoreConflict<TModel>[]>
}

/** A store with `feedSync` and `storage`. */
export interface OfflineStore<TModel extends AnyModel = AnyModel> extends SyncedStore<TModel> {
  /** What becomes of writes that wait, by the `id` of `pendingMutations`. */
  readonly outbox: Outbox
  /**
   * For signing out: deletes the user's rows and writes, here and in other tabs, and disposes of the store. Writes that were
   * not sent are gone: `pendingMutations` says whether there are any.
   */
  clear(): Promise<void>
}

/** A store with `liveQueries`. */
export interface QueryStore<TModel extends AnyModel = AnyModel> extends CollectionStore<TModel> {
  /** A window of an ordered, filtered list, kept up to date while it is subscribed to. @throws {TypeError} for no relation in `include`. */
  list<N extends EntityName<TModel>, const TInclude extends IncludeOption<EntityOf<TModel, N>> = []>(
    entity: N,
    options?: ListOptions<TModel, N, TInclude>,
  ): LiveList<RowWith<TModel, N, TInclude>>
  /** As `list`, a window that grows by pages. */
  pages<N extends EntityName<TModel>, const TInclude extends IncludeOption<EntityOf<TModel, N>> = []>(
    entity: N,
    options?: PagesOptions<TModel, N, TInclude>,
  ): LivePages<RowWith<TModel, N, TInclude>>
  /** One row, kept up to date while it is subscribed to. */
  row<N extends EntityName<TModel>, const TInclude extends IncludeOption<EntityOf<TModel, N>> = []>(
    entity: N,
    key: RowKey<EntityOf<TModel, N>>,
    options?: RowOptions<TModel, N, TInclude>,
  ): LiveRow<RowWith<TModel, N, TInclude>>
  /** The number of rows that match, and sums, averages and bounds of their fields, kept up to date. */
  aggregate<N extends EntityName<TModel>, const TOptions extends AggregateOptions<TModel, N>>(
    entity: N,
    options: TOptions,
  ): LiveAggregate<Aggregates<Row<EntityOf<TModel, N>>, TOptions>>
}

/** The store of a model with what its options bring along. */
export type StoreWith<TModel extends AnyModel, TSync, TQueries> = [TSync] extends [FeedPlugin]
  ? [TQueries] extends [QueryPlugin]
    ? QueryStore<TModel> & FeedStore<TModel, TSync>
    : FeedStore<TModel, TSync>
  : [TQueries] extends [QueryPlugin]
    ? QueryStore<TModel>
    : CollectionStore<TModel>

type FeedStore<TModel extends AnyModel, TSync> = [TSync] extends [OfflinePlugin]
  ? OfflineStore<TModel>
  : SyncedStore<TModel>
