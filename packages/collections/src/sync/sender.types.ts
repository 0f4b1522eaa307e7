import type { SyncTransport } from '@throughline/schema'
import type { Network } from './network.ts'
import type { Session } from './session.types.ts'

/** What a sender sends by. */
export interface SourceOptions {
  readonly transport: SyncTransport
  readonly network: Network
  readonly session: Pick<Session, 'cursor' | 'epoch' | 'sendingEpoch' | 'isPast' | 'pull' | 'ready'>
  /** Mutations that the feed told of are looked up here while someone waits for them. */
  readonly awaited: AwaitedMutations
}

/** Which of some mutations the feed has told of. */
export interface AwaitedMutations {
  watch(mutationIds: readonly string[]): void
  told(mutationId: string): void
  has(mutationId: string): boolean
  clear(mutationIds: readonly string[]): void
}
