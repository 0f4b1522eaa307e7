import type { Change, PullResult, SyncStore } from '@throughline/schema'
import { isStoreError } from '../api-error.ts'
import { createFeedRing, type FeedRing } from './feed-ring.ts'
import { syncWire } from './sync-wire.ts'

/** Changes that the feed is asked for at once. */
export const feedPageLimit = 1000

/** What is kept for readers who were elsewhere for a moment, or read slowly. */
const ringLimits = { changes: 10_000, size: 2 * 1024 * 1024 }

/** A store's feed as far as it was read. */
export interface FeedTail {
  /** The newest changes. */
  readonly ring: FeedRing
  /** Grows where the feed begins anew. */
  readonly run: number
  /** Reads the feed to its end, and tells of each step. @throws what the store throws. */
  readonly advance: (tell: () => void) => Promise<void>
  /** Begins at the feed's end the next time. */
  readonly forget: () => void
}

/** Makes the tail of a store's feed, which begins at the feed's end. */
export function createFeedTail(store: SyncStore): FeedTail {
  const { writeChange } = syncWire(store.model)
  let run = 0
  let ring: FeedRing | undefined
  const open = async (): Promise<void> => {
    // The old ring stays until there is a new one: where the store fails now, this is tried again.
    ring = createFeedRing(await store.heads(), ringLimits)
  }
  const pull = async (cursor: string): Promise<PullResult> => {
    try {
      return await store.pull({ cursor, limit: feedPageLimit })
    } catch (error) {
      // A cursor that the feed gave itself and knows no more: another table stands in its place.
      if (isStoreError(error) && error.code === 'invalid') return { kind: 'reset' }
      throw error
    }
  }
  return {
    get ring() {
      // Before the first poll there is nothing, and no cursor that anybody could have.
      return (ring ??= createFeedRing('', ringLimits))
    },
    get run() {
      return run
    },
    forget() {
      ring = undefined
    },
    async advance(tell) {
      const current = ring
      if (!current || current.cursor === '') return open()
      for (let more = true; more;) {
        const { cursor } = current
        const answer = await pull(cursor)
        if (answer.kind === 'reset') {
          await open()
          run += 1
          return tell()
        }
        if (answer.cursor !== cursor) {
          const { changes } = answer
          current.push({ changes, cursor: answer.cursor, text: textOf(changes.map(writeChange)) })
          tell()
        }
        ;({ more } = answer)
      }
    },
  }
}

/** Changes of the wire as JSON members, divided by commas. */
export function textOf(changes: readonly Change[]): string {
  return changes.map((change) => JSON.stringify(change)).join(',')
}
