import type { SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { expect } from 'vitest'
import { createFetchHandler } from '../src/http/fetch-handler.ts'
import type { HandlerFault, HttpLimits } from '../src/http/http-options.types.ts'
import { createModelRouter } from '../src/model-router.ts'
import { libraryModel, type LibraryModel } from './library-model.ts'
import { serve } from './serve.ts'

/** An answer, as JSON. */
export interface Answer {
  readonly status: number
  readonly body: {
    readonly result?: { readonly data: Record<string, unknown> }
    readonly error?: {
      readonly message: string
      readonly data: Record<string, unknown> & {
        readonly issues?: readonly { readonly path: string[]; readonly message: string }[]
      }
    }
  }
}

/** The library's API on a real HTTP server, over a memory store that can be made to fail. */
export interface LibraryApi {
  /** The store itself, which never fails. */
  readonly store: SyncStore<LibraryModel>
  readonly url: string
  readonly requests: readonly string[]
  /** What `onError` was told. */
  readonly faults: HandlerFault[]
  /** Makes every call of the server's store throw this; `undefined` ends it. */
  readonly failWith: (thrown: unknown) => void
  readonly send: (path: string, init?: RequestInit & { duplex?: 'half' }) => Promise<Answer>
  readonly post: (path: string, body: string, type?: string) => Promise<Answer>
  readonly query: (path: string, input?: unknown) => Promise<Answer>
  readonly mutate: (path: string, input: unknown) => Promise<Answer>
  readonly close: () => Promise<void>
}

/** What an answer must never hold: stack frames, files, and what the faults of these tests are about. */
const inside = /\bat .+:\d+:\d+|node_modules|file:\/\/|"stack"|\.[cm]?[jt]s\b|#0815|prod-library/

export async function openLibrary(limits: HttpLimits = {}): Promise<LibraryApi> {
  const store = memoryStore(libraryModel)
  const { failWith, faulty } = makeFaulty(store)
  const faults: HandlerFault[] = []
  const handler = createFetchHandler(createModelRouter(libraryModel, { store: faulty }), {
    limits,
    endpoint: '/api/trpc/',
    onError: (fault) => {
      faults.push(fault)
      throw new Error('a log that fails')
    },
  })
  const { origin, requests, close } = await serve(handler)
  const url = `${origin}/api/trpc`

  const send: LibraryApi['send'] = async (path, init) => {
    const response = await fetch(`${url}/${path}`, init)
    const text = await response.text()
    expect(text).not.toMatch(inside)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    return { status: response.status, body: JSON.parse(text) as Answer['body'] }
  }
  const post: LibraryApi['post'] = (path, body, type = 'application/json') =>
    send(path, { method: 'POST', body, headers: { 'content-type': type, 'x-throughline': '1' } })

  return {
    store,
    url,
    requests,
    faults,
    failWith,
    send,
    post,
    close,
    query: (path, input) =>
      send(input === undefined ? path : `${path}?input=${encodeURIComponent(JSON.stringify(input))}`),
    mutate: (path, input) => post(path, JSON.stringify(input)),
  }
}

function makeFaulty(store: SyncStore<LibraryModel>) {
  const loose = store as unknown as SyncStore
  let fault: { readonly thrown: unknown } | undefined
  const guard =
    <TArgs extends readonly unknown[], TResult>(method: (...args: TArgs) => Promise<TResult>) =>
    async (...args: TArgs): Promise<TResult> => {
      if (fault) throw fault.thrown
      return method(...args)
    }
  const faulty = {
    ...store,
    get: guard((...args: Parameters<SyncStore['get']>) => loose.get(...args)),
    list: guard((...args: Parameters<SyncStore['list']>) => loose.list(...args)),
    query: guard((...args: Parameters<SyncStore['query']>) => loose.query(...args)),
    push: guard((...args: Parameters<SyncStore['push']>) => loose.push(...args)),
  }
  const failWith = (thrown: unknown): void => {
    fault = thrown === undefined ? undefined : { thrown }
  }
  return { faulty: faulty as unknown as SyncStore<LibraryModel>, failWith }
}
