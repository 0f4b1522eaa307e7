import type { AnyModel } from './model.types.ts'
import type { Mutation } from './mutation.types.ts'
import type { PageOptions } from './store.types.ts'
import type {
  AppliedOutcome,
  Change,
  PullOptions,
  PullResult,
  PushSource,
  SnapshotPage,
  SyncOutcome,
} from './sync.types.ts'
import type { Transport } from './transport.types.ts'

/** Options of `SyncTransport.live`. */
export interface LiveOptions {
  /** A feed cursor, as for `pull`: what is told begins after it. */
  readonly cursor: string
  /** Ends the stream. */
  readonly signal: AbortSignal
}

/** What a live stream tells; each `cursor` is where a pull, or a new stream, goes on. */
export type LiveEvent<TModel extends AnyModel = AnyModel> =
  /** The stream is open (again), and everything up to the cursor has been told. */
  | { readonly kind: 'open'; readonly cursor: string }
  /** All that was written since the cursor before. */
  | { readonly kind: 'changes'; readonly changes: readonly Change<TModel>[]; readonly cursor: string }
  /** More was written than the stream carries: pull from the last cursor until nothing is left; the stream goes on after `cursor`. */
  | { readonly kind: 'pull'; readonly cursor: string }
  /** As of `pull`. */
  | { readonly kind: 'reset' }
  /** The stream was cut (a message for logs), and is opened again by itself. */
  | { readonly kind: 'closed'; readonly message: string }

/**
 * The port of the client side with sync: snapshot, then pull from its `feed`, then live.
 *
 * Every method throws {@link StoreError} only: `offline` where no answer came, `denied` where the user has to sign in (again),
 * otherwise the code of the server's error. `retryAfter` of `throttled` and `unavailable` is the server's wish.
 */
export interface SyncTransport<TModel extends AnyModel = AnyModel> extends Transport<TModel> {
  /** As `SyncStore.push`; with a source a batch that failed may be sent again as it was. */
  push(
    mutations: readonly Mutation<TModel>[],
    options?: (PushSource | { readonly clientId?: undefined; readonly seq?: undefined }) & {
      readonly signal?: AbortSignal | undefined
    },
  ): Promise<SyncOutcome[]>
  /** As `SyncStore.transact`: all mutations, in order, or none of them; 100 at most. */
  transact(
    mutations: readonly Mutation<TModel>[],
    options?: { readonly restrict?: boolean | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<AppliedOutcome[]>
  /** As `SyncStore.snapshot`: pages of 1,000 rows when `limit` is absent, fewer where they are large. */
  snapshot(options?: PageOptions): Promise<SnapshotPage<TModel>>
  /** As `SyncStore.pull`. */
  pull(options: PullOptions): Promise<PullResult<TModel>>
  /** What is written from now on, until the signal fires; a stream that is cut is opened again, where it was. */
  live(options: LiveOptions): AsyncIterable<LiveEvent<TModel>>
}
