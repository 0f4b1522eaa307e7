import type { AnyModel, StoredRow } from '@throughline/schema'
import type {
  SnapshotProgress,
  StorageStatus,
  StorageWrite,
  StoredTomb,
} from '../../offline/storage.types.ts'
import type { Scope } from '../../scope.types.ts'
import type { FeedFold } from '../feed-fold.ts'
import type { RowCheck } from '../row-check.ts'

/** What a store gives to what keeps its rows beyond the tab. */
export interface StoredContext {
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly check: RowCheck
  /** All rows come by a snapshot, and belong together. */
  readonly isAll: boolean
  /** Entities whose rows are shown first. */
  readonly first: readonly string[]
  readonly signal: AbortSignal
  /** Told after each change of the status. */
  readonly onChange: () => void
}

/** Makes it for a store; nothing is opened before rows are asked for. */
export interface StoredRowsSource {
  readonly open: (context: StoredContext) => StoredRows
}

/** Where a store goes on with what is stored, which is shown by then. */
export interface StoredStart {
  /** Empty where there is none. */
  readonly cursor: string
  /** How far a first reading of everything has come that was cut off. */
  readonly progress: SnapshotProgress | null
  readonly scopes: readonly Scope[]
  /** What is shown has to be read anew as a whole. */
  readonly isStale: boolean
}

/** How far the rows of a write reach. */
export type RowReach = Pick<StorageWrite, 'anew' | 'cursor' | 'progress'> & {
  /** Scopes that are whole with it. */
  readonly whole?: readonly Scope[]
}

/** A scope with all of its rows. */
export interface ScopeRows {
  readonly scope: Scope
  readonly rows: readonly StoredRow[]
}

/** Rows on their way to the disk, of one reading. */
export interface RowWrites {
  row(entity: string, stored: StoredRow): void
  tomb(entity: string, tomb: StoredTomb): void
  /** Whether the rows of a scope are stored, and kept up to date there. */
  holds(scope: Scope): boolean
  /** Stores what was collected, all of it with what it reaches; nothing where this tab did not lead all the while. */
  write(reach: RowReach): Promise<void>
  /** The lead came or went, or everything is read anew: what was asked for before is no longer what comes next. */
  isPast(): boolean
}

/**
 * The rows of a store, kept beyond the tab.
 *
 * Each tab follows the feed by itself. One of them leads, and stores what it takes; who comes to lead goes on from where the
 * stored rows have got to, so that nothing is left out of them.
 */
export interface StoredRows {
  /** Shows what is stored; the same answer each time. */
  open(): Promise<StoredStart>
  writes(): RowWrites
  /** Stores scopes that were read, with their rows as they are known now. */
  keep(scopes: readonly Scope[]): void
  /**
   * Everything is read anew: begins an empty place beside what is stored. What it returns fills that with scopes that are whole,
   * and puts it in the place of all.
   */
  anew(): (found: readonly ScopeRows[], cursor: string) => Promise<void>
  /** The lead waits to be taken. */
  hasTurn(): boolean
  /** Told when it does. */
  onTurn(listener: () => void): void
  /** Takes it, where it waits, with where the feed is here, and what is whole; returns where the feed is to go on. */
  takeTurn(cursor: string, whole: readonly Scope[]): string
  /** `null` before it is opened. */
  status(): StorageStatus | null
}
