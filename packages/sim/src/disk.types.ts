import type { OfflineStorage } from '@throughline/collections/offline'
import type { AnyModel } from '@throughline/schema'
import type { Browser } from './real-client-browser.ts'

/** What outlives the tabs of one user on one device, and what those agree by. */
export interface Disk {
  readonly browser: Browser
  /** Whether an entry of the outbox is stored. */
  readonly holds: (id: string) => boolean
  /** Whether nothing is left on it of who has signed out. */
  readonly isEmpty: () => boolean
  readonly openTab: () => DiskTab
  /** Calls back once what was begun by tabs that have ended has come to its end. */
  readonly afterwards: (work: () => void) => void
  /** Ends all connections, and with `isGone` what is stored. Not of every disk. */
  readonly evict?: (isGone: boolean) => void
  /** Takes an image; what it gives puts that back. Not of every disk. */
  readonly takeImage?: () => () => void
}

/** What one tab has of a disk. */
export interface DiskTab {
  readonly open: (model: AnyModel) => OfflineStorage | Promise<OfflineStorage>
  /** Whether a write that was not begun when the tab ended may be there after it. */
  readonly mayWriteLate: boolean
  /** The tab has ended: of what it had begun, a beginning is still written. */
  readonly cutOff: () => void
}
