import { focusManager, onlineManager } from '@tanstack/query-core'
import { createEmitter, type Emitter } from '../emitter.ts'
import { isEager } from '../parent-link.ts'
import { createFeedFollower, type FeedFollower } from './follow-feed.ts'
import { pageAttempts } from './network.ts'
import type { StoredRows } from './stored/stored.types.ts'
import type { KeptScopes, Session, SessionContext, SessionOptions, SessionState } from './session.types.ts'
import { allScopes, createFill, feedOfNow, startOver } from './snapshots.ts'

export function createSession(options: SessionOptions, scopes: KeptScopes): Session {
  const { model, network } = options
  const bySnapshot = Object.values(model.entities).every(isEager)
  const place = { cursor: '', epoch: 0, isStale: false }
  let state: SessionState = { live: 'closed', progress: null, syncedAt: null }
  const update = (changes: Partial<SessionState>): void => {
    state = { ...state, ...changes }
    options.onChange()
  }
  const context = { ...options, scopes, place, update }
  const fill = createFill(context)
  const restored = createRestore(context, fill)
  const run = createRun(context, bySnapshot, restored, async () =>
    bySnapshot ? fill.run() : cursorOfNow(context),
  )
  const look = (isTimed: boolean): void => {
    network.wake()
    run.poke()
    const isTold = isTimed && state.live === 'open'
    if (place.cursor !== '' && !isTold) run.pull().catch(() => {})
    void scopes.retryFailed()
  }
  const ready = createReady(run, options, look)

  return {
    restored,
    ready,
    cursor: () => place.cursor,
    resume(cursor) {
      if (run.hasBegun() || cursor === '') return false
      place.cursor = cursor
      return true
    },
    epoch: () => place.epoch,
    sendingEpoch: () => (place.cursor === '' ? -1 : place.epoch),
    isPast: (epoch) => place.isStale || (epoch < 0 ? run.hasBegun() : place.epoch !== epoch),
    fill: bySnapshot
      ? async (onFirstPage) => {
          fill.onFirstPage(onFirstPage)
          await ready()
        }
      : undefined,
    async pull() {
      await ready()
      await run.pull()
      while (place.isStale) {
        await run.restarted()
        await run.pull()
      }
    },
    async refresh() {
      network.resume()
      if (!run.hasBegun()) return
      run.poke()
      const pulled = ready().then(run.pull)
      await Promise.race([pulled.catch(() => {}), network.nextFault('pull'), network.nextFault('snapshot')])
    },
    state: () => state,
  }
}

async function cursorOfNow(context: SessionContext): Promise<string> {
  const kept = context.stored?.writes()
  const cursor = await feedOfNow(context, { attempts: pageAttempts })
  await kept?.write({ cursor })
  return cursor
}

/** Shows what is stored, once, and begins where that has got to. */
function createRestore(
  { stored, place, scopes }: SessionContext,
  fill: ReturnType<typeof createFill>,
): () => Promise<void> {
  let done: Promise<void> | undefined
  const restore = async (from: StoredRows): Promise<void> => {
    const { cursor, progress, scopes: known, isStale } = await from.open()
    // Rows of two sources are followed from the earlier place: what was stored is older than a page of a server.
    place.cursor = cursor || place.cursor
    place.isStale = isStale
    if (progress) fill.goOn(progress)
    scopes.restore(known)
  }
  return async () => {
    if (stored) await (done ??= restore(stored))
  }
}

interface Run {
  /** Finds the cursor and follows the feed from it; the next call tries again where that failed. */
  begin(): Promise<void>
  hasBegun(): boolean
  pull(): Promise<void>
  /** Resolves once everything was read anew. @throws {unknown} where the store ends before. */
  restarted(): Promise<void>
  /** Tries again what was refused, and looks at what other tabs have stored. */
  poke(): void
}

/** The life of a session: begun once, then following, begun anew where the feed is reset. */
function createRun(
  context: SessionContext,
  bySnapshot: boolean,
  restored: () => Promise<void>,
  findCursor: () => Promise<string>,
): Run {
  const { model, place, scopes, signal, stored } = context
  let begun: Promise<void> | undefined
  let restarted: Promise<void> | undefined
  const calm = createEmitter()
  let poke = (): void => {}

  const stale = (): void => {
    place.isStale = true
    feed.stop()
    poke()
  }
  const feed = createFeedFollower(context, stale)

  const poked = async (): Promise<void> => {
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      poke = resolve
    })
  }

  const past = watchPast(context, () => begun !== undefined, stale)

  const restart = async (): Promise<void> => {
    const done = past.leave(() => startOver(context, bySnapshot))
    restarted = done.catch(() => {})
    // Refused, and not lost on the way: it is tried again with the next poll, focus or refresh.
    await done.then(calm.emit, poked)
  }

  /** Where this tab is to store rows from now on, the feed goes on from what is stored. */
  const takeTurn = (): void => {
    if (!stored) return
    place.cursor = stored.takeTurn(place.cursor, bySnapshot ? allScopes(model) : scopes.loaded())
  }
  listenToTabs(context, feed, () => poke())

  const start = async (): Promise<void> => {
    await restored()
    if (!place.isStale) place.cursor ||= await findCursor()
    // Rows that were told before it are in no page, and no feed tells that they are gone.
    if (past.isTold()) place.isStale = true
    void follow({ place, signal, feed, restart, poked, ...standingOf(stored), takeTurn })
  }

  return {
    async begin() {
      const current = (begun ??= start())
      try {
        await current
      } catch (error) {
        if (begun === current) begun = undefined
        throw error
      }
      await restarted
    },
    hasBegun: () => begun !== undefined,
    pull: feed.pull,
    restarted: async () => told(calm, signal),
    poke() {
      stored?.look()
      poke()
    },
  }
}

function standingOf(stored: StoredRows | undefined): Pick<Following, 'hasTurn' | 'isFollower'> {
  return {
    hasTurn: () => stored?.hasTurn() ?? false,
    isFollower: () => stored?.isFollower() ?? false,
  }
}

/**
 * Looks for rows that another tab told while this one read everything, or later, and that were of a past that the other one had
 * not left yet: it reads everything anew after that.
 */
function watchPast({ stored, place }: SessionContext, hasBegun: () => boolean, stale: () => void) {
  let wasTold = false
  let isPast = false
  stored?.onRows(() => (wasTold = true))
  stored?.onReset(() => {
    const isFirst = place.cursor === ''
    if (isFirst ? !hasBegun() : !wasTold) return
    isPast = true
    if (!isFirst) stale()
  })
  return {
    /** Reads everything anew, once more where that has to be. */
    async leave(read: () => Promise<void>): Promise<void> {
      wasTold = false
      isPast = false
      await read()
      if (isPast) place.isStale = true
    },
    isTold: () => isPast,
  }
}

/** Follows the feed otherwise where another tab leads now, or this one. */
function listenToTabs({ stored, place }: SessionContext, feed: FeedFollower, poke: () => void): void {
  const turn = (): void => {
    feed.stop()
    poke()
  }
  stored?.onTurn(turn)
  stored?.onNote(turn)
  stored?.onMore(() => {
    if (place.cursor !== '' && stored.isFollower()) feed.pull().catch(() => {})
  })
}

interface Following extends Pick<SessionContext, 'place' | 'signal'> {
  readonly feed: FeedFollower
  readonly restart: () => Promise<void>
  readonly poked: () => Promise<void>
  readonly hasTurn: () => boolean
  /** Another tab listens, and tells. */
  readonly isFollower: () => boolean
  /** The place is another one since. */
  readonly takeTurn: () => void
}

/** Pulls what was missed, then listens, over and over; where there is no stream, or a pull is refused, when it is poked. */
async function follow(following: Following): Promise<void> {
  const { place, signal, feed, restart, poked, hasTurn, isFollower, takeTurn } = following
  let isLive = true
  while (!signal.aborted) {
    if (place.isStale) {
      await restart()
      continue
    }
    const isTurn = hasTurn()
    try {
      await feed.pull()
    } catch {
      await poked()
      continue
    }
    if (place.isStale) continue
    // Nothing that is stored by now is unknown here.
    if (isTurn) takeTurn()
    if (isTurn || hasTurn()) continue
    try {
      if (isLive && !isFollower()) await feed.listen()
      else await poked()
    } catch {
      isLive = false
    }
  }
}

/** Resolves with the next time that something is told. @throws {unknown} where the store ends before. */
async function told(emitter: Emitter, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      stop()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const stop = emitter.subscribe(end)
    signal.addEventListener('abort', end, { once: true })
  })
  signal.throwIfAborted()
}

/** Looks for what may have come from the first time on that someone wants rows. */
function createReady(
  run: Run,
  { pollInterval, signal }: SessionOptions,
  look: (isTimed: boolean) => void,
): () => Promise<void> {
  let isWatching = false
  return () => {
    if (!isWatching) signal.addEventListener('abort', watch(pollInterval, look), { once: true })
    isWatching = true
    return run.begin()
  }
}

/** Calls when something may have come: each interval, when the window is looked at, when the network is back. */
function watch(interval: number | false, look: (isTimed: boolean) => void): () => void {
  const timer = interval === false ? undefined : setInterval(look, interval, true)
  const stops = [
    focusManager.subscribe((isFocused) => {
      if (isFocused) look(false)
    }),
    onlineManager.subscribe((isOnline) => {
      if (isOnline) look(false)
    }),
  ]
  return () => {
    clearInterval(timer)
    for (const stop of stops) stop()
  }
}
