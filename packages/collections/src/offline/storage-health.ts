import { createEmitter } from '../emitter.ts'
import type { NewEntry } from './outbox-plan.ts'
import type { MemoryReason, StorageStatus } from './storage.types.ts'

/** How a storage stands, and the entries that it could not store. */
export interface StorageHealth {
  status(): StorageStatus
  subscribe(listener: () => void): () => void
  /** The database is there, and takes at least entries. */
  isStoring(): boolean
  /** Nothing, or with `quota` no rows, is stored from now on. */
  fail(reason: MemoryReason, cause?: unknown): void
  close(reason: 'cleared' | 'closed'): void
  /** In the order of their edits. */
  kept(): readonly NewEntry[]
  keep(entries: readonly NewEntry[]): void
  /** So many entries are in no database. */
  risk(entries: number): void
}

/** The database is gone, and with it what was stored. */
export function isEvicted(status: StorageStatus | undefined): boolean {
  return status?.kind === 'memory' && status.reason === 'evicted'
}

/** Whether entries that are written outlive the tab: where the disk is full, they still find room. */
export function isOnDisk(status: StorageStatus): boolean {
  if (status.kind === 'indexeddb') return true
  return status.kind === 'memory' && (status.reason === 'chosen' || status.reason === 'quota')
}

export function createHealth(first: StorageStatus = { kind: 'indexeddb' }): StorageHealth {
  const changed = createEmitter()
  let kept: readonly NewEntry[] = []
  let status = first
  const set = (next: StorageStatus): void => {
    status = next
    changed.emit()
  }
  const risk = (atRisk: number): void => {
    if (status.kind === 'memory' && status.atRisk !== atRisk) set({ ...status, atRisk })
  }
  return {
    risk,
    status: () => status,
    subscribe: changed.subscribe,
    isStoring: () => status.kind === 'indexeddb' || (status.kind === 'memory' && status.reason === 'quota'),
    fail(reason, cause) {
      if (status.kind === 'closed' || (status.kind === 'memory' && status.reason !== 'quota')) return
      if (status.kind === 'memory' && reason === 'quota') return
      set({ kind: 'memory', reason, cause, atRisk: kept.length })
    },
    close(reason) {
      if (status.kind !== 'closed') set({ kind: 'closed', reason })
    },
    kept: () => kept,
    keep(entries) {
      kept = entries
      risk(kept.length)
    },
  }
}
