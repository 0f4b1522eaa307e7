import { createServer, type Server as NodeServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { ApiError, toApiError } from '../../api-error.ts'
import type { ConnectionInfo } from '../http-options.types.ts'
import { refusalOf } from '../refusal.ts'
import type { DrainOptions } from '../traffic.ts'
import { answerBrokenRequest } from './broken-request.ts'
import { closeOnSignals } from './signals.ts'

/** What is served: the result of `createApi`, or `{ fetch: createFetchHandler(…) }`. */
export interface Servable {
  readonly fetch: (request: Request, info?: ConnectionInfo) => Promise<Response>
  readonly drain?: (options?: DrainOptions) => Promise<void>
}

/** Where, and for how long. */
export interface ServeOptions {
  /** 0 for any free one. */
  readonly port: number
  /** All addresses when absent. */
  readonly hostname?: string
  /** Closes the server, as `close` does. */
  readonly signal?: AbortSignal
  /** Whether SIGTERM and SIGINT close the server and then end the process; they do when absent. */
  readonly handleSignals?: boolean
  /** Milliseconds that requests at work have to finish; 10,000 when absent. */
  readonly deadlineMs?: number
  /**
   * Milliseconds that it goes on listening, at least, once `/readyz` says 503: as long as your balancer takes to see it.
   * 0 when absent.
   */
  readonly graceMs?: number
  /** Milliseconds until the head of a request has come; 15,000 when absent. */
  readonly headersTimeoutMs?: number
  /** Milliseconds until a whole request has come; 60,000 when absent. */
  readonly requestTimeoutMs?: number
  /** Milliseconds that an idle connection is kept; 65,000, more than balancers keep theirs, when absent. */
  readonly keepAliveTimeoutMs?: number
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number
  /** Such as `http://127.0.0.1:3000`, without a slash at the end. */
  readonly url: string
  /** Drains, then stops listening; the same promise each time. */
  readonly close: () => Promise<void>
  /** Resolves once it is closed, whoever closed it. */
  readonly closed: Promise<void>
}

/**
 * Serves an API over Node's own HTTP server, through `@hono/node-server`; that one replaces the global `Request` and
 * `Response` by lighter ones, which is where its speed is from.
 *
 * @throws {Error} of Node, where it cannot listen.
 */
export async function serve(api: Servable, options: ServeOptions): Promise<RunningServer> {
  const listener = listenerOf(api)
  const server = createServer(
    {
      headersTimeout: options.headersTimeoutMs ?? 15_000,
      requestTimeout: options.requestTimeoutMs ?? 60_000,
      keepAliveTimeout: options.keepAliveTimeoutMs ?? 65_000,
      // A request without one is answered by the listener, in the shape of all errors.
      requireHostHeader: false,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  )
  server.on('clientError', answerBrokenRequest)
  await listen(server, options)

  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeServer(server, api, options))
  const closed = new Promise<void>((resolve) => {
    server.once('close', resolve)
  })
  if (options.signal?.aborted) void close()
  else options.signal?.addEventListener('abort', () => void close(), { once: true })
  if (options.handleSignals ?? true) closeOnSignals(close, closed)

  // Sound: a server that listens on a port has an address with one.
  const { port, address, family } = server.address() as AddressInfo
  const host = options.hostname ?? (family === 'IPv6' && address === '::' ? 'localhost' : address)
  return { port, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, close, closed }
}

function listenerOf(api: Servable): ReturnType<typeof getRequestListener> {
  return getRequestListener(
    (request, { incoming, outgoing }) => {
      const { remoteAddress } = incoming.socket
      const onLeave = (call: () => void): void => {
        outgoing.once('close', () => {
          if (!outgoing.writableFinished) call()
        })
      }
      // Node's parser ends a body where its length says.
      return api.fetch(request, { address: remoteAddress, framed: true, onLeave })
    },
    {
      errorHandler: (error) => {
        const refused =
          error instanceof RequestError
            ? new ApiError({ code: 'BAD_REQUEST', message: 'The address of the request is not valid.' })
            : toApiError(error)
        const { status, body } = refusalOf(refused)
        return Response.json(body, { status, headers: closingHeaders })
      },
    },
  )
}

const closingHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const

async function listen(server: NodeServer, { port, hostname }: ServeOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(hostname !== undefined && { host: hostname }) }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Milliseconds that answers of after the drain have to reach their readers. */
const lastAnswers = 1000

async function closeServer(
  server: NodeServer,
  api: Servable,
  { deadlineMs, graceMs = 0 }: ServeOptions,
): Promise<void> {
  const grace = new Promise((resolve) => {
    setTimeout(resolve, graceMs)
  })
  await Promise.all([api.drain?.(deadlineMs === undefined ? {} : { deadlineMs }), grace])
  await new Promise<void>((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), lastAnswers)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
