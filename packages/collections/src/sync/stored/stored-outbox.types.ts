import type { ConflictDesk } from '../../conflicts/conflict-desk.ts'
import type { StorageState, StoredEntry } from '../../offline/storage.types.ts'
import type { TabNews } from '../../offline/tabs.types.ts'
import type { PushQueue, SenderOptions } from '../../push-queue.ts'
import type { FeedFold } from '../feed-fold.ts'
import type { SourceOptions } from '../sender.types.ts'
import type { Outbox } from './outbox.types.ts'

export interface Parking {
  readonly outbox: Outbox
  /** What is edited again, where it was refused, is that edit corrected. */
  readonly enqueue: PushQueue['enqueue']
}

/** The writes of a store, kept beyond the tab until the server has answered. */
export interface StoredOutbox {
  /** Takes down what answers tell of rows. */
  readonly fold: FeedFold
  sender(source: SourceOptions, out: SenderOptions): () => void
  /** Who keeps what waits for someone; from now on it can be used. */
  begin(queue: PushQueue, desk: ConflictDesk): Parking
  /** Asks for what is new to be stored, at once: this tab ends. */
  flush(): void
  /** This tab sends. */
  isLeading(): boolean
  /** Stores what the feed has told of, before its cursor is. */
  keepTold(): Promise<void>
  /** Takes what is stored: for who opens the storage. */
  restore(entries: readonly StoredEntry[]): void
  /** The browser has deleted the database: what was stored there is in the tabs alone. */
  lost(): void
  /** Writes that have not ended. */
  size(): number
  /** What is stored is shown: what waits for someone is told. */
  shown(): void
  /** Looks whether there is more, or less, than was told. */
  look(): Promise<void>
  /** What another tab has written. */
  hear(news: TabNews['outbox'], withRows: () => void): void
  /** Sends from now on what is stored. */
  lead(state: StorageState): void
}
