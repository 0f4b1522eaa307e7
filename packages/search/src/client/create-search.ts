import type { AnyModel, EntityName, SearchOptions, SearchResult } from '@throughline/schema'
import { mostSearchRoots } from '@throughline/schema/adapter'
import type { HttpSourceOptions } from '../host/http-source.ts'
import type { HostMessage, SearchState } from '../host/messages.types.ts'
import type { SearchSource } from '../host/source.types.ts'
import { searchPlanOf } from '../search-fields.ts'
import { followStore } from './follow-store.ts'
import { type Link, openInThread, openWorker } from './links.ts'
import { createCalls } from './search-calls.ts'
import type { ClientHttpSource, CreateSearchOptions, Search } from './search-client.types.ts'

type Headers = HttpSourceOptions['headers']

/**
 * Makes the search over a model's rows. Nothing is read before it is started or asked, so that it may be made on a server.
 *
 * @throws {TypeError} For a worker with a source that is no address: a worker cannot ask what is in this thread.
 */
export function createSearch<TModel extends AnyModel>(
  model: TModel,
  options: CreateSearchOptions<TModel>,
): Search<TModel> {
  const { server } = options
  const calls = createCalls()
  const shown = createState()
  let isOver = false
  let cleared = (): void => {}

  const receive = (message: HostMessage): void => {
    if (message.kind === 'state') shown.set(message.state)
    if (message.kind === 'result') calls.resolve(message.id, message.result)
    if (message.kind === 'failed') calls.reject(message.id, new Error(message.message))
    if (message.kind === 'cleared') cleared()
  }
  const connection = createConnection(model, options, receive, (reason) => {
    shown.set({ ...shown.get(), error: reason })
    calls.rejectAll(new Error(reason))
  })
  const close = (): void => {
    isOver = true
    connection.close()
    calls.rejectAll(closed())
    shown.close()
  }

  return {
    model,
    state: {
      get: shown.get,
      subscribe: shown.subscribe,
    },
    start() {
      if (!isOver) connection.begin()
    },
    async search(query, { signal, limit, offset } = {}) {
      signal?.throwIfAborted()
      if (isOver) throw closed()
      const wanted = given({ limit, offset })
      const link = connection.begin()
      if (server && !shown.get().isReady) {
        // A page of more has what a server gives until the own index is ready.
        const fewer = given({ limit: limit && Math.min(limit, mostSearchRoots), offset })
        return { ...(await server(query, { ...fewer, signal })), isServer: true }
      }
      const { id, answer } = calls.open(signal)
      link.send({ kind: 'search', id, query, options: wanted })
      // Sound: the index is of the model's entities.
      return { ...((await answer) as SearchResult<EntityName<TModel>>), isServer: false }
    },
    refresh: connection.refresh,
    async clear() {
      if (isOver) return
      const { send } = connection.begin()
      const { promise, resolve } = deferred()
      cleared = resolve
      send({ kind: 'clear' })
      await promise
      close()
    },
    close,
  }
}

const given = ({ limit, offset }: SearchOptions): SearchOptions => ({
  ...(limit !== undefined && { limit }),
  ...(offset !== undefined && { offset }),
})

function deferred() {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

const closed = (): Error => new Error('The search was closed.')

/** The state that was told last, and who is told of it. */
function createState() {
  const listeners = new Set<() => void>()
  let state: SearchState = { isReady: false, progress: null, rows: 0, error: null, revision: 0 }
  return {
    get: () => state,
    set(next: SearchState) {
      state = next
      for (const listener of Array.from(listeners)) listener()
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => listeners.clear(),
  }
}

/** The link to where the index is, opened when it is needed first. */
function createConnection<TModel extends AnyModel>(
  model: TModel,
  options: CreateSearchOptions<TModel>,
  receive: (message: HostMessage) => void,
  failed: (reason: string) => void,
) {
  const { worker, storage, store, pollInterval = 60_000 } = options
  // Sound: rows are looked at by the names of their fields alone.
  const source = options.source as ClientHttpSource | SearchSource | undefined
  const http = source && 'url' in source ? source : undefined
  const own = source && !('url' in source) ? source : undefined
  const start = worker && typeof Worker !== 'undefined' ? worker : undefined
  if (worker && own) {
    const message =
      'The worker of a search cannot ask what is in this thread: give `source` a `url`, or let the worker make its own.'
    throw new TypeError(message)
  }
  let link: Link | undefined
  let unfollow = (): void => {}

  const withHeaders = async (work: (headers: Headers) => void): Promise<void> => {
    try {
      work(typeof http?.headers === 'function' ? await http.headers() : http?.headers)
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error))
    }
  }
  const refresh = (): void =>
    void withHeaders((headers) => link?.send({ kind: 'refresh', ...(headers && { headers }) }))
  const begin = (): Link => {
    if (link) return link
    const opened = (link = start ? openWorker(start, receive, failed) : openInThread(own, receive, failed))
    void withHeaders((headers) =>
      opened.send({
        kind: 'open',
        plan: searchPlanOf(model),
        http: http && { url: absolute(http.url), headers },
        storage: typeof indexedDB === 'undefined' ? undefined : storage,
        pollInterval,
      }),
    )
    if (store)
      unfollow = followStore(store, {
        edits: (edits) => opened.send({ kind: 'edits', edits }),
        news: refresh,
      })
    return opened
  }
  return {
    begin,
    refresh,
    close() {
      unfollow()
      link?.close()
    },
  }
}

/** A worker that was made from a blob has no address that others are relative to. */
function absolute(url: string): string {
  return typeof location === 'undefined' ? url : new URL(url, location.href).href
}
