import type { Change } from '@throughline/schema'
import type { GuardedStore } from '@throughline/schema/policy'
import type { FeedPage } from './feed-ring.ts'
import { textOf } from './feed-tail.ts'
import { syncWire } from './sync-wire.ts'

/** One event of a live stream; the same object for all users of a scope, where they are told the same. */
export type LiveFrame =
  | { readonly kind: 'open' | 'pull'; readonly cursor: string }
  | { readonly kind: 'reset' }
  | ChangesFrame

interface ChangesFrame {
  readonly kind: 'changes'
  /** As the wire has them. */
  readonly changes: readonly Change[]
  /** The same as JSON members, divided by commas. */
  readonly text: string
  readonly cursor: string
}

/** What came since the last event: pages, more than is told by events, or the end of the feed that the stream is of. */
export type News = readonly FeedPage[] | 'pull' | 'reset'

/** Tells a user the news; `cursor` is the store's own, of after them. */
export function seeNews(view: GuardedStore, news: News, cursor: string, maxSize: number): LiveFrame {
  if (news === 'reset') return { kind: 'reset' }
  const pull: LiveFrame = { kind: 'pull', cursor: view.seeCursor(cursor) }
  if (news === 'pull') return pull
  const frames: ChangesFrame[] = []
  let size = 0
  for (const page of news) {
    const frame = seePage(view, page)
    if (frame.kind === 'reset') return frame
    size += frame.text.length
    if (size > maxSize) return pull
    if (frame.changes.length > 0 || news.length === 1) frames.push(frame)
  }
  const [first, ...others] = frames
  if (first && others.length === 0 && news.length === 1) return first
  const changes = frames.flatMap((frame) => frame.changes)
  return { kind: 'changes', changes, text: frames.map(({ text }) => text).join(','), cursor: pull.cursor }
}

type PageFrame = ChangesFrame | Extract<LiveFrame, { readonly kind: 'reset' }>

/** The newest pages as the users of each scope see them; most of them ask at once, and nobody asks later. */
const newest: { page: FeedPage; byScope: Map<string, PageFrame> }[] = []
const newestKept = 8

function seePage(view: GuardedStore, page: FeedPage): PageFrame {
  let known = newest.find((one) => one.page === page)
  if (!known) {
    known = { page, byScope: new Map() }
    newest.unshift(known)
    newest.length = Math.min(newest.length, newestKept)
  }
  const frame = known.byScope.get(view.scope) ?? makeFrame(view, page)
  known.byScope.set(view.scope, frame)
  return frame
}

function makeFrame(view: GuardedStore, page: FeedPage): PageFrame {
  const seen = view.seeChanges(page.changes)
  if (seen === 'reset') return { kind: 'reset' }
  const changes = seen.map(syncWire(view.model).writeChange)
  const text = seen === page.changes && page.text !== undefined ? page.text : textOf(changes)
  return { kind: 'changes', changes, text, cursor: view.seeCursor(page.cursor) }
}
