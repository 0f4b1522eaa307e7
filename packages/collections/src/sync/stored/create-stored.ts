import { createEmitter } from '../../emitter.ts'
import type { SharedStorage, TabNews, TabNote } from '../../offline/tabs.types.ts'
import type { Stored } from './offline-source.types.ts'
import { isEvicted } from '../../offline/storage-health.ts'
import { createStoredOutbox } from './stored-outbox.ts'
import type { StoredOutbox } from './stored-outbox.types.ts'
import { createStoredRows } from './stored-rows.ts'
import type { StoredContext } from './stored.types.ts'
import { takeNews } from './take-news.ts'

/** Keeps the rows and the writes of a store in a storage that tabs share. */
export function createStored(openStorage: () => Promise<SharedStorage>, context: StoredContext): Stored {
  const { signal } = context
  const tabs = createTabs(context)
  let opening: Promise<SharedStorage> | undefined

  const openOnce = async (): Promise<SharedStorage> => {
    const storage = await openStorage()
    const close = (): void => void storage.close()
    if (signal.aborted) close()
    signal.throwIfAborted()
    signal.addEventListener('abort', close, { once: true })
    tabs.attach(storage, outbox)
    return storage
  }
  const open = (): Promise<SharedStorage> => (opening ??= openOnce())

  const outbox = createStoredOutbox({
    ...context,
    open,
    opened: tabs.opened,
    shown: async () => {
      await rows.open()
      outbox.shown()
    },
  })
  const rows = createStoredRows(open, {
    ...context,
    opened: tabs.opened,
    look: () => void outbox.look(),
    onNote: tabs.onNote,
    isTold: tabs.isTold,
    onMore: tabs.onMore,
    onReset: tabs.onReset,
    onRows: tabs.onRows,
    onState: (state) => outbox.restore(state.outbox),
    beforeCursor: outbox.keepTold,
    atRisk: outbox.size,
  })
  return {
    rows,
    outbox,
    share: (own) => (rows.isFollower() ? (tabs.note() ?? own) : tabs.tell(own)),
    async clear() {
      await (await open()).clear()
    },
  }
}

/** What tabs tell each other. */
function createTabs(context: StoredContext) {
  const { onChange, onCleared, isAll } = context
  const more = createEmitter()
  const reset = createEmitter()
  const rows = createEmitter()
  const noted = createEmitter()
  let storage: SharedStorage | undefined
  let note: TabNote | undefined

  /** What is not told has to be pulled. */
  const isMore = ({ parts, since, isReset, isCursor }: TabNews): boolean => {
    if (since !== undefined || isReset) return true
    return !isAll && (parts.length > 0 || isCursor)
  }

  return {
    opened: () => storage,
    note: () => note,
    isTold: () => storage?.role() === 'follower' && note?.live === 'open',
    onNote: (listener: () => void) => void noted.subscribe(listener),
    onMore: (listener: () => void) => void more.subscribe(listener),
    onReset: (listener: () => void) => void reset.subscribe(listener),
    onRows: (listener: () => void) => void rows.subscribe(listener),
    /** As the leader, where it is another than before. */
    tell(own: TabNote): TabNote {
      if (storage?.role() !== 'leader') return own
      if (note?.live !== own.live || note.offline !== own.offline) storage.note(own)
      return (note = own)
    },
    attach(opened: SharedStorage, outbox: StoredOutbox): void {
      storage = opened
      opened.subscribe(() => {
        const status = opened.status()
        if (status.kind === 'closed' && status.reason === 'cleared') onCleared()
        if (isEvicted(status)) outbox.lost()
        onChange()
      })
      opened.onNews((news) => {
        outbox.hear(news.outbox, () => takeNews(context, news))
        if (news.parts.length > 0) rows.emit()
        if (news.isReset) reset.emit()
        if (isMore(news)) more.emit()
      })
      opened.onAsk(() => void outbox.look())
      opened.onNote((one) => {
        const isOther = note?.live !== one.live
        note = one
        onChange()
        if (isOther) noted.emit()
      })
      opened.onLead(({ state }) => outbox.lead(state))
      onChange()
    },
  }
}
