import type { AnyModel } from '@throughline/schema'
import type { CollectionsError } from '../../collections-error.ts'
import { isOnDisk } from '../../offline/storage-health.ts'
import type { SharedStorage } from '../../offline/tabs.types.ts'
import { detailsOf } from '../../settle-operations.ts'
import { toCollectionsError } from '../../to-collections-error.ts'
import type { FeedFold } from '../feed-fold.ts'
import type { SenderOptions } from '../../push-queue.ts'
import type { AwaitedMutations, SourceOptions } from '../sender.types.ts'
import { createLiveOutbox, type LiveOutbox } from './outbox-live.ts'
import { createMirror, type Mirror } from './outbox-mirror.ts'
import { createSending, type Sending } from './outbox-sending.ts'
import { createParking } from './parking.ts'
import { createRowParts } from './row-parts.ts'
import type { StoredOutbox } from './stored-outbox.types.ts'

interface OutboxOptions {
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly signal: AbortSignal
  readonly open: () => Promise<SharedStorage>
  /** Where it is open. */
  readonly opened: () => SharedStorage | undefined
  /** Resolves once what is stored is shown. */
  readonly shown: () => Promise<unknown>
  readonly onChange: () => void
  readonly onError: (error: CollectionsError) => void
}

/** What of an outbox there is by now. */
interface Parts {
  live?: LiveOutbox
  source?: SourceOptions
  sending?: Sending
  mirror?: Mirror
  hasLead: boolean
}

export function createStoredOutbox(options: OutboxOptions): StoredOutbox {
  const { signal } = options
  const rows = createRowParts()
  const parts: Parts = { hasLead: false }
  const isLeading = (): boolean => parts.hasLead && options.opened()?.role() === 'leader'

  return {
    isLeading,
    flush: () => parts.mirror?.flush(),
    fold: noting(options.fold, rows),
    sender: (source, out) => createSender({ ...options, parts, rows, isLeading }, source, out),
    begin(queue, desk) {
      const { mirror, source } = parts
      if (!mirror) throw new TypeError('An outbox begins once there is what sends.')
      parts.live = createLiveOutbox({
        ...options,
        queue,
        desk,
        mirror,
        watch: (ids) => source?.awaited.watch(ids),
        isDurable: () => isOnDisk(options.opened()?.status() ?? { kind: 'indexeddb' }),
      })
      return createParking({ ...options, queue, mirror, release: desk.release })
    },
    async keepTold() {
      const { mirror, source } = parts
      if (mirror && source && noteTold(mirror, source.awaited)) await mirror.persist()
    },
    lost() {
      parts.live?.lost()
      const send = (): void => parts.sending?.start()
      void parts.mirror?.persist().then(send, () => {})
    },
    size: () => parts.mirror?.all.size ?? 0,
    restore: (entries) => parts.live?.adopt(entries, 0),
    shown: () => parts.live?.shown(),
    look: async () => look(options, parts, isLeading),
    hear: (news, withRows) => parts.live?.hear(news, withRows),
    lead({ outbox, edits, client }) {
      if (signal.aborted) return
      parts.live?.adopt(outbox, edits)
      parts.hasLead = true
      parts.sending?.lead(client)
    },
  }
}

interface SenderContext extends OutboxOptions {
  readonly parts: Parts
  readonly rows: ReturnType<typeof createRowParts>
  readonly isLeading: () => boolean
}

function createSender(context: SenderContext, source: SourceOptions, out: SenderOptions): () => void {
  const { parts, rows, isLeading, shown, onError } = context
  const { session } = source
  const mirror = createMirror({
    ...context,
    ...out,
    takeParts: rows.take,
    // Everything is to be read anew, or was.
    epoch: () => (session.isPast(session.epoch()) ? -1 : session.epoch()),
    adopt: (state) => parts.live?.adopt(state.outbox, state.edits),
    onFailure: (operation, cause) => onError(toCollectionsError(cause, operation && detailsOf(operation))),
  })
  const sending = createSending({ source, out, mirror, isLeading, shown })
  Object.assign(parts, { source, mirror, sending })
  return () => {
    // Whether it can be sent or not.
    const persist = async (): Promise<void> => {
      if ((await mirror.persist()) !== 'refused') sending.start()
    }
    queueMicrotask(() => void persist().catch(() => {}))
  }
}

/** Takes what is stored by now: more than was told, or less. */
async function look(
  { opened, signal }: OutboxOptions,
  { live, source, sending }: Parts,
  isLeading: () => boolean,
): Promise<void> {
  let state = await opened()?.state()
  if (!state || signal.aborted) return
  if (!isLeading()) {
    if (!live?.misses(state.outbox, state.edits)) return
    try {
      // What another tab has sent waits no more once the rows show it; without a network it is looked at later.
      await source?.session.pull()
      state = await opened()?.state()
    } catch {
      return
    }
    if (!state || signal.aborted) return
  }
  live?.adopt(state.outbox, state.edits)
  if (isLeading()) sending?.start()
}

/** Notes transactions that the feed has told of; whether there are any. */
function noteTold({ all }: Mirror, awaited: AwaitedMutations): boolean {
  let isAny = false
  for (const tracked of all.values()) {
    const { operation, sent, isTold } = tracked
    if (isTold || !operation.group || !sent || !awaited.has(sent.mutation.mutationId)) continue
    tracked.isTold = true
    isAny = true
  }
  return isAny
}

/** A fold that notes which rows answers have told. */
function noting(fold: FeedFold, parts: ReturnType<typeof createRowParts>): FeedFold {
  return {
    ...fold,
    confirm(table, key, stored, at) {
      fold.confirm(table, key, stored, at)
      const known = table.base.get(key)
      if (stored && known) parts.row(table.entity.name, known)
      else if (!stored && !known && at) {
        parts.tomb(table.entity.name, { key, version: at.version, below: true })
      }
    },
  }
}
