import type {
  EntityPart,
  OfflineStorage,
  OutboxWrite,
  StorageState,
  StoredEntry,
  StoredScope,
} from './storage.types.ts'

/** What of Web Locks is used. */
export interface TabLocks {
  /** Calls `held` once nobody else holds the lock of this name, and holds it until that ends; waits in a queue until then. */
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown>
}

/** What of a BroadcastChannel is used: others of its name hear what is posted. */
export interface TabChannel {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  close(): void
}

/** What tabs agree by; the browser's own where absent. */
export interface TabSource {
  readonly locks?: TabLocks | undefined
  readonly channel?: ((name: string) => TabChannel) | undefined
}

/** What another tab has written. */
export interface TabNews {
  /** To be read with `load({ since })`: it was too much to be told, or something was not heard. */
  readonly since?: number
  readonly parts: readonly EntityPart[]
  readonly scopes: readonly StoredScope[]
  readonly outbox: Omit<OutboxWrite, 'add'> & { readonly added: readonly StoredEntry[] }
  /** The feed was followed further. */
  readonly isCursor: boolean
  /** Everything was read anew: what is not found by `load` is gone. */
  readonly isReset: boolean
}

/** How the leader stands with the server, for the status of the others. */
export interface TabNote {
  readonly live: 'closed' | 'open'
  readonly offline: boolean
}

/** This tab leads from now on. */
export interface TabLead {
  /** What is stored by now, entries that other tabs have added too. */
  readonly state: StorageState
  /** Where this tab has not heard of everything: to be read with `load({ since })` before the cursor is used. */
  readonly since: number | undefined
}

/** A storage that tabs share: one leads, the others hear of each write at once. */
export interface SharedStorage extends Omit<OfflineStorage, 'lead'> {
  /** `follower` too for who was refused as `not-leader`: a tab of another version of the application leads. */
  role(): 'follower' | 'leader'
  onLead(listener: (lead: TabLead) => void): () => void
  /** Tells other tabs, now and when they come; of the leader. */
  note(note: TabNote): void
  onNote(listener: (note: TabNote) => void): () => void
  /** Told, as the leader, where another tab has come that may know of entries which were not told. */
  onAsk(listener: () => void): () => void
  /** Told in the order of each tab's writes, once they are stored; the leader sends what was added. */
  onNews(listener: (news: TabNews) => void): () => void
}
