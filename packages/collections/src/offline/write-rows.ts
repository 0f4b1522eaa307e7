import { safeRandomUUID } from '@tanstack/db'
import type { ClientRecord, FeedRecord } from './records.ts'
import type { StorageState, StorageWrite } from './storage.types.ts'

/** Into which generations rows go, and how far they reach then. */
export interface RowPlan {
  readonly feed: FeedRecord
  readonly generations: readonly number[]
  /** Generations that are gone with it. */
  readonly dropped: readonly number[]
  /** The scopes are those of this write alone. */
  readonly replacesScopes: boolean
}

/** Whether a write is for the leader alone. */
export function isLeaders(write: StorageWrite): boolean {
  return Object.entries(write).some(([name, value]) => name !== 'outbox' && value !== undefined)
}

/** Whether it is about rows, so that it is counted. */
export function hasRows({ parts = [], anew }: StorageWrite): boolean {
  return anew !== undefined || parts.length > 0
}

export function planRows(write: StorageWrite, feed: FeedRecord): RowPlan {
  const { anew, cursor = feed.cursor, progress = feed.progress } = write
  const { generation, next } = feed
  const plain = { dropped: [], replacesScopes: false }
  if (anew === undefined) {
    const generations = next === null ? [generation] : [generation, next]
    return { ...plain, generations, feed: { ...feed, cursor, progress } }
  }
  if (anew === 'begin') {
    const begun = (next ?? generation) + 1
    return {
      ...plain,
      generations: [begun],
      dropped: next === null ? [] : [next],
      feed: { ...feed, next: begun },
    }
  }
  if (next === null) throw new TypeError(`A write of "${anew}" comes after one of "begin".`)
  if (anew === 'part') return { ...plain, generations: [next], feed }
  return {
    generations: [next],
    dropped: [generation],
    replacesScopes: true,
    feed: { generation: next, next: null, cursor: write.cursor ?? '', progress: null, isStale: false },
  }
}

export const firstFeed: FeedRecord = {
  generation: 1,
  next: null,
  cursor: '',
  progress: null,
  isStale: false,
}

export function newClient(): ClientRecord {
  return {
    stamp: safeRandomUUID(),
    clientId: safeRandomUUID(),
    seq: 1,
    epoch: 0,
    at: 0,
    writes: 0,
  }
}

/** What is told where nothing can be read. */
export function emptyState(): StorageState {
  const { clientId, seq } = newClient()
  return {
    client: { clientId, seq },
    cursor: '',
    progress: null,
    scopes: [],
    outbox: [],
    edits: 0,
    unreadable: 0,
    isStale: false,
    writes: 0,
  }
}
