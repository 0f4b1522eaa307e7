import { QueryClient } from '@tanstack/query-core'
import { type CollectionsError, createStore, type StoreOptions } from '@throughline/collections'
import { liveQueries } from '@throughline/collections/query'
import { feedSync, type FeedSyncOptions } from '@throughline/collections/sync'
import {
  type AnyModel,
  type Change,
  type LiveEvent,
  type SnapshotRow,
  StoreError,
  type StoredRow,
  type SyncStore,
  type SyncTransport,
} from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { type Library, library } from './library.ts'

/**
 * What happens to a call: of `lost`, the server does it and its answer is lost; of `late`, the answer waits among those that
 * are held; `twice` sends it two times.
 */
export type SyncFault = 'denied' | 'late' | 'lost' | 'offline' | 'throttled' | 'twice' | 'upgrade'
type Method = 'list' | 'live' | 'pull' | 'push' | 'query' | 'snapshot' | 'transact'

/** What was asked of a server, and what its network does to it. */
export interface SyncNetwork {
  /** The calls that were made, each with what tells it from others. */
  readonly calls: { readonly method: Method; readonly of: unknown }[]
  /** For the next calls of a method, one each. */
  readonly faults: Partial<Record<Method, (SyncFault | undefined)[]>>
  /** Calls of these methods wait here until they are let through, in any order. */
  readonly hold: Set<Method>
  readonly held: { readonly method: Method; release(fault?: SyncFault): void }[]
  /** Streams that are open now. */
  streams: number
  /** Changes what is read on its way. */
  distort: ((stored: StoredRow, entity: string) => StoredRow) | undefined
  /** Nothing gets through, and streams are cut. */
  offline: boolean
  /** Cuts all streams; they are opened again by themselves. */
  cut(): void
  /** Milliseconds of the server's wish where it throttles. */
  retryAfter: number
  count(method: Method): number
}

/** Writers tell streams of what they wrote. */
export interface SyncHub<TModel extends AnyModel> {
  readonly server: SyncStore<TModel>
  readonly listeners: Set<() => void>
  /** How often something was written. */
  readonly writes: () => number
}

export function createHub<TModel extends AnyModel>(model: TModel): SyncHub<TModel> {
  const listeners = new Set<() => void>()
  let clock = Date.parse('2024-06-01T00:00:00.000Z')
  const store = memoryStore(model, { now: () => new Date((clock += 1)).toISOString() })
  let writes = 0
  const tell = <T>(answer: T): T => {
    writes += 1
    for (const listener of Array.from(listeners)) listener()
    return answer
  }
  const server: SyncStore<TModel> = {
    ...store,
    push: async (...args) => tell(await store.push(...args)),
    transact: async (...args) => tell(await store.transact(...args)),
    load: async (...args) => tell(await store.load(...args)),
    clear: async (...args) => tell(await store.clear(...args)),
  }
  return { server, listeners, writes: () => writes }
}

export function createNetwork<TModel extends AnyModel>({ server, listeners, writes }: SyncHub<TModel>) {
  const cuts = new Set<() => void>()
  const network: SyncNetwork = {
    calls: [],
    faults: {},
    hold: new Set(),
    held: [],
    streams: 0,
    distort: undefined,
    offline: false,
    retryAfter: 0,
    cut() {
      for (const cut of Array.from(cuts)) cut()
    },
    count: (method) => network.calls.filter((call) => call.method === method).length,
  }

  const wait = (method: Method): Promise<SyncFault | undefined> =>
    new Promise((resolve) => {
      network.held.push({ method, release: resolve })
    })

  const through = async <T>(method: Method, of: unknown, work: () => Promise<T>): Promise<T> => {
    network.calls.push({ method, of })
    let fault = network.faults[method]?.shift()
    if (network.hold.has(method)) {
      fault = await wait(method)
    }
    if (fault === 'offline' || network.offline) throw new StoreError('offline', 'No connection.')
    if (fault === 'denied') throw new StoreError('denied', 'Sign in.')
    if (fault === 'upgrade') throw new StoreError('not_configured', 'Load anew.', { upgrade: true })
    if (fault === 'throttled') {
      throw new StoreError('throttled', 'Too many.', { retryAfter: network.retryAfter })
    }
    if (fault === 'twice') await work()
    const answer = await work()
    if (fault === 'late') fault = await wait(method)
    if (fault === 'lost') throw new StoreError('offline', 'The connection broke.')
    return answer
  }

  const distorted = <T extends StoredRow>(stored: T, entity: string): T =>
    // Sound: a test distorts values, not what else a row has.
    network.distort ? (network.distort(stored, entity) as T) : stored

  const distortedChange = (change: Change<TModel>): Change<TModel> =>
    change.op === 'put'
      ? // Sound: as above.
        (Object.assign({}, change, {
          stored: distorted<StoredRow>(change.stored, change.entity),
        }) as typeof change)
      : change

  const wakeUp = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        listeners.delete(end)
        cuts.delete(end)
        signal.removeEventListener('abort', end)
        resolve()
      }
      listeners.add(end)
      cuts.add(end)
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted) end()
    })

  async function* live({
    cursor: begin,
    signal,
  }: {
    cursor: string
    signal: AbortSignal
  }): AsyncGenerator<LiveEvent<TModel>, void, undefined> {
    let cursor = begin
    let isOpen = false
    await through('live', cursor, async () => {})
    const cut = (): void => void (isOpen = false)
    cuts.add(cut)
    network.streams += 1
    try {
      while (!signal.aborted) {
        if (network.offline) {
          if (isOpen) yield { kind: 'closed', message: 'Cut.' }
          isOpen = false
          await wakeUp(signal)
          continue
        }
        const seen = writes()
        const page = await server.pull({ cursor, limit: 100 })
        if (page.kind === 'reset') return yield page
        ;({ cursor } = page)
        const changes = page.changes.map(distortedChange)
        if (changes.length > 0) yield { kind: 'changes', changes, cursor }
        if (page.more || seen !== writes()) continue
        if (!isOpen) yield { kind: 'open', cursor }
        isOpen = true
        // What was written while the events were taken.
        if (seen !== writes()) continue
        await wakeUp(signal)
        // Cut: it is told, and goes on where it was.
        if (!isOpen && !signal.aborted) yield { kind: 'closed', message: 'Cut.' }
      }
    } finally {
      cuts.delete(cut)
      network.streams -= 1
    }
  }

  const transport: SyncTransport<TModel> = {
    list: (entity, options) =>
      through('list', entity, async () => {
        const page = await server.list(entity, options)
        return { ...page, items: page.items.map((stored) => distorted(stored, entity)) }
      }),
    query: (entity, options) =>
      through('query', `${entity}/${Object.values(options.where).join('/')}`, () =>
        server.query(entity, options),
      ),
    push: (mutations, options) =>
      through('push', { mutations, options }, () => server.push(mutations, options)),
    transact: (mutations, options) =>
      through('transact', mutations, () => server.transact(mutations, options)),
    snapshot: (options) =>
      through('snapshot', options, async () => {
        const page = await server.snapshot(options)
        const items = page.items.map((row): SnapshotRow<TModel> => distorted(row, row.entity))
        return { ...page, items }
      }),
    pull: (options) =>
      through('pull', options.cursor, async () => {
        const page = await server.pull(options)
        if (page.kind === 'reset') return page
        const changes = page.changes.map(distortedChange)
        return { ...page, changes }
      }),
    live,
  }
  return { network, transport }
}

let open: { dispose(): void }[] = []

type SyncedOptions = Partial<Omit<StoreOptions<Library>, 'queries' | 'sync' | 'transport'>> &
  FeedSyncOptions<Library['names'][number]> & { readonly hub?: SyncHub<Library> }

/** A store on a server, of its own network; disposed by {@link closeSynced}. */
export function openSynced(options: SyncedOptions = {}) {
  const { hub = createHub(library), load, conflicts, gcTime, ...rest } = options
  const errors: CollectionsError[] = []
  const { network, transport } = createNetwork(hub)
  const store = createStore(library, {
    transport,
    sync: feedSync({ load, conflicts, gcTime }),
    queries: liveQueries(),
    queryClient: new QueryClient(),
    pollInterval: false,
    onError: (error) => void errors.push(error),
    ...rest,
  })
  open.push(store)
  return { hub, server: hub.server, network, transport, store, errors }
}

export function closeSynced(): void {
  for (const store of open) store.dispose()
  open = []
}
