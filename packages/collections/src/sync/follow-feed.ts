import type { Change, LiveEvent } from '@throughline/schema'
import { inChunks } from '../read-pages.ts'
import { applyChanges } from './apply-changes.ts'
import { isInvalid } from './network.ts'
import type { SessionContext } from './session.types.ts'
import type { RowWrites } from './stored/stored.types.ts'

/** Takes what the feed tells, by pulls and by a stream, into the rows. */
export interface FeedFollower {
  /** Takes pages of the feed until nothing is left. */
  pull(): Promise<void>
  /** Takes what the live stream tells; resolves when it is over. @throws {StoreError} where there is no stream to have. */
  listen(): Promise<void>
  /** Ends the stream. */
  stop(): void
}

/** `stale` is told where the feed no longer reaches back to the cursor. */
export function createFeedFollower(context: SessionContext, stale: () => void): FeedFollower {
  const { network, transport, signal, place, update, stored } = context
  let stream: AbortController | undefined

  const apply = createApply(context)
  const pull = createPull(context, apply, stale)

  const take = async (event: LiveEvent, kept: RowWrites | undefined): Promise<void> => {
    if (event.kind === 'reset') return stale()
    if (event.kind === 'closed') return update({ live: 'closed' })
    if (event.kind === 'pull') await pull()
    if (event.kind === 'changes') await apply(event.changes, kept)
    if (place.isStale) return
    await kept?.write({ cursor: event.cursor })
    if (place.isStale) return
    place.cursor = event.cursor
    update({ live: 'open', syncedAt: new Date() })
  }

  /** Something else comes next. */
  const isOver = (): boolean =>
    place.isStale || (stored?.hasTurn() ?? false) || (stored?.isFollower() ?? false)

  const listenOnce = async (alive: () => void): Promise<void> => {
    const own = new AbortController()
    const close = (): void => own.abort()
    signal.addEventListener('abort', close, { once: true })
    stream = own
    const kept = stored?.writes()
    try {
      for await (const event of transport.live({ cursor: place.cursor, signal: own.signal })) {
        alive()
        await take(event, kept)
        if (isOver()) return
      }
    } finally {
      signal.removeEventListener('abort', close)
      own.abort()
      stream = undefined
      update({ live: 'closed' })
    }
    // A stream is opened again by itself; one that ended is a fault that may pass.
    if (!isOver() && !signal.aborted) throw new TypeError('The live stream ended.')
  }

  return {
    pull,
    listen: async () => network.call('live', listenOnce, { patient: true }),
    stop: () => stream?.abort(),
  }
}

type Apply = (changes: readonly Change[], kept: RowWrites | undefined) => Promise<void>

function createApply(context: SessionContext): Apply {
  return async (changes, kept) => {
    const applied = { ...context, isKept: context.scopes.isKept, kept }
    await inChunks(changes, (chunk) => applyChanges(applied, chunk), context.signal)
  }
}

/** Takes pages of the feed until nothing is left. */
function createPull(
  { network, transport, signal, place, update, stored }: SessionContext,
  apply: Apply,
  stale: () => void,
): () => Promise<void> {
  return oneAtATime(async () => {
    try {
      for (let more = true; more && !place.isStale;) {
        const { cursor, epoch } = place
        const kept = stored?.writes()
        const ask = (): ReturnType<typeof transport.pull> => transport.pull({ cursor, limit: 500, signal })
        const page = await network.call('pull', ask, { patient: true })
        signal.throwIfAborted()
        // Begun anew meanwhile: this page is of before.
        if (place.isStale || place.epoch !== epoch) return
        // What is stored has to go on from elsewhere.
        if (kept?.isPast()) continue
        if (page.kind === 'reset') return stale()
        await apply(page.changes, kept)
        await kept?.write({ cursor: page.cursor })
        if (place.isStale || place.epoch !== epoch) return
        if (kept?.isPast()) continue
        place.cursor = page.cursor
        more = page.more
      }
      update({ syncedAt: new Date() })
    } catch (error) {
      // A cursor that the server does not know is as one that it knows no more.
      if (!isInvalid(error)) throw error
      stale()
    }
  })
}

/** One run at a time; who asks during one gets another, so that it has what was written before it asked. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let again = false
  const rounds = async (): Promise<void> => {
    do {
      again = false
      await work()
    } while (again)
  }
  return () => {
    if (running) again = true
    else running = rounds().finally(() => (running = undefined))
    return running
  }
}
