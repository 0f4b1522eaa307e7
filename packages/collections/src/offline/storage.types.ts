import type { AnyModel, FieldIssue, KeyValues, Mutation, RejectionCode, StoredRow } from '@throughline/schema'

type Values = Readonly<Record<string, unknown>>

/** A row that is gone: rows of its key at this version, or below, are older news. */
export interface StoredTomb {
  /** Own key of the row, as one string. */
  readonly key: string
  readonly version: number
  /** The rows below it went with it, whether they are told of or not. */
  readonly below: boolean
}

/** Rows and tombstones of one entity. */
export interface EntityPart {
  readonly entity: string
  readonly rows: readonly StoredRow[]
  readonly tombs: readonly StoredTomb[]
}

/** How far a first reading of everything has come. */
export interface SnapshotProgress {
  /** Where its next page begins. */
  readonly cursor: string
  /** The feed's cursor of the moment before it began. */
  readonly feed: string
  /** Rows that it has brought. */
  readonly rows: number
}

/** Rows that were read as a whole, all of an entity or those of one parent, and that the feed has kept since. */
export interface StoredScope {
  readonly entity: string
  /** The parent's own key, as one string. */
  readonly parentKey: string | undefined
  /** The parent's whole path, in fields of the entity. */
  readonly where?: KeyValues | undefined
}

/** Who this database is to the server. */
export interface StoredClient {
  readonly clientId: string
  /** The place of the next mutation that is sent. */
  readonly seq: number
}

/** A mutation as it was sent, and its place: sent again, it is the same. */
export interface SentMutation extends StoredClient {
  readonly mutation: Mutation
}

/** Why an entry is not sent until someone has looked at it. */
export interface ParkedError {
  readonly code: string
  readonly message: string
  readonly reason?: RejectionCode | undefined
  readonly issues: readonly FieldIssue[]
}

/** One write that the server has not confirmed yet: what a reload needs to show it, and to send it. */
export interface OutboxEntry {
  readonly id: string
  readonly kind: 'delete' | 'insert' | 'update'
  readonly entity: string
  /** Own key of the row, as one string. */
  readonly key: string
  readonly path: KeyValues
  readonly values: Values
  readonly managed: Values
  readonly before: Values
  /** Those of one transaction have the same. */
  readonly group?: string | undefined
  /** `sent`: it has a place. `waiting`: someone has to say what becomes of its conflict. `parked`: it was refused. */
  readonly state: 'parked' | 'queued' | 'sent' | 'waiting'
  readonly attempts: number
  /** The version of the row that the edit was made on, where the server had one. */
  readonly baseVersion?: number | undefined
  /** The feed has told of it. */
  readonly isTold?: boolean | undefined
  /** It may have been applied although its outcome is not known. */
  readonly isDoubtful: boolean
  /** What of the model it was made with: `modelShape(model).hash`. */
  readonly modelHash: string
  readonly sent?: SentMutation | undefined
  readonly error?: ParkedError | undefined
}

/** An entry as it is stored. */
export interface StoredEntry extends OutboxEntry {
  /** Its place in the order of all edits of this database, in whatever tab they were made: a counter. */
  readonly at: number
  /** 1 when it was added, one more with each change. */
  readonly revision: number
}

/** What becomes of entries; all of it, or nothing where one that is changed or removed has another revision by now. */
export interface OutboxWrite {
  /** In this order, after all that is there, at revision 1. One whose id is there already is left as it is. */
  readonly add?: readonly OutboxEntry[]
  /** As they are from now on, with the revision that they had. */
  readonly change?: readonly (OutboxEntry & Pick<StoredEntry, 'revision'>)[]
  readonly remove?: readonly RemovedEntry[]
}

/** Which entry is stored no more, at the revision that it had. */
export interface RemovedEntry extends Pick<StoredEntry, 'id' | 'revision'> {
  /** It was taken back, and not applied: for the other tabs to tell. */
  readonly isDiscarded?: boolean
}

/** One atomic write: after a crash all of it is there, or nothing. Only the leader may write more than `outbox`. */
export interface StorageWrite {
  /** Applied by version, whatever order they come in: the highest stays, a tombstone above a row of its own version. */
  readonly parts?: readonly EntityPart[]
  /** The feed up to here is in the rows, with this write. */
  readonly cursor?: string
  readonly progress?: SnapshotProgress | null
  readonly scopes?: readonly StoredScope[]
  readonly client?: StoredClient
  readonly outbox?: OutboxWrite
  /**
   * Reading everything anew, beside what is stored: `begin` makes an empty place (and drops one that was not ended), `part`
   * writes rows there alone, `end` puts it in the place of all rows, tombstones and scopes. Until then other writes go to both.
   */
  readonly anew?: 'begin' | 'end' | 'part'
}

/**
 * What became of a write. `kept`: it holds in this tab alone, see the status; entries are written again with later ones.
 * `refused`, with nothing written: `revision` of an entry, `not-leader` any more, or the storage was `cleared` or `closed`.
 */
export type WriteResult =
  | { readonly kind: 'kept' }
  | { readonly kind: 'refused'; readonly reason: 'cleared' | 'closed' | 'not-leader' | 'revision' }
  | {
      readonly kind: 'written'
      /** The entries that were added, as they are stored now. */
      readonly added: readonly StoredEntry[]
      /** How often rows were written to this database. */
      readonly writes: number
    }

/** All that is stored but rows. */
export interface StorageState {
  readonly client: StoredClient
  /** Empty where there is none. */
  readonly cursor: string
  readonly progress: SnapshotProgress | null
  readonly scopes: readonly StoredScope[]
  /** In the order of their edits. */
  readonly outbox: readonly StoredEntry[]
  /** How many entries were ever added: the `at` of the latest. */
  readonly edits: number
  /** Entries that cannot be read; they stay stored. */
  readonly unreadable: number
  /** The model has got more fields, or other limits: rows are there, and everything has to be read anew behind them. */
  readonly isStale: boolean
  /** How often rows were written to this database. */
  readonly writes: number
}

/** Who is told what is stored: the state first, then rows, entity by entity. */
export interface LoadTarget {
  readonly state: (state: StorageState) => void
  /** Called with some rows at a time, between which the browser may paint; each key once. */
  readonly part: (part: EntityPart) => void
}

export interface LoadOptions {
  /** Entities that come first, in this order. */
  readonly first?: readonly string[]
  /** Only what was written after this count of `writes`, or all where everything was read anew since. */
  readonly since?: number
  readonly signal?: AbortSignal | undefined
}

/** Why nothing outlives this tab. */
export type MemoryReason =
  /** It was asked for. */
  | 'chosen'
  /** The browser has no database, or gives none: private mode, blocked site data. */
  | 'unavailable'
  /** Another tab did not let go of the database in time. */
  | 'blocked'
  /** It cannot be opened or read. */
  | 'corrupted'
  /** No room. Rows and cursor stay as they were; entries are tried again. */
  | 'quota'
  /** The browser has deleted it under way. Tabs that had it go on together, in memory. */
  | 'evicted'
  /** Sensitive fields are sealed, with another key or with one that is not given. */
  | 'locked'
  /** A newer version of the application has it. */
  | 'outdated'
  /** Tabs cannot agree who sends: the browser has no Web Locks. */
  | 'no-locks'

/** Where the data of a storage are. */
export type StorageStatus =
  | { readonly kind: 'indexeddb' }
  | {
      readonly kind: 'memory'
      readonly reason: MemoryReason
      readonly cause?: unknown
      /** Entries that are in no database yet. */
      readonly atRisk: number
    }
  /** Cleared, here or in another tab, or closed: nothing is read or written any more. */
  | { readonly kind: 'closed'; readonly reason: 'cleared' | 'closed' }

/**
 * What outlives a tab: rows with the feed's cursor, and an outbox. Trouble with the disk is told by `status`, never thrown.
 *
 * Methods do not wait for each other, but writes of one storage are made in the order in which they were asked for.
 */
export interface OfflineStorage {
  /** Which database it is, for tabs to know whether they share it: another one each time that it is made. */
  readonly stamp?: string
  /** Reads all from one moment. `isWhole: false`: some rows could not be read, and the cursor is gone with them. */
  load(target: LoadTarget, options?: LoadOptions): Promise<{ readonly isWhole: boolean }>
  /** What is stored by now, but rows; `undefined` where it cannot be read. */
  state(): Promise<StorageState | undefined>
  /** From now on rows, cursor and places are written here; who did before is refused. What is stored, as of now. */
  lead(): Promise<StorageState>
  write(write: StorageWrite): Promise<WriteResult>
  /** Merges small records into large ones; for the leader, when there is time. Returns how many it took away. */
  compact(): Promise<number>
  /** For signing out: deletes everything, and closes this storage, and that of other tabs. */
  clear(): Promise<void>
  /** `cleared`: another tab has cleared it. */
  close(reason?: 'cleared' | 'closed'): Promise<void>
  status(): StorageStatus
  /** Told after each change of the status. */
  subscribe(listener: () => void): () => void
  /** Asks the browser not to evict what is stored; whether it said yes. */
  persist(): Promise<boolean>
}

/** What a browser has as globals. */
export interface DatabaseSource {
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: Pick<typeof IDBKeyRange, 'bound'>
}

/** How a storage is opened. */
export interface StorageOptions {
  readonly model: AnyModel
  /** Whose data these are: each user of each tenant has a database of its own. */
  readonly user: string
  readonly tenant?: string | undefined
  /** AES-GCM: the values of `sensitive` fields are sealed at rest, keys apart. The application keeps the key. */
  readonly encryptionKey?: CryptoKey | undefined
  /** The browser's own when absent; in Node, that of `fake-indexeddb`. */
  readonly database?: DatabaseSource | undefined
  /** Milliseconds until a database that does not open is given up; 5,000 when absent. */
  readonly openTimeout?: number | undefined
}
