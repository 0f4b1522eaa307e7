import type { PullResult, SyncStore } from '@throughline/schema'
import type { FeedRing } from './feed-ring.ts'
import { createFeedTail, feedPageLimit } from './feed-tail.ts'
import { createPoller, type PollOptions } from './poller.ts'

/** The one tail of a store's feed in this process, shared by all who listen. It asks nothing while nobody does. */
export interface FeedHub {
  /** The newest changes; another one after a {@link run} has ended. */
  readonly ring: FeedRing
  /** Grows where the feed no longer goes on from what was told: places and cursors of before are of the past. */
  readonly run: number
  /** How many listen. */
  readonly listeners: number
  /** Starts to listen; ends by the function that it answers. */
  readonly listen: () => () => void
  /** Resolves when the ring has all that was written before the call. @throws what the store throws. */
  readonly fresh: () => Promise<void>
  /** Resolves when there is something new, or the signal has fired. */
  readonly next: (signal: AbortSignal) => Promise<void>
  /** The store's own answer for a reader whose cursor the ring does not have; the same for all who ask alike at one time. */
  readonly pull: (cursor: string) => Promise<PullResult>
  /** Something was written by this process: asks at once. */
  readonly wake: () => void
}

/** Milliseconds that a hub which nobody listens to may still go on from where it was. */
const restAtMost = 60_000

const hubs = new WeakMap<SyncStore, FeedHub>()

/** The hub of a store: one for each store object. The first caller's options count. */
export function feedHub(store: SyncStore, options?: PollOptions): FeedHub {
  const hub = hubs.get(store) ?? createFeedHub(store, options)
  hubs.set(store, hub)
  return hub
}

/** Tells a store's hub, where there is one, that this process has written. */
export function wakeFeed(store: SyncStore): void {
  hubs.get(store)?.wake()
}

/** Makes a hub of its own; see {@link feedHub}. */
export function createFeedHub(store: SyncStore, options: PollOptions = {}): FeedHub {
  const tail = createFeedTail(store)
  const waiters = createWaiters()
  const pulls = new Map<string, Promise<PullResult>>()
  const poller = createPoller(options, (told) =>
    tail.advance(() => {
      told()
      waiters.tell()
    }),
  )
  let listeners = 0
  let restsSince = 0

  return {
    get ring() {
      return tail.ring
    },
    get run() {
      return tail.run
    },
    get listeners() {
      return listeners
    },
    listen() {
      if (listeners === 0 && Date.now() - restsSince > restAtMost) tail.forget()
      listeners += 1
      if (listeners === 1) poller.start()
      let isListening = true
      return () => {
        if (!isListening) return
        isListening = false
        listeners -= 1
        if (listeners > 0) return
        poller.stop()
        restsSince = Date.now()
      }
    },
    fresh: poller.fresh,
    next: waiters.next,
    pull(cursor) {
      // Shared only by those who know the same of the feed: to others a pull that is on its way may be too old.
      const name = `${tail.run} ${tail.ring.last} ${cursor}`
      const found = pulls.get(name)
      if (found) return found
      const pulling = store.pull({ cursor, limit: feedPageLimit }).finally(() => pulls.delete(name))
      pulls.set(name, pulling)
      return pulling
    },
    wake: poller.wake,
  }
}

/** Those who wait for news. */
function createWaiters(): Pick<FeedHub, 'next'> & { readonly tell: () => void } {
  const waiting = new Set<() => void>()
  return {
    tell() {
      for (const wake of waiting) wake()
    },
    next: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve()
          return
        }
        const done = (): void => {
          waiting.delete(done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        waiting.add(done)
        signal.addEventListener('abort', done, { once: true })
      }),
  }
}
