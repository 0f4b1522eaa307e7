import type { Key, Row } from './entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from './model.types.ts'
import type {
  EntityRow,
  FieldIssue,
  InsertMutation,
  Mutation,
  MutationOutcome,
  RejectionCode,
  StoredRow,
} from './mutation.types.ts'
import type { LoadOptions, LoadProgress, Page, PageOptions, SnapshotRow, Store } from './store.types.ts'

/** Who pushes, and where in its own order the first mutation of the batch stands; the others follow one by one. */
export interface PushSource {
  /** Names one outbox, the same for as long as it lives: 1–256 characters, no `#` and no control character. */
  readonly clientId: string
  /** 1 for the client's first mutation ever, one more with each: a counter, never a clock. */
  readonly seq: number
}

/** Why a guard refuses a write: what its outcome says. */
export interface WriteRefusal {
  readonly code: RejectionCode
  /** A sentence for people. */
  readonly message: string
  readonly issues?: readonly FieldIssue[] | undefined
}

/** What a mutation is about to do to its row. */
export interface GuardedWrite {
  readonly mutation: Mutation
  /** The row as it is; `undefined` where there is none. */
  readonly before: StoredRow | undefined
  /** The row as the write leaves it; `undefined` for a delete. */
  readonly after: StoredRow | undefined
  /** The row that it belongs to; `undefined` for a root, and for a delete. */
  readonly parent: StoredRow | undefined
}

/**
 * Decides about writes inside the transaction that makes them, on the rows as that transaction finds them.
 *
 * Its methods are synchronous and pure; a write that is planned again, since others came first, is asked about again. What
 * one throws, the call throws: nothing of that mutation is written, and of a pushed batch what came before it may be.
 */
export interface WriteGuard {
  /**
   * Whether a mutation may go on, asked before anything of the row shows in an outcome: also of a conflict, of a row that
   * is not there (`before` is absent), and of an insert whose key is taken. `after` is absent here.
   */
  readonly meet?: (write: GuardedWrite) => WriteRefusal | undefined
  /** Whether the write may be made; asked where nothing else refuses it. */
  readonly admit?: (write: GuardedWrite) => WriteRefusal | undefined
  /**
   * Inserts of other rows that are applied in the same transaction as the write, before it, and are asked nothing; a
   * refused write has none. With new random keys at each call: it is called again until the rows are in the write's shard.
   */
  readonly attach?: (write: GuardedWrite) => readonly InsertMutation<AnyModel, string>[]
}

/** Options of `SyncStore.push`: a source, or none. */
export type PushOptions = (PushSource | { readonly clientId?: undefined; readonly seq?: undefined }) & {
  readonly guard?: WriteGuard | undefined
  readonly signal?: AbortSignal | undefined
}

/** Options of `SyncStore.transact`. */
export interface TransactOptions {
  /**
   * Refuses, with `conflict`, the delete of a row that has rows below it which no mutation before it deleted; otherwise a
   * delete takes them along.
   */
  readonly restrict?: boolean | undefined
  readonly guard?: WriteGuard | undefined
  readonly signal?: AbortSignal | undefined
}

/** Where the feed tells of a write: places of one shard are in the order of its writes; shards are not ordered. */
export interface FeedPlace {
  readonly shard: number
  /** 1 for the shard's first change, one more with each. */
  readonly seq: number
}

type Applied<TRow> = Extract<MutationOutcome<TRow>, { readonly status: 'applied' }>

/** What became of a mutation that was applied, with the version and the place that a client waits for in the feed. */
export type AppliedOutcome<TRow = Readonly<Record<string, unknown>>> = Applied<TRow> & {
  /** The version of the row, or of the tombstone that a delete leaves. */
  readonly version: number
  readonly place: FeedPlace
}

/** What became of a mutation; of an applied one also the version and the place that a client waits for in the feed. */
export type SyncOutcome<TRow = Readonly<Record<string, unknown>>> =
  | Exclude<MutationOutcome<TRow>, Applied<TRow>>
  | AppliedOutcome<TRow>

/** A row was written. */
export interface PutChange<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly op: 'put'
  readonly entity: TName
  readonly key: Key<EntityOf<TModel, TName>>
  readonly version: number
  /** The row as this write left it. */
  readonly stored: StoredRow<Row<EntityOf<TModel, TName>>>
  readonly place: FeedPlace
  /** The mutation that did it; absent for rows that were loaded. */
  readonly mutationId?: string
  /** The row as the write found it, `null` where there was none; absent where the store's feed does not tell (`feedBefore`). */
  readonly before?: StoredRow<Row<EntityOf<TModel, TName>>> | null
}

/** A row was deleted: a tombstone. */
export interface DeleteChange<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly op: 'delete'
  readonly entity: TName
  readonly key: Key<EntityOf<TModel, TName>>
  /** Above that of the row that it took away; a row that is made anew under this key continues above it. */
  readonly version: number
  /** ISO date-time. */
  readonly deletedAt: string
  /** `cascade`: a row that it belonged to was deleted. `access`: it is still there, and this reader may see it no more. */
  readonly cause: 'access' | 'cascade' | 'delete'
  readonly place: FeedPlace
  /** The mutation that did it. */
  readonly mutationId?: string
  /** The row that was deleted; absent where the store's feed does not tell (`feedBefore`). */
  readonly before?: StoredRow<Row<EntityOf<TModel, TName>>>
}

/** One entry of the feed. */
export type Change<
  TModel extends AnyModel = AnyModel,
  TName extends EntityName<TModel> = EntityName<TModel>,
> = {
  [N in TName]: DeleteChange<TModel, N> | PutChange<TModel, N>
}[TName]

/** Options of `SyncStore.pull`. */
export interface PullOptions {
  /** A feed cursor: of `heads`, of a snapshot's page (`feed`), or of the pull before. */
  readonly cursor: string
  /** Changes a page, 1–1,000; 100 when absent. */
  readonly limit?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** What `SyncStore.pull` answers. */
export type PullResult<TModel extends AnyModel = AnyModel> =
  | {
      readonly kind: 'changes'
      /** In the order of each shard's places; all rows of one root are in one shard. */
      readonly changes: readonly Change<TModel>[]
      /** Where the next pull begins; valid also where nothing came. */
      readonly cursor: string
      /** The feed has more right now. */
      readonly more: boolean
    }
  /** The feed no longer reaches back to the cursor: drop all rows, tombstones and versions, begin with a snapshot. */
  | { readonly kind: 'reset' }

/** A page of `SyncStore.snapshot`. */
export interface SnapshotPage<TModel extends AnyModel = AnyModel> extends Page<SnapshotRow<TModel>> {
  /** The feed's cursor of the moment before the snapshot began, the same on all its pages: pull from it afterwards. */
  readonly feed: string
}

/**
 * The server side of sync: a `Store` whose every write is told by a feed, once, and applied once however often it is sent.
 *
 * Versions of a row only grow, over its tombstones too, so a client that applies a row or a tombstone only where its
 * version is higher may meet snapshot and feed in any order, and ends with what the table has.
 */
export interface SyncStore<TModel extends AnyModel = AnyModel> extends Store<TModel> {
  /** Whether the feed tells what a row was before each change, which readers whose rights go by row need. */
  readonly feedBefore: boolean
  /**
   * Applies mutations in order, each whole or not at all; one outcome each, in the same order.
   *
   * With a source, exactly once. The outcome of each place is kept for 45 days at least, conflicts and rejections
   * too, and answered again without applying anything; that a place was taken is never forgotten.
   *
   * @throws {StoreError} `invalid`, with nothing of the batch applied: for an entity that the model does not have; with
   * `sequence.kind` `gap` where the client's places before `seq` have not come (send from `sequence.lastSeq + 1`);
   * with `used` where a place was taken by another mutation, or its outcome is no longer kept (read the row again, and
   * send under a new client id what is still wanted).
   */
  push(mutations: readonly Mutation<TModel>[], options?: PushOptions): Promise<SyncOutcome[]>
  /**
   * Applies all mutations, in order, or none of them; one outcome each, in the same order.
   *
   * Each mutation meets what those before it did: an insert finds the parent that one before it inserted, a second update
   * of a row is one version and one change more. A read meets all of them or none; a page of `pull` may end among them.
   *
   * @throws {StoreError} With nothing applied. Where a mutation is refused, of the first that is: `index`, its refusal as
   * the code (`not_found`, `already_exists`, `too_large`, `conflict` with the row that it met in `current`, `invalid`, also
   * for a parent that is not there), and `issues` at their paths. `too_large` without `index` for more than the store
   * applies at once (DynamoDB: 100 items, 4 MB). `throttled` where other writes came first too often.
   */
  transact(mutations: readonly Mutation<TModel>[], options?: TransactOptions): Promise<AppliedOutcome[]>
  /** All rows of all entities, page by page; rows may change meanwhile, and a pull from `feed` brings what was missed. */
  snapshot(options?: PageOptions): Promise<SnapshotPage<TModel>>
  /**
   * The changes after a cursor, page by page: none is left out, none comes twice, whatever is written meanwhile.
   *
   * Changes are kept for 30 days, unless the store was told otherwise.
   *
   * @throws {StoreError} `invalid` for a cursor that no feed of this model has given.
   */
  pull(options: PullOptions): Promise<PullResult<TModel>>
  /** The feed's cursor of now: a pull from it brings only what is written later. */
  heads(): Promise<string>
  /**
   * Writes rows as they are, over those with the same key: for seeding and import; validated first.
   *
   * Versions go on where there was a row or a tombstone; a row that is the same already is left alone. The feed tells of
   * it, or answers `reset` to every cursor of before.
   */
  load(
    rows: Iterable<EntityRow<TModel>> | AsyncIterable<EntityRow<TModel>>,
    options?: LoadOptions,
  ): Promise<LoadProgress>
  /**
   * Deletes every row of every entity of the model, with tombstones and feed: every cursor of before is answered with
   * `reset`, and versions begin anew. The places that clients have taken stay taken.
   */
  clear(options?: LoadOptions): Promise<LoadProgress>
}
