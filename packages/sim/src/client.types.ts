import type { HasBug } from './bugs.ts'
import type { ClientRecord } from './client-record.ts'
import type { Judge } from './judge.ts'
import type { Network } from './network.ts'
import type { Edit } from './plan.types.ts'
import type { Answer, Poke, Request } from './protocol.types.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** What clients are made with. */
export interface ClientOptions {
  readonly name: string
  readonly scheduler: Scheduler
  readonly random: Random
  readonly network: Network
  readonly judge: Judge
  readonly hasBug: HasBug
  /** Milliseconds of the wall clock, without the skew of the client. */
  readonly wall: () => number
  readonly skew: number
  readonly slowDisk: boolean
  /** The faults have ended. */
  readonly isCalm: () => boolean
}

/** The rows that a client shows, by name. */
export interface ClientView {
  readonly name: string
  readonly rows: ReadonlyMap<string, { readonly version: number; readonly text: string }>
}

/** A device with a user. */
export interface Client {
  readonly name: string
  /** Mutations that are not confirmed yet. */
  readonly waiting: () => readonly string[]
  /** What it shows, by row: of each tab, where it has more. */
  readonly views: () => readonly ClientView[]
  /** Begins to run. */
  readonly start: () => void
  readonly edit: (edit: Edit) => void
  /** Sends a parked mutation again, as a new one. */
  readonly retry: () => void
  /** Ends it, with all that it does not keep yet, and starts it again later. */
  readonly crash: (milliseconds: number) => void
  readonly goOffline: (milliseconds: number) => void
  /** Ends its token, and gives it a new one later. */
  readonly expire: (milliseconds: number) => void
  /** Another user signs in. */
  readonly signOut: () => void
  /** Moves its clock. */
  readonly jump: (by: number) => void
  /** One of its tabs stands still for a time. */
  readonly freeze?: (tab: number, milliseconds: number) => void
  /** The browser ends the connections to its database, which it has deleted or not. */
  readonly evict?: (isGone: boolean) => void
  readonly poke: (poke: Poke) => void
  /** Ends what troubles it: it runs, has a network and a token. */
  readonly calm: () => void
  /** When the last pull began that found no more. */
  readonly pulledAt: () => number
  /** Looks for what is new. */
  readonly refresh: () => void
  /** The history is over. */
  readonly end: () => void
}

/** What the loops of a running client work with; a run ends with a crash, a sign-out too. */
export interface ClientRun {
  readonly options: ClientOptions
  readonly record: () => ClientRecord
  /** Keeps a change; resolves once it is durable, and never where the run has ended before. */
  readonly write: (change: (record: ClientRecord) => ClientRecord, reset?: boolean) => Promise<void>
  /** Asks a server; `undefined` where no answer came in time. Never resolves once the run has ended. */
  readonly ask: (request: Request) => Promise<Answer | undefined>
  /** Waits, until it is woken at the latest. Never resolves once the run has ended. */
  readonly nap: (loop: 'pull' | 'send', milliseconds: number) => Promise<void>
  readonly wake: (loop: 'pull' | 'send') => void
  readonly isOnline: () => boolean
  readonly hasToken: () => boolean
  readonly isOver: () => boolean
  readonly session: () => { readonly client: string; readonly user: string }
  /** Where pokes are kept for while the rows are read anew. */
  readonly incoming: { record: ClientRecord | undefined }
  readonly pulled: (begun: number) => void
}
