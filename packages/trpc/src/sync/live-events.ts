import type { Change } from '@throughline/schema'
import type { Access } from '../access.ts'
import { onAbort } from '../on-abort.ts'
import { type FeedHub, feedHub } from './feed-hub.ts'
import { type LiveFrame, type News, seeNews } from './live-frames.ts'
import type { PollOptions } from './poller.ts'

/** What is chosen of live streams. */
export interface LiveStreamOptions extends PollOptions {
  /** Milliseconds between signs of life on a stream that has nothing to tell; 15,000 when absent. */
  readonly heartbeat?: number | undefined
  /** Milliseconds after which a stream ends, less up to a quarter, so that rights are read again; an hour when absent. */
  readonly maxAge?: number | undefined
  /** Characters of changes above which an event says `pull` instead; 65,536 when absent. */
  readonly maxEventSize?: number | undefined
}

/** Where one stream begins, and what ends it. */
export interface LiveRequest {
  /** The user's cursor. */
  readonly cursor: string
  readonly signal?: AbortSignal | undefined
  readonly draining?: AbortSignal | undefined
}

/** The heartbeat of {@link LiveStreamOptions} when absent. */
export const defaultHeartbeat = 15_000

/**
 * What is written after a cursor, as one user sees it, until a signal fires, the stream is old, or a `reset` was told.
 *
 * Nothing is left out and nothing comes twice. It holds no queue: what came since the last event is read from the hub's
 * ring when the next one is asked for, and a reader who was too slow for that is told to pull.
 *
 * @throws {StoreError} what the store throws before the first event, such as `invalid` for a cursor that is none.
 */
export async function* liveEvents(
  { view, store }: Access,
  request: LiveRequest,
  options: LiveStreamOptions = {},
): AsyncGenerator<LiveFrame, void, undefined> {
  const { heartbeat = defaultHeartbeat, maxAge = 3_600_000, maxEventSize = 65_536 } = options
  const hub = feedHub(store, options)
  const leave = hub.listen()
  const end = endOf(request, maxAge)
  try {
    const begin = view.readCursor(request.cursor)
    const start = begin === undefined ? undefined : await join(hub, begin)
    if (!start) {
      yield { kind: 'reset' }
      return
    }
    yield { kind: 'open', cursor: start.news ? request.cursor : view.seeCursor(start.cursor) }
    let { news, cursor, place } = start
    let toldAt = Date.now()
    while (!end.signal.aborted) {
      const frame = news && seeNews(view, news, cursor, maxEventSize)
      // What tells this user nothing is told once in a while, so that the cursor does not grow old.
      const isEmpty = frame?.kind === 'changes' && frame.changes.length === 0
      if (frame && (!isEmpty || Date.now() - toldAt > heartbeat)) {
        yield frame
        if (frame.kind === 'reset') return
        toldAt = Date.now()
      }
      news = newsAfter(hub, start.run, place)
      place = hub.ring.last
      cursor = hub.ring.cursor
      if (!news) await hub.next(end.signal)
    }
  } finally {
    leave()
    end.release()
  }
}

/** Where a reader takes part in what the hub tells. */
interface Start {
  readonly run: number
  readonly place: number
  /** The feed's cursor there. */
  readonly cursor: string
  /** What was written between the reader's cursor and that place. */
  readonly news?: News
}

/** `undefined` where the feed no longer reaches back to the cursor. */
async function join(hub: FeedHub, begin: string): Promise<Start | undefined> {
  const known = hub.ring.placeOf(begin)
  if (known !== undefined) return { run: hub.run, place: known, cursor: begin }
  await hub.fresh()
  // The ring has been read to an end that is not before the reader's cursor. What the store tells from the cursor on
  // goes to that end at least; what the ring tells after that end, less what the store has told, is the rest.
  const { run } = hub
  const { last, cursor: atLast } = hub.ring
  const answer = await hub.pull(begin)
  if (answer.kind === 'reset') return undefined
  if (answer.more) return { run, place: last, cursor: atLast, news: 'pull' }
  await hub.fresh()
  if (hub.run !== run) return undefined
  const { last: place, cursor } = hub.ring
  const rest = hub.ring.after(last)
  if (!rest) return { run, place, cursor, news: 'pull' }
  const told = new Map<number, number>()
  for (const { shard, seq } of answer.changes.map((change) => change.place)) {
    told.set(shard, Math.max(seq, told.get(shard) ?? 0))
  }
  const changes = [...answer.changes, ...rest.flatMap((page) => page.changes.filter(isLaterThan(told)))]
  return { run, place, cursor, ...(changes.length > 0 && { news: [{ changes, cursor }] }) }
}

function isLaterThan(told: ReadonlyMap<number, number>): (change: Change) => boolean {
  return ({ place: { shard, seq } }) => seq > (told.get(shard) ?? 0)
}

function newsAfter(hub: FeedHub, run: number, place: number): News | undefined {
  if (hub.run !== run) return 'reset'
  const pages = hub.ring.after(place)
  return pages ? (pages.length > 0 ? pages : undefined) : 'pull'
}

/** Fires when the first of a stream's ends has come; `release` forgets them all. */
function endOf(
  { signal, draining }: LiveRequest,
  maxAge: number,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController()
  const end = (): void => controller.abort()
  // Those that came at the same time are not to come again at the same time.
  const timer = setTimeout(end, maxAge * (1 - Math.random() / 4))
  const waits = [signal, draining].flatMap((one) => (one ? [onAbort(one, end)] : []))
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer)
      for (const forget of waits) forget()
    },
  }
}
