import type {
  AppliedOutcome,
  Change,
  Mutation,
  Page,
  PullResult,
  SequenceFault,
  SnapshotPage,
  StoredRow,
  StoreError,
  SyncOutcome,
} from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import type { EntityName } from './plan.types.ts'

export type SimMutation = Mutation<SyncModel>
export type SimChange = Change<SyncModel>

/** What a client asks of a server. */
export type Request =
  | {
      readonly kind: 'push'
      readonly clientId: string
      readonly seq: number
      readonly mutations: readonly SimMutation[]
    }
  | { readonly kind: 'pull'; readonly cursor: string; readonly limit: number }
  | { readonly kind: 'snapshot'; readonly cursor: string | undefined; readonly limit: number }
  | { readonly kind: 'transact'; readonly mutations: readonly SimMutation[] }
  /** The rows of an entity, or those of one parent. */
  | {
      readonly kind: 'page'
      readonly entity: EntityName
      readonly where: Readonly<Record<string, unknown>> | undefined
      readonly cursor: string | undefined
      readonly limit: number
    }

/** A request, and who sends it. */
export interface Envelope {
  readonly user: string
  /** When the token ends, in milliseconds of the wall clock. */
  readonly expires: number
  readonly request: Request
}

/** What a server answers. */
export type Answer =
  | { readonly kind: 'push'; readonly outcomes: readonly SyncOutcome[] }
  | { readonly kind: 'pull'; readonly result: PullResult<SyncModel> }
  | { readonly kind: 'snapshot'; readonly page: SnapshotPage<SyncModel> }
  | { readonly kind: 'transact'; readonly outcomes: readonly AppliedOutcome[] }
  | { readonly kind: 'page'; readonly page: Page<StoredRow> }
  /** Nothing was done: the token is over. */
  | { readonly kind: 'auth' }
  /** It may have been done, or not: the same may help later. */
  | { readonly kind: 'retry' }
  /** The place in the client's order is refused, or what was asked makes no sense. */
  | {
      readonly kind: 'refused'
      readonly sequence: SequenceFault | undefined
      readonly message: string
      readonly error: StoreError
    }

/** What a server tells its live clients of, unasked: changes, in no order and without a promise to come. */
export interface Poke {
  readonly changes: readonly SimChange[]
}
