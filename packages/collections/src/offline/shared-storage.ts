import { databaseName } from './database.ts'
import { memoryStorage } from './memory-storage.ts'
import { modelShape } from './model-shape.ts'
import { openStorage } from './open-storage.ts'
import { ownTabs } from './own-tabs.ts'
import type {
  LoadOptions,
  LoadTarget,
  OfflineStorage,
  StorageOptions,
  StorageWrite,
  WriteResult,
} from './storage.types.ts'
import { hasRows } from './write-rows.ts'
import type { SharedStorage, TabChannel, TabLead, TabLocks, TabNews, TabSource } from './tabs.types.ts'

/** Rows that are told to other tabs; of more they are told that there are some. */
const toldRows = 200

/**
 * Opens the storage of a user for this tab, and queues for its lead.
 *
 * Tabs agree by a lock of the database and the model's shape, so that an older version of the application, whose writes are
 * refused once a newer one has led, keeps none from leading. Where the browser has no Web Locks, nothing is shared and nothing is stored: two tabs that do not know of each
 * other would send the same edits under one client.
 */
export async function openSharedStorage(
  options: StorageOptions & { readonly tabs?: TabSource | undefined },
): Promise<SharedStorage> {
  const { model, tenant, user } = options
  const { locks, channel } = { ...ownTabs(), ...options.tabs }
  const name = databaseName(model.service, tenant, user)
  const shape = modelShape(model).hash
  const alone = { locks: soleTab, channel: silent, name, shape }
  if (!locks || !channel) return share(memoryStorage({ model, reason: 'no-locks' }), alone)
  const storage = await openStorage(options)
  // What is in memory is no other tab's: each sends its own.
  if (storage.status().kind === 'memory') return share(storage, alone)
  return share(storage, { locks, channel: channel(name), name, shape })
}

/** A lock for who knows to be alone, as a script. */
export const soleTab: TabLocks = {
  request: async (_name, { signal }, held) => (signal.aborted ? undefined : held()),
}

const silent: TabChannel = { postMessage() {}, addEventListener() {}, close() {} }

type Message =
  | { readonly kind: 'cleared' }
  | {
      readonly kind: 'news'
      readonly news: TabNews
      /** The count of row writes with it; `undefined` where it is none. */
      readonly writes: number | undefined
      readonly shape: string
    }

interface Tabs {
  readonly locks: TabLocks
  readonly channel: TabChannel
  readonly name: string
  readonly shape: string
}

function share(storage: OfflineStorage, { locks, channel, name, shape }: Tabs): SharedStorage {
  const ended = new AbortController()
  const leads = createListeners<TabLead>()
  const news = createListeners<TabNews>()
  const heard = createHeard()
  let role: 'follower' | 'leader' = 'follower'

  const end = async (last: () => Promise<void>): Promise<void> => {
    role = 'follower'
    await last()
    ended.abort()
    channel.close()
  }

  const hear = (message: Message): void => {
    if (ended.signal.aborted) return
    if (message.kind === 'cleared') void end(() => storage.close('cleared'))
    else if (message.shape !== shape) news.tell({ ...noNews, outbox: message.news.outbox })
    else news.tell(heardNews(heard, message))
  }
  const say = (message: Message): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, which has no target
    if (!ended.signal.aborted) channel.postMessage(message)
  }
  const lead = async (): Promise<void> => {
    const state = await storage.lead()
    if (ended.signal.aborted) return
    role = 'leader'
    leads.tell({ state, since: heard.since(state.writes) })
    await new Promise<void>((resolve) => {
      ended.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
  // Sound: tabs of this name run this code, or one that understands it.
  channel.addEventListener('message', ({ data }) => hear(data as Message))
  // Refused where it ended before it was its turn.
  locks.request(`${name} ${shape}`, { signal: ended.signal }, lead).catch(() => {})

  const { status, subscribe, persist, compact } = storage
  return {
    status,
    subscribe,
    persist,
    compact,
    role: () => role,
    onLead: leads.listen,
    onNews: news.listen,
    load: (target, options) => loadHeard({ storage, heard, news }, target, options),
    async write(write) {
      const result = await storage.write(write)
      if (result.kind === 'written' && role === 'leader') heard.own(result.writes)
      // A tab of another version of the application leads.
      if (result.kind === 'refused' && result.reason === 'not-leader') role = 'follower'
      const message = toMessage(write, result, shape)
      if (message) say(message)
      return result
    },
    async clear() {
      say({ kind: 'cleared' })
      await end(storage.clear)
    },
    close: (reason) => end(() => storage.close(reason)),
  }
}

interface Reading {
  readonly storage: OfflineStorage
  readonly heard: Heard
  readonly news: Listeners<TabNews>
}

async function loadHeard(
  { storage, heard, news }: Reading,
  target: LoadTarget,
  options?: LoadOptions,
): Promise<{ readonly isWhole: boolean }> {
  const state: LoadTarget['state'] = (told) => {
    heard.own(told.writes)
    target.state(told)
  }
  const loaded = await storage.load({ ...target, state }, options)
  const since = heard.missed()
  // It was told while this was read.
  if (since !== undefined) news.tell({ ...noNews, since })
  return loaded
}

const noNews: TabNews = { parts: [], scopes: [], outbox: { added: [] }, isReset: false }

/** What was told, and from where on to read where that is not all. */
function heardNews(heard: Heard, { news, writes }: Extract<Message, { readonly kind: 'news' }>): TabNews {
  const { since: _, ...told } = news
  if (writes === undefined) return told
  const isTold = news.since === undefined
  const since = heard.take(writes, isTold)
  return since === undefined ? told : { ...told, since }
}

/** What other tabs are told of a write; rows that are not stored, and no entries that are not. */
function toMessage(write: StorageWrite, result: WriteResult, shape: string): Message | undefined {
  if (result.kind === 'refused' || write.anew === 'begin' || write.anew === 'part') return undefined
  const { parts = [], scopes = [], outbox: { change, remove } = {} } = write
  const isStored = result.kind === 'written'
  const rows = parts.reduce((sum, part) => sum + part.rows.length + part.tombs.length, 0)
  const isReset = write.anew === 'end'
  const isMuch = isStored && (isReset || rows > toldRows)
  const outbox = isStored
    ? { added: result.added, ...(change && { change }), ...(remove && { remove }) }
    : { added: [] }
  const news: TabNews = {
    parts: isMuch ? [] : parts,
    scopes,
    outbox,
    isReset,
    ...(isMuch && { since: result.writes - 1 }),
  }
  return { kind: 'news', news, writes: isStored && hasRows(write) ? result.writes : undefined, shape }
}

type Heard = ReturnType<typeof createHeard>

/** How many writes of rows a tab knows of, without a gap. */
function createHeard() {
  let count: number | undefined
  let latest = 0
  const since = (writes: number): number | undefined =>
    count !== undefined && writes > count ? count : undefined
  return {
    /** From where on to read, where there are so many writes. */
    since,
    missed: (): number | undefined => since(latest),
    /** Known as a whole: written here, or loaded. */
    own(writes: number): void {
      count = Math.max(count ?? 0, writes)
    },
    /** Told by another tab, itself or only its number; from where on to read, where something is missing then. */
    take(writes: number, isTold: boolean): number | undefined {
      latest = Math.max(latest, writes)
      if (isTold && since(writes - 1) === undefined && count !== undefined) count = Math.max(count, writes)
      return since(writes)
    },
  }
}

type Listeners<T> = ReturnType<typeof createListeners<T>>

function createListeners<T>() {
  const listeners = new Set<(value: T) => void>()
  return {
    tell(value: T): void {
      for (const listener of Array.from(listeners)) listener(value)
    },
    listen(listener: (value: T) => void): () => void {
      const own = (value: T): void => listener(value)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
