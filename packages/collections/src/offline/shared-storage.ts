import type { AnyModel } from '@throughline/schema'
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
  StorageStatus,
  StorageWrite,
  WriteResult,
} from './storage.types.ts'
import { hasRows } from './write-rows.ts'
import type {
  SharedStorage,
  TabChannel,
  TabLead,
  TabLocks,
  TabNews,
  TabNote,
  TabSource,
} from './tabs.types.ts'

/** Rows that are told to other tabs; of more they are told that there are some. */
const toldRows = 200

/**
 * Opens the storage of a user for this tab, and queues for its lead.
 *
 * Tabs agree by a lock of the database, as long as it is the same one, and the model's shape, so that an older version of the application, whose writes are
 * refused once a newer one has led, keeps none from leading. Where the browser has no Web Locks, nothing is shared and nothing is stored: two tabs that do not know of each
 * other would send the same edits under one client.
 */
export async function openSharedStorage(
  options: StorageOptions & {
    readonly tabs?: TabSource | undefined
    /** Opens another storage than that of the browser; it is shared where `tabs` are given. */
    readonly open?: ((model: AnyModel) => OfflineStorage | Promise<OfflineStorage>) | undefined
  },
): Promise<SharedStorage> {
  const { model, tenant, user, open, tabs } = options
  const { locks, channel } = { ...ownTabs(), ...tabs }
  const name = databaseName(model.service, tenant, user)
  const shape = modelShape(model).hash
  const isShared = locks && channel && (tabs || !open)
  if (!isShared) {
    const storage = open ? await open(model) : memoryStorage({ model, reason: 'no-locks' })
    return share(storage, { locks: soleTab, channel: silent, name, shape })
  }
  const storage = open ? await open(model) : await openStorage(options)
  // What is in memory is no other tab's: each sends its own. That a user has signed out is told to all.
  const isOwn = isFallback(storage.status())
  return share(storage, { locks: isOwn ? soleTab : locks, channel: channel(name), name, shape })
}

function isFallback(status: StorageStatus): boolean {
  return status.kind === 'memory' && status.reason !== 'chosen'
}

/** A lock for who knows to be alone, as a script. */
export const soleTab: TabLocks = {
  request: async (_name, { signal }, held) => (signal.aborted ? undefined : held()),
}

const silent: TabChannel = { postMessage() {}, addEventListener() {}, close() {} }

type Message =
  | { readonly kind: 'cleared' }
  | { readonly kind: 'ask'; readonly stamp: string }
  | { readonly kind: 'note'; readonly note: TabNote; readonly stamp: string }
  | {
      readonly kind: 'news'
      readonly news: TabNews
      /** The count of row writes with it; `undefined` where it is none. */
      readonly writes: number | undefined
      readonly shape: string
      readonly stamp: string
    }

interface Tabs {
  readonly locks: TabLocks
  readonly channel: TabChannel
  readonly name: string
  readonly shape: string
}

function share(storage: OfflineStorage, tabs: Tabs): SharedStorage {
  const { locks, channel, name, shape } = tabs
  const { stamp = '' } = storage
  const ended = new AbortController()
  const heard = createHeard()
  const leading = createLeading(storage, heard, ended.signal)
  const told = createTold()

  const end = async (last: () => Promise<void>): Promise<void> => {
    leading.end()
    await last()
    ended.abort()
    channel.close()
  }
  const say = (message: Message): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, which has no target
    if (!ended.signal.aborted) channel.postMessage(message)
  }
  const hear = createHearing({
    told,
    heard,
    leading,
    shape,
    stamp,
    say,
    cleared: () => end(() => storage.close('cleared')),
  })
  // Sound: tabs of this name run this code, or one that understands it.
  channel.addEventListener('message', ({ data }) => {
    if (!ended.signal.aborted) hear(data as Message)
  })
  say({ kind: 'ask', stamp })
  // Refused where it ended before it was its turn.
  locks.request(`${name} ${shape} ${stamp}`, { signal: ended.signal }, leading.lead).catch(() => {})

  const writing = createWriting({ storage, leading, heard, shape, stamp, say })
  const { status, subscribe, persist, compact, state } = storage
  return {
    status,
    subscribe,
    persist,
    compact,
    state,
    role: leading.role,
    onLead: leading.listen,
    onNews: told.news.listen,
    note(note) {
      leading.noted = note
      say({ kind: 'note', note, stamp })
    },
    onNote: told.notes.listen,
    onAsk: (listener) => told.asks.listen(listener),
    load: (target, options) => loadHeard({ storage, heard, news: told.news }, target, options),
    write: writing.write,
    async clear() {
      say({ kind: 'cleared' })
      await end(storage.clear)
    },
    close: (reason) =>
      end(async () => {
        await writing.told()
        await storage.close(reason)
      }),
  }
}

interface WritingOptions extends Pick<HearingOptions, 'heard' | 'leading' | 'say' | 'shape' | 'stamp'> {
  readonly storage: OfflineStorage
}

/** Writes, and tells others of it. */
function createWriting({ storage, leading, heard, shape, stamp, say }: WritingOptions) {
  const writes = new Set<Promise<unknown>>()
  const writeAndSay = async (write: StorageWrite): Promise<WriteResult> => {
    const result = await storage.write(write)
    if (result.kind === 'written' && leading.role() === 'leader') heard.own(result.writes)
    // A tab of another version of the application leads.
    if (result.kind === 'refused' && result.reason === 'not-leader') leading.end()
    const message = toMessage(write, result, { shape, stamp })
    if (message) say(message)
    return result
  }
  return {
    async write(write: StorageWrite): Promise<WriteResult> {
      const writing = writeAndSay(write)
      writes.add(writing)
      return writing.finally(() => writes.delete(writing))
    },
    /** Once all that is being written is told. */
    told: async (): Promise<void> => void (await Promise.allSettled(writes)),
  }
}

function createTold() {
  return {
    news: createListeners<TabNews>(),
    notes: createListeners<TabNote>(),
    asks: createListeners<undefined>(),
  }
}

/** The lead of this tab, once it has it. */
function createLeading(storage: OfflineStorage, heard: Heard, ended: AbortSignal) {
  const leads = createListeners<TabLead>()
  let led: TabLead | undefined
  let role: 'follower' | 'leader' = 'follower'
  return {
    /** What others are told when they come. */
    noted: undefined as TabNote | undefined,
    role: () => role,
    end: (): void => void (role = 'follower'),
    listen(listener: (lead: TabLead) => void): () => void {
      if (led && role === 'leader') listener(led)
      return leads.listen(listener)
    },
    /** Has it until this storage is closed. */
    async lead(): Promise<void> {
      const state = await storage.lead()
      if (ended.aborted) return
      role = 'leader'
      led = { state, since: heard.since(state.writes) }
      leads.tell(led)
      await new Promise<void>((resolve) => {
        ended.addEventListener('abort', () => resolve(), { once: true })
      })
    },
  }
}

interface HearingOptions {
  readonly told: ReturnType<typeof createTold>
  readonly heard: Heard
  readonly leading: ReturnType<typeof createLeading>
  readonly shape: string
  readonly stamp: string
  readonly say: (message: Message) => void
  readonly cleared: () => Promise<void>
}

function createHearing({ told, heard, leading, shape, stamp, say, cleared }: HearingOptions) {
  return (message: Message): void => {
    const isLeader = leading.role() === 'leader'
    if (message.kind === 'cleared') return void cleared()
    // Of a database that is gone, or of the one that came after it.
    if (message.stamp !== stamp) return
    if (message.kind === 'note') {
      // Versions of the application may have a leader each.
      if (!isLeader) told.notes.tell(message.note)
    } else if (message.kind === 'ask') {
      if (isLeader && leading.noted) say({ kind: 'note', note: leading.noted, stamp })
      if (isLeader) told.asks.tell(undefined)
    } else if (message.shape === shape) told.news.tell(heardNews(heard, message))
    else told.news.tell({ ...noNews, outbox: message.news.outbox })
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

const noNews: TabNews = { parts: [], scopes: [], outbox: { added: [] }, isReset: false, isCursor: false }

/** What was told, and from where on to read where that is not all. */
function heardNews(heard: Heard, { news, writes }: Extract<Message, { readonly kind: 'news' }>): TabNews {
  const { since: _, ...told } = news
  if (writes === undefined) return told
  const isTold = news.since === undefined
  const since = heard.take(writes, isTold)
  return since === undefined ? told : { ...told, since }
}

/** What other tabs are told of a write; rows that are not stored, and no entries that are not. */
function toMessage(
  write: StorageWrite,
  result: WriteResult,
  from: { readonly shape: string; readonly stamp: string },
): Message | undefined {
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
    isCursor: write.cursor !== undefined,
    ...(isMuch && { since: result.writes - 1 }),
  }
  return { kind: 'news', news, writes: isStored && hasRows(write) ? result.writes : undefined, ...from }
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
