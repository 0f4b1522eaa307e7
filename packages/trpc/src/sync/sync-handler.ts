import type { AnyModel } from '@throughline/schema'
import { TRPCError } from '@trpc/server'
import type { FetchCreateContextFnOptions } from '@trpc/server/adapters/fetch'
import * as z from 'zod'
import { createAccess } from '../access.ts'
import { ApiError, toApiError } from '../api-error.ts'
import type { ModelApiOptions } from '../api-options.types.ts'
import { onAbort } from '../on-abort.ts'
import { gunzip, gzip, takesGzip } from './compression.ts'
import { defaultHeartbeat, liveEvents } from './live-events.ts'
import { liveStream } from './live-stream.ts'
import { createSnapshotPages } from './snapshot-pages.ts'
import { snapshotStream } from './snapshot-stream.ts'
import { errorAnswer } from './sync-answers.ts'
import { pull } from './sync-calls.ts'
import { pullInput, snapshotInput } from './sync-inputs.ts'
import type { OpenAccess, SyncOptions } from './sync-procedures.ts'
import { syncWire } from './sync-wire.ts'

/** What {@link createSyncHandler} takes beside the model. */
export interface SyncHandlerOptions<TModel extends AnyModel, TContext, TUser>
  extends ModelApiOptions<TModel, TContext, TUser>, SyncOptions {
  /** Path below which the API is, such as `/api/trpc`; sync is at `/api/trpc/sync/…`. */
  readonly endpoint: string
  /** As tRPC's fetch adapter has it; what it throws is the answer. An empty object when absent. */
  readonly createContext?: (options: FetchCreateContextFnOptions) => TContext | Promise<TContext>
  /** Fires when the process is to end: live streams end, and their clients connect again elsewhere. */
  readonly draining?: AbortSignal | undefined
  /** Called for each error that is answered. */
  readonly onError?: (fault: SyncFault) => void
}

/** What went wrong with a request, for a log. */
export interface SyncFault {
  /** With its `code`; what was thrown inside is its `cause`. */
  readonly error: TRPCError
  /** `sync.snapshot`, `sync.pull` or `sync.live`. */
  readonly path: string
  readonly request: Request
}

/** One request as its route sees it. */
interface Call {
  readonly request: Request
  readonly url: URL
  readonly access: Awaited<ReturnType<OpenAccess>>
  /** Tells the log; answers the body of an error. */
  readonly fail: (error: unknown) => Response
}

type Route = (call: Call) => Promise<Response>

/**
 * Serves what is too large, or too long, for tRPC's calls: `GET <endpoint>/sync/snapshot`, `snapshot.ndjson`, `pull` and `live`.
 *
 * Answers `undefined` to every other path. Errors have the shape of tRPC's answers. There are no CORS headers: pages of
 * other sites read nothing.
 */
export function createSyncHandler<TModel extends AnyModel, TContext = object, TUser = TContext>(
  model: TModel,
  options: SyncHandlerOptions<TModel, TContext, TUser>,
): (request: Request) => Promise<Response | undefined> {
  const { createContext, onError } = options
  const root = `/${options.endpoint}/sync/`.replaceAll(/\/+/g, '/')
  const open = createAccess<TModel, TContext, TUser>(options)
  const routes = createRoutes(options)
  // Made now, and not while the first user waits.
  syncWire(model)

  return async (request) => {
    const url = new URL(request.url)
    const name = url.pathname.startsWith(root) ? url.pathname.slice(root.length) : ''
    const route = routes.get(name)
    if (!route) return undefined
    const path = `sync.${name.split('.', 1)[0] ?? ''}`
    const fail = (thrown: unknown): Response => {
      const error = toApiError(thrown)
      try {
        onError?.({ error, path, request })
      } catch {
        // A log that fails must not take the answer with it.
      }
      return errorAnswer(error, path)
    }
    const resHeaders = new Headers()
    const answer = async (): Promise<Response> => {
      if (request.method !== 'GET') throw notGet(request.method)
      const context = await createContext?.({ req: request, resHeaders, info: infoOf(request, url, path) })
      return route({ request, url, access: await open(context ?? {}), fail })
    }
    const response = await answer().catch(fail)
    for (const [header, value] of resHeaders) response.headers.append(header, value)
    response.headers.set('x-content-type-options', 'nosniff')
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
    if (response.status === 405) response.headers.set('allow', 'GET')
    return response
  }
}

function createRoutes(
  options: SyncOptions & { readonly draining?: AbortSignal | undefined },
): Map<string, Route> {
  const pages = createSnapshotPages(options)
  return new Map<string, Route>([
    [
      'snapshot',
      async ({ request, url, access }) => {
        const page = await pages(access, query(snapshotQuery, url))
        return pageAnswer(request, page)
      },
    ],
    [
      'snapshot.ndjson',
      async ({ request, url, access, fail }) => {
        const { cursor } = query(streamQuery, url)
        const onFault = async (error: unknown): Promise<unknown> => fail(error).json()
        const stream = await snapshotStream({ pages, access, cursor, onFault })
        return streamAnswer(request, stream)
      },
    ],
    [
      'pull',
      async ({ request, url, access }) => {
        const { bytes } = await pull(access, query(pullQuery, url), request.signal)
        return jsonAnswer(request, bytes)
      },
    ],
    ['live', (call) => liveAnswer(call, options)],
  ])
}

const limit = z.stringFormat('limit', /^\d{1,4}$/).transform(Number)
const snapshotQuery = z
  .strictObject({ cursor: z.string().optional(), limit: limit.optional() })
  .pipe(snapshotInput)
const streamQuery = snapshotInput.omit({ limit: true })
const pullQuery = z.strictObject({ cursor: z.string().optional(), limit: limit.optional() }).pipe(pullInput)
const liveQuery = pullInput.omit({ limit: true })

/** @throws {TRPCError} BAD_REQUEST with issues by parameter, in the words of the procedures. */
function query<T>(schema: z.ZodType<T>, { searchParams }: URL): T {
  const parsed = schema.safeParse(Object.fromEntries(searchParams))
  if (parsed.success) return parsed.data
  throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error })
}

async function liveAnswer(
  { request, url, access }: Call,
  options: SyncOptions & { readonly draining?: AbortSignal | undefined },
): Promise<Response> {
  const last = request.headers.get('last-event-id')
  if (last) url.searchParams.set('cursor', last)
  const { cursor } = query(liveQuery, url)
  if (options.draining?.aborted) throw ending()
  const left = new AbortController()
  const leave = (): void => left.abort()
  onAbort(request.signal, leave)
  const { draining, heartbeat = defaultHeartbeat } = options
  const frames = liveEvents(access, { cursor, signal: left.signal, draining }, options)
  // Asked for before the answer begins: what is wrong with the cursor, or with the store, is an answer of its own.
  const first = await frames.next()
  const retry = (): number => (draining?.aborted ? Math.random() * 1000 : Math.random() * 100)
  const stream = liveStream({ first, frames, heartbeat, retry, onLeave: leave })
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  }
  return new Response(stream, { headers })
}

async function pageAnswer(
  request: Request,
  page: { readonly gzip: Uint8Array<ArrayBuffer>; readonly hash: string },
): Promise<Response> {
  const packed = takesGzip(request)
  const headers = {
    'cache-control': packed ? 'private, no-cache, no-transform' : 'private, no-cache',
    vary: 'accept-encoding',
    // Of the same page, each coding has its own, as HTTP asks of strong tags.
    etag: packed ? `"${page.hash}-gzip"` : `"${page.hash}"`,
  }
  if (request.headers.get('if-none-match')?.includes(page.hash))
    return new Response(null, { status: 304, headers })
  const body = packed ? page.gzip : await gunzip(page.gzip)
  return new Response(body, { headers: { ...jsonHeaders(body, packed), ...headers } })
}

/** Bytes above which an answer that is made for one request is worth compressing. */
const smallAnswer = 32_768

async function jsonAnswer(request: Request, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const packed = bytes.length > smallAnswer && takesGzip(request)
  const body = packed ? await gzip(bytes) : bytes
  return new Response(body, { headers: { vary: 'accept-encoding', ...jsonHeaders(body, packed) } })
}

function jsonHeaders(body: Uint8Array, packed: boolean): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...(packed && packedHeaders),
  }
}

/** Hosts that compress what they serve, as Next does, leave what says so alone. */
const packedHeaders = { 'content-encoding': 'gzip', 'cache-control': 'no-store, no-transform' }

function streamAnswer(request: Request, stream: ReadableStream<Uint8Array<ArrayBuffer>>): Response {
  const packed = takesGzip(request)
  const body = packed ? stream.pipeThrough(new CompressionStream('gzip')) : stream
  const headers = {
    'content-type': 'application/x-ndjson; charset=utf-8',
    vary: 'accept-encoding',
    ...(packed && packedHeaders),
  }
  return new Response(body, { headers })
}

/** Not all of those who were told at the same time are to come again at the same time. */
function ending(): ApiError {
  const message = 'This server is about to stop. Connect again, and another one answers.'
  return new ApiError({ code: 'SERVICE_UNAVAILABLE', message, retryAfter: Math.ceil(Math.random() * 1000) })
}

function notGet(method: string): TRPCError {
  return new TRPCError({
    code: 'METHOD_NOT_SUPPORTED',
    message: `This address is read with GET, not with ${method}.`,
  })
}

/** What tRPC tells `createContext` of a call. */
function infoOf(request: Request, url: URL, path: string): FetchCreateContextFnOptions['info'] {
  const input = async (): Promise<unknown> => Object.fromEntries(url.searchParams)
  return {
    accept: null,
    type: path === 'sync.live' ? 'subscription' : 'query',
    isBatchCall: false,
    calls: [{ path, getRawInput: input, result: () => undefined, procedure: null, batchIndex: 0 }],
    connectionParams: null,
    signal: request.signal,
    url,
  }
}
