import type { AnyModel, StoredRow, SyncTransport } from '@throughline/schema'
import type { Scope } from '../scope.types.ts'
import type { FeedFold } from './feed-fold.ts'
import type { Network } from './network.ts'
import type { RowCheck } from './row-check.ts'
import type { StoredRows } from './stored/stored.types.ts'

export interface SessionOptions {
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly transport: SyncTransport
  readonly network: Network
  readonly check: RowCheck
  readonly pollInterval: number | false
  readonly signal: AbortSignal
  readonly onChange: () => void
  readonly onMutation: (mutationId: string) => void
  /** Where rows are kept beyond this tab. */
  readonly stored?: StoredRows | undefined
}

/** What the session asks of the loader, which knows what was read. */
export interface KeptScopes {
  /** Whether the rows of a scope were read, or are being read, with others or by themselves. */
  isKept(scope: Scope): boolean
  /** Reads anew what is in use, into `take`, each scope at least once, and takes the rest for unread; returns both. */
  readAgain(take: (scope: Scope, rows: readonly StoredRow[]) => void): Promise<readonly Scope[]>
  /** Takes scopes for read, whose rows are here already. */
  restore(scopes: readonly Scope[]): void
  /** One was read, and may not have told so yet. */
  hasRead(scope: Scope): void
  /** Whether a read was asked for before its scope was restored; then it is done. */
  takeRestored(scope: Scope): boolean
  /** Those that were read. */
  loaded(): Scope[]
  /** Reads what could not be read. */
  retryFailed(): Promise<void>
}

/** How the following of the feed stands. */
export interface SessionState {
  readonly live: 'closed' | 'open'
  /** Rows that a first reading of everything has brought so far; `null` while there is none. */
  readonly progress: { readonly rows: number } | null
  /** When everything up to then was known last. */
  readonly syncedAt: Date | null
}

/** Where a session is in the feed. */
export interface SessionPlace {
  /** Empty before the session has begun. */
  cursor: string
  /** How often everything was read anew. */
  epoch: number
  /** Everything has to be read anew. */
  isStale: boolean
}

/** What the parts of a session share. */
export interface SessionContext extends SessionOptions {
  readonly scopes: KeptScopes
  readonly place: SessionPlace
  readonly update: (changes: Partial<SessionState>) => void
}

/**
 * Follows the feed of the server: a cursor, then pulls and a live stream from it on, for as long as the store lives.
 *
 * Where all entities are eager, the rows come by pages of a snapshot, and its `feed` is the cursor. Else one row of a snapshot
 * is read for its `feed`, and rows are read by `list` and `query` after that. That is right, and brings no rows that nobody
 * asked for: `feed` is of a moment before the reads begin, by the margin that the server keeps against indexes that lag. So a
 * write that a page does not show has its place after the cursor, and a pull brings it; what comes twice is told by its version.
 */
export interface Session {
  /** Resolves once what is stored is shown. */
  restored(): Promise<void>
  /** Resolves once reads may begin. @throws {StoreError} where the server could not be asked; the next call asks again. */
  ready(): Promise<void>
  /** Where it is in the feed; empty before it has begun. */
  readonly cursor: () => string
  /** Begins, when it does, at a cursor of rows that are here already; `false` where it has begun. */
  resume(cursor: string): boolean
  /** Reads everything, where that is how rows come. */
  readonly fill: ((onFirstPage: () => void) => Promise<void>) | undefined
  /** What was read in another one is of a past that may be gone. */
  readonly epoch: () => number
  /**
   * As `epoch`, of what is sent now. Negative before the session has begun: where it begins before the answer is here, the
   * answer may be older than all that the feed tells.
   */
  readonly sendingEpoch: () => number
  /** Whether everything has to be, or was, read anew since that epoch. */
  isPast(epoch: number): boolean
  /** Takes what the feed has by now; waits for a broken network. */
  pull(): Promise<void>
  /** As `pull`, but ends with the first failure; does nothing before the session has begun. */
  refresh(): Promise<void>
  state(): SessionState
}
