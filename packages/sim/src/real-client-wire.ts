import type { PendingMutation } from '@throughline/collections'
import type { SyncTransport } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import type { Session } from './judge.ts'
import type { OpenStream } from './live-streams.ts'
import type { Network } from './network.ts'
import type { Envelope, Request } from './protocol.types.ts'
import type { Random } from './random.ts'
import type { Ledger } from './real-client-ledger.ts'
import type { Scheduler } from './scheduler.ts'
import type { TabOwner } from './tab-owner.ts'

/** What a tab reaches servers by. */
export interface TransportOptions {
  readonly name: string
  readonly scheduler: Scheduler
  readonly random: Random
  readonly network: Network
  readonly openStream: OpenStream
  readonly ledger: Ledger
  readonly owner: TabOwner
  readonly session: () => Session
  readonly token: () => number
  readonly isOnline: () => boolean
  /** What the store says waits. */
  readonly pending: () => readonly PendingMutation[]
  /** Its tab has ended: nothing is sent, and nothing is told, any more. */
  readonly isOver: () => boolean
  /** A feed was read to its end, as it was then. */
  readonly pulled: (begun: number) => void
  /** The feed does not reach back to where the client is, or everything is read anew for another reason. */
  readonly reset: () => void
  /** Rows were read by pages. */
  readonly read: () => void
}

/** A transport, and what the world does to its streams. */
export interface SimTransport {
  readonly transport: SyncTransport<SyncModel>
  readonly wakeStreams: () => void
  readonly cutStreams: () => void
}

export function envelopeOf(
  { session, token }: Pick<TransportOptions, 'session' | 'token'>,
  request: Request,
): Envelope {
  return { user: session().user, expires: token(), request }
}
