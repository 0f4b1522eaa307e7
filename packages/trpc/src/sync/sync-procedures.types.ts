import type {
  AnyModel,
  AppliedOutcome,
  Change,
  DeleteMutation,
  EntityName,
  EntityOf,
  InsertMutation,
  PullResult,
  SnapshotPage,
  SyncOutcome,
  Update,
  UpdateMutation,
} from '@throughline/schema'
import type {
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
  tracked,
} from '@trpc/server'
import type { ApiErrorShape } from '../api-error.ts'
import type { JsonOf } from '../json.types.ts'

/** One mutation on the wire: as in the model's `Mutation`, with `unset` for what JSON cannot say. */
export type WireMutation<TModel extends AnyModel = AnyModel> = {
  [N in EntityName<TModel>]:
    | InsertMutation<TModel, N>
    | (UpdateMutation<TModel, N> & {
        readonly unset?: readonly (keyof Update<EntityOf<TModel, N>> & string)[] | undefined
      })
    | DeleteMutation<TModel, N>
}[EntityName<TModel>]

/** What `sync.push` takes: 0–100 mutations, applied in order; exactly once with a source. */
export interface PushInput<TModel extends AnyModel = AnyModel> {
  readonly mutations: readonly WireMutation<TModel>[]
  /** Who pushes, with `seq`; see `PushSource`. */
  readonly clientId?: string | undefined
  /** The place of the first mutation in the client's order. */
  readonly seq?: number | undefined
  /** The model that the client was built with; PRECONDITION_FAILED where the server takes it no longer. */
  readonly modelVersion?: string | undefined
}

/** What `sync.push` answers: one outcome for each mutation, in the same order. */
export interface PushOutput {
  readonly outcomes: readonly SyncOutcome[]
}

/** What `sync.transact` takes: 0–100 mutations, applied in order, all or none. */
export interface TransactInput<TModel extends AnyModel = AnyModel> {
  readonly mutations: readonly WireMutation<TModel>[]
  /** A delete is refused where rows belong to the one that it names, instead of taking them along. */
  readonly restrict?: boolean | undefined
  /** As of a push. */
  readonly modelVersion?: string | undefined
}

/** What `sync.transact` answers: one outcome for each mutation, in the same order. */
export interface TransactOutput {
  readonly outcomes: readonly AppliedOutcome[]
}

/** What `sync.pull` takes. */
export interface PullInput {
  /** A feed cursor: the `feed` of a snapshot's page, or the `cursor` of a pull or of a live event. */
  readonly cursor: string
  /** Changes a page, 1–1,000; 100 when absent. */
  readonly limit?: number | undefined
}

/** What `sync.snapshot` takes. */
export interface SnapshotInput {
  /** The `cursor` of the page before. */
  readonly cursor?: string | undefined
  /** Rows a page, 1–1,000; 1,000 when absent, and fewer where they are large. */
  readonly limit?: number | undefined
}

/** What `sync.live` takes. */
export interface LiveInput {
  /** A feed cursor, as for a pull: what is told begins after it. */
  readonly cursor: string
  /** Of the last event that came; wins over `cursor`. tRPC's clients send it when they connect again. */
  readonly lastEventId?: string | null | undefined
}

/** What a live stream tells; see `LiveEvent`. */
export type WireLiveEvent<TModel extends AnyModel = AnyModel> =
  | { readonly kind: 'open'; readonly cursor: string }
  | { readonly kind: 'changes'; readonly changes: readonly JsonOf<Change<TModel>>[]; readonly cursor: string }
  | { readonly kind: 'pull'; readonly cursor: string }
  | { readonly kind: 'reset' }

/** A live event with its cursor as the id that a stream is resumed by; a `reset` has none. */
export type TrackedLiveEvent<TModel extends AnyModel = AnyModel> =
  | Extract<WireLiveEvent<TModel>, { readonly kind: 'reset' }>
  | ReturnType<typeof tracked<Exclude<WireLiveEvent<TModel>, { readonly kind: 'reset' }>>>

// An alias, which declarations of a user's own router write out.
type Definition<TInput, TOutput> = {
  input: TInput
  output: TOutput
  meta: unknown
  errorShape: ApiErrorShape
}

/** The procedures of the sync protocol. A type alias, since tRPC asks for an index signature that an interface has not. */
export type SyncProcedures<TModel extends AnyModel> = {
  /** All rows that the user may see, page by page; a pull from `feed` brings what was missed. */
  snapshot: TRPCQueryProcedure<Definition<SnapshotInput | undefined, SnapshotPage<TModel>>>
  /** The changes after a cursor, page by page. */
  pull: TRPCQueryProcedure<Definition<PullInput, JsonOf<PullResult<TModel>>>>
  /** Applies mutations in order; what became of each is in its outcome, not in an error. */
  push: TRPCMutationProcedure<Definition<PushInput<TModel>, PushOutput>>
  /** Applies all mutations or none; a refusal is an error, whose `data.index` says of which. */
  transact: TRPCMutationProcedure<Definition<TransactInput<TModel>, TransactOutput>>
  /** What is written from now on. It ends after a while, so that rights are read again: subscribe anew from the last id. */
  live: TRPCSubscriptionProcedure<Definition<LiveInput, AsyncIterable<TrackedLiveEvent<TModel>>>>
}
