import type { AnyModel, StoredRow } from '@throughline/schema'
import type { CollectionsError } from '../../collections-error.ts'
import type {
  SnapshotProgress,
  StorageState,
  StorageStatus,
  StorageWrite,
  StoredTomb,
} from '../../offline/storage.types.ts'
import type { SharedStorage } from '../../offline/tabs.types.ts'
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
  readonly onError: (error: CollectionsError) => void
  /** Told once another tab has deleted all. */
  readonly onCleared: () => void
}

/** What the rows of a store are told of what else is stored. */
export interface RowsContext extends StoredContext {
  /** Where it is open. */
  readonly opened: () => SharedStorage | undefined
  /** Told what is stored besides rows, before those are shown. */
  readonly onState: (state: StorageState) => void
  readonly onMore: StoredRows['onMore']
  readonly onReset: StoredRows['onReset']
  readonly onRows: StoredRows['onRows']
  readonly onNote: StoredRows['onNote']
  /** Whether the leader tells what it hears. */
  readonly isTold: () => boolean
  readonly look: () => void
  /** Writes that end with the tabs, where the database is gone. */
  readonly atRisk: () => number
  /** Does what has to be stored before the feed's cursor is. */
  readonly beforeCursor: () => Promise<void>
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
 * One tab leads, and stores what it takes of the feed; the others hear of it. Who comes to lead goes on from where the stored
 * rows have got to, so that nothing is left out of them.
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
  /** Another tab leads, has a stream, and tells this one: it has none of its own. */
  isFollower(): boolean
  /** Told where that may be otherwise. */
  onNote(listener: () => void): void
  /** Looks whether there is more in the storage than was told. */
  look(): void
  /** Told where another tab has stored more than it told, or than is kept here. */
  onMore(listener: () => void): void
  /** Told where another tab has read everything anew: what is here of before may be gone, or no longer to be seen. */
  onReset(listener: () => void): void
  /** Told where another tab has told rows. */
  onRows(listener: () => void): void
  /** The lead waits to be taken. */
  hasTurn(): boolean
  /** Told when it does. */
  onTurn(listener: () => void): void
  /** Takes it, where it waits, with where the feed is here, and what is whole; returns where the feed is to go on. */
  takeTurn(cursor: string, whole: readonly Scope[]): string
  /** `null` before it is opened. */
  status(): StorageStatus | null
}
