import { result, stores } from './database.ts'
import type { ModelShape } from './model-shape.ts'
import type { Sealed } from './seal.ts'
import type { SnapshotProgress, StoredClient } from './storage.types.ts'

/** Who a database is, and what it counts. */
export interface ClientRecord extends StoredClient {
  /** Another one each time that the database is made: who knows another was cleared. */
  readonly stamp: string
  /** One more with each leader. */
  readonly epoch: number
  /** Edits so far. */
  readonly at: number
  /** Writes of rows so far. */
  readonly writes: number
}

/** How far the rows reach. */
export interface FeedRecord {
  /** Of the rows that are shown. */
  readonly generation: number
  /** Where everything is being read anew. */
  readonly next: number | null
  readonly cursor: string
  readonly progress: SnapshotProgress | null
  readonly isStale: boolean
}

/** What the rows were stored with. */
export interface HeaderRecord {
  readonly shape: ModelShape
  /** A known text, where sensitive fields are sealed: tells whether a key is the one. */
  readonly proof?: Sealed | undefined
}

export function readClient(transaction: IDBTransaction): Promise<ClientRecord | undefined> {
  return read<ClientRecord>(transaction, stores.client, 'client')
}

/** There from the opening on; `undefined` where the database was cleared. */
export function readFeed(transaction: IDBTransaction): Promise<FeedRecord | undefined> {
  return read<FeedRecord>(transaction, stores.meta, 'feed')
}

export function readHeader(transaction: IDBTransaction): Promise<HeaderRecord | undefined> {
  return read<HeaderRecord>(transaction, stores.meta, 'header')
}

function read<T>(transaction: IDBTransaction, store: string, key: string): Promise<T | undefined> {
  // Sound: at each of these places are records of one kind alone.
  return result(transaction.objectStore(store).get(key)) as Promise<T | undefined>
}
