import type { Change } from '@throughline/schema'

/** Changes that the feed told at once. */
export interface FeedPage {
  readonly changes: readonly Change[]
  /** Where the feed goes on after them. */
  readonly cursor: string
  /** The changes as the wire has them for who sees everything: JSON members, divided by commas. */
  readonly text?: string | undefined
}

/** The newest pages of a feed, each at a place: 1, 2, 3 … */
export interface FeedRing {
  /** The place of the newest page; 0 before the first one. */
  readonly last: number
  /** Where the feed goes on after the newest page. */
  readonly cursor: string
  readonly push: (page: FeedPage) => void
  /** The place after which a reader with this cursor goes on; `undefined` where the ring does not have it. */
  readonly placeOf: (cursor: string) => number | undefined
  /** The pages after a place; `undefined` where some of them are gone. */
  readonly after: (place: number) => readonly FeedPage[] | undefined
}

/** How much a ring keeps; the newest page always. */
export interface RingLimits {
  readonly changes: number
  /** Characters of the pages' texts. */
  readonly size: number
}

/** Makes a ring that has no page yet: what comes goes on after this cursor. */
export function createFeedRing(from: string, limits: RingLimits): FeedRing {
  const pages: FeedPage[] = []
  const places = new Map([[from, 0]])
  /** Pages that were dropped, and the cursor after the last of them. */
  let gone = 0
  let before = from
  let changes = 0
  let size = 0

  const drop = (): void => {
    const page = pages.shift()
    if (!page) return
    places.delete(before)
    before = page.cursor
    gone += 1
    changes -= page.changes.length
    size -= sizeOf(page)
  }
  return {
    get last() {
      return gone + pages.length
    },
    get cursor() {
      return pages.at(-1)?.cursor ?? before
    },
    push(page) {
      pages.push(page)
      places.set(page.cursor, gone + pages.length)
      changes += page.changes.length
      size += sizeOf(page)
      while (pages.length > 1 && (changes > limits.changes || size > limits.size)) drop()
    },
    placeOf: (cursor) => places.get(cursor),
    after: (place) => (place < gone ? undefined : pages.slice(place - gone)),
  }
}

function sizeOf({ text = '' }: FeedPage): number {
  return text.length
}
