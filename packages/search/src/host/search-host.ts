import type { SearchPlan } from '../search-fields.ts'
import { restorePlannedIndex } from '../search-index.ts'
import { type FeedPosition, followSource } from './follow.ts'
import { type HttpSourceOptions, createHttpSource } from './http-source.ts'
import type { HostMessage, HostRequest, SearchState } from './messages.types.ts'
import { type Replica, createReplica } from './replica.ts'
import type { SearchSource } from './source.types.ts'
import { type IndexStorage, indexedDbStorage } from './storage.ts'

export interface SearchHostOptions {
  readonly post: (message: HostMessage) => void
  /** Where rows come from, unless that is said when the index is opened. */
  readonly source?: SearchSource | undefined
  /** Most rows that are indexed at one go, where the thread has something else to do. */
  readonly chunk?: number | undefined
  /** Instead of IndexedDB. */
  readonly storage?: ((name: string) => IndexStorage) | undefined
}

/** What has an index, in a worker or in this thread. */
export interface SearchHost {
  readonly receive: (request: HostRequest) => void
  readonly close: () => void
}

/** Milliseconds of quiet after which a changed index is kept, and the longest that it is put off. */
const saveDelay = 5000
const longestWait = 30_000
/** Milliseconds between two tries, the first and the longest. */
const [firstRetry, longestRetry] = [500, 30_000]

export function createSearchHost(options: SearchHostOptions): SearchHost {
  let opened: OpenHost | undefined
  /** What came before there was an index: it waits for it, in order. */
  let waiting: HostRequest[] | undefined = []
  let isClosed = false

  const receive = (request: HostRequest): void => {
    if (isClosed) return
    if (request.kind === 'open') void open(request)
    else if (waiting) waiting.push(request)
    else opened?.receive(request)
  }
  const open = async (request: Extract<HostRequest, { kind: 'open' }>): Promise<void> => {
    const host = await openHost(request, options)
    if (isClosed) return host.close()
    opened = host
    const requests = waiting ?? []
    waiting = undefined
    for (const one of requests) host.receive(one)
    return undefined
  }
  return {
    receive,
    close() {
      isClosed = true
      opened?.close()
    },
  }
}

type OpenHost = SearchHost
type OpenRequest = Extract<HostRequest, { kind: 'open' }>

async function openHost(
  { plan, http, storage: name, pollInterval }: OpenRequest,
  { post, source: own, chunk, storage: storageOf = indexedDbStorage }: SearchHostOptions,
): Promise<OpenHost> {
  const abort = new AbortController()
  const { signal } = abort
  let request: HttpSourceOptions = http ?? { url: '' }
  const source = own ?? createHttpSource(() => request)
  const storage = name === undefined ? undefined : storageOf(name)
  const restored = await restore(plan, storage)
  const replica = createReplica(plan, restored?.index)
  const place: FeedPosition = { cursor: restored?.cursor ?? '' }
  const state = createTeller(replica, (next) => {
    if (!signal.aborted) post({ kind: 'state', state: next })
  })
  const save = createSaver(storage, signal, () =>
    place.cursor !== '' && replica.isConfirmed()
      ? { saved: replica.index().save(), cursor: place.cursor }
      : undefined,
  )
  const changed = (): void => {
    state.tell({ isReady: place.cursor !== '' })
    if (place.cursor !== '') save()
  }
  changed()
  const refresh = createLoop(signal, pollInterval, {
    async work() {
      const isFirst = place.cursor === ''
      await followSource(replica, place, { source, signal, chunk, onChange: changed })
      if (isFirst || state.hasError()) state.tell({ error: null, isReady: true })
      if (isFirst) save()
    },
    failed: (error) => state.tell({ error: error instanceof Error ? error.message : String(error) }),
  })

  return {
    close: () => abort.abort(),
    receive(message) {
      if (message.kind === 'search') answer(replica, message, post)
      if (message.kind === 'refresh') {
        if (message.headers) request = { ...request, headers: message.headers }
        refresh()
      }
      if (message.kind === 'edits') {
        for (const edit of message.edits) replica.edit(edit)
        changed()
      }
      if (message.kind !== 'clear') return
      abort.abort()
      replica.reset()
      forget(storage, post).catch(() => {})
    },
  }
}

async function forget(storage: IndexStorage | undefined, post: SearchHostOptions['post']): Promise<void> {
  try {
    await storage?.remove()
  } finally {
    post({ kind: 'cleared' })
  }
}

/** Tells how far an index has got, each time as something new. */
function createTeller(replica: Replica, post: (state: SearchState) => void) {
  let state: SearchState = { isReady: false, progress: null, rows: 0, error: null, revision: 0 }
  return {
    hasError: () => state.error !== null,
    tell(changes: Pick<Partial<SearchState>, 'error' | 'isReady'>) {
      const rows = replica.index().size
      const { isReady, error } = { ...state, ...changes }
      state = { isReady, error, rows, progress: isReady ? null : { rows }, revision: state.revision + 1 }
      post(state)
    },
  }
}

function answer(
  replica: Replica,
  { id, query, options }: Extract<HostRequest, { kind: 'search' }>,
  post: SearchHostOptions['post'],
): void {
  try {
    post({ kind: 'result', id, result: replica.index().search(query, options) })
  } catch (error) {
    post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  }
}

/** What was kept, where it is of this model, whole, and of use; anything else is dropped. */
async function restore(plan: SearchPlan, storage: IndexStorage | undefined) {
  try {
    const kept = await storage?.load()
    if (!kept) return undefined
    const index = typeof kept.cursor === 'string' && restorePlannedIndex(plan, kept.saved)
    if (index) return { index, cursor: kept.cursor }
    await storage?.remove()
  } catch {
    // Without storage everything is read from the server.
  }
  return undefined
}

/** Keeps the index once it has been quiet for a time. */
function createSaver(
  storage: IndexStorage | undefined,
  signal: AbortSignal,
  take: () => Parameters<IndexStorage['save']>[0] | undefined,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let since: number | undefined
  const save = async (): Promise<void> => {
    timer = since = undefined
    const kept = signal.aborted ? undefined : take()
    if (kept) await storage?.save(kept)
  }
  return () => {
    if (!storage || signal.aborted) return
    since ??= Date.now()
    clearTimeout(timer)
    // A full disk costs the next visit a rebuild, and nothing else.
    timer = setTimeout(
      () => void save().catch(() => {}),
      Math.min(saveDelay, since + longestWait - Date.now()),
    )
  }
}

/** Does its work at once, each time that it is asked, and now and then; again and again where it fails. */
function createLoop(
  signal: AbortSignal,
  interval: number | false,
  { work, failed }: { readonly work: () => Promise<void>; readonly failed: (error: unknown) => void },
): () => void {
  let wake = (): void => {}
  let isAsked = false
  const run = async (): Promise<void> => {
    let retry = firstRetry
    while (!signal.aborted) {
      isAsked = false
      let wait: number | false = interval
      try {
        await work()
        retry = firstRetry
      } catch (error) {
        if (signal.aborted) return
        failed(error)
        wait = retry * (0.5 + Math.random())
        retry = Math.min(longestRetry, retry * 2)
      }
      if (!isAsked) await slept(wait)
    }
  }
  const slept = async (wait: number | false): Promise<void> => {
    await new Promise<void>((resolve) => {
      const timer = wait === false ? undefined : setTimeout(resolve, wait)
      // It must not keep a process alive.
      if (isUnrefable(timer)) timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      signal.addEventListener('abort', wake, { once: true })
    })
    signal.removeEventListener('abort', wake)
  }
  void run()
  return () => {
    isAsked = true
    wake()
  }
}

/** A timer of Node; a browser's is a number. */
function isUnrefable(timer: unknown): timer is { unref(): unknown } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
