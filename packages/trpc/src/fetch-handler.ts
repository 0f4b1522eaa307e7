import {
  type AnyTRPCRootTypes,
  type AnyTRPCRouter,
  getTRPCErrorShape,
  type TRPCDefaultErrorData,
  TRPCError,
  type TRPCErrorShape,
  type TRPCRootConfig,
  transformTRPCResponse,
} from '@trpc/server'
import { type FetchCreateContextOption, fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { toApiError } from './api-error.ts'

/** What went wrong with a call, for a log; the client sees none of it but the error's code and sentence. */
export interface HandlerFault {
  /** With its `code`; what was thrown inside is its `cause`. */
  readonly error: TRPCError
  /** Path of the procedure, such as `persons.create`, where the call came that far. */
  readonly path: string | undefined
  readonly request: Request
}

/** What {@link createFetchHandler} takes beside the router. */
export interface FetchHandlerOptions {
  /** Path below which the procedures are, such as `/api/trpc`. */
  readonly endpoint: string
  /** Called for each error that is answered; what it throws itself is dropped. */
  readonly onError?: (fault: HandlerFault) => void
  /** Largest body of a request in bytes; 4 MiB, the most that one DynamoDB transaction holds, when absent. */
  readonly maxBodyBytes?: number
  /** Most calls of one batched request; 20 when absent. */
  readonly maxBatch?: number
}

/**
 * Serves a router over the fetch API: for a route handler of Next, for Hono, Bun, Deno and workers.
 *
 * Bodies are JSON only (a form of another site cannot post that unasked), of limited size; answers are never cached
 * and never hold a stack, not even in development. The promise rejects only where an error formatter of your own throws.
 */
export function createFetchHandler<TRouter extends AnyTRPCRouter>(
  router: TRouter,
  options: FetchHandlerOptions & FetchCreateContextOption<TRouter>,
): (request: Request) => Promise<Response> {
  const { onError, maxBodyBytes = 4 * 1024 * 1024, maxBatch = 20 } = options
  // Sound: the options of any router; that they fit this one's context is what the signature checks.
  const context = options as FetchCreateContextOption<AnyTRPCRouter>
  const endpoint = `/${options.endpoint}/`.replaceAll(/\/+/g, '/')
  const served = withoutStacks(router)

  return async (request) => {
    const tell = (fault: Omit<HandlerFault, 'request'>): void => {
      try {
        onError?.({ ...fault, request })
      } catch {
        // A log that fails must not take the answer with it.
      }
    }
    try {
      const checked = await checkRequest(request, endpoint, maxBodyBytes)
      const response = await fetchRequestHandler({
        ...context,
        router: served.router,
        req: checked,
        endpoint,
        maxBatchSize: maxBatch,
        onError: ({ error, path }) => tell({ error, path }),
      })
      return uncached(response)
    } catch (thrown) {
      const error = toApiError(thrown)
      tell({ error, path: undefined })
      return uncached(errorResponse(served, error))
    }
  }
}

interface HardRouter {
  readonly router: AnyTRPCRouter
  readonly config: TRPCRootConfig<AnyTRPCRootTypes>
}

/** The same router as in production, where tRPC's default errors carry no stack. */
function withoutStacks(router: AnyTRPCRouter): HardRouter {
  // oxlint-disable-next-line house/no-zod-internals -- it is tRPC's definition, which its own adapters read alike
  const definition = router._def
  const config: HardRouter['config'] = { ...definition._config, isDev: false }
  return { router: { ...router, _def: { ...definition, _config: config } }, config }
}

async function checkRequest(request: Request, endpoint: string, maxBodyBytes: number): Promise<Request> {
  if (!new URL(request.url).pathname.startsWith(endpoint)) {
    throw new TRPCError({ code: 'NOT_FOUND', message: `The API is below ${endpoint}` })
  }
  if (request.method !== 'POST') return request
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    const message = 'The body must be JSON. Send it with the header "content-type: application/json".'
    throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE', message })
  }
  const body = await readBody(request, maxBodyBytes).catch((cause: unknown) => {
    if (cause instanceof TRPCError) throw cause
    const message = 'The body ended before it was whole.'
    throw new TRPCError({ code: 'CLIENT_CLOSED_REQUEST', message, cause })
  })
  const { method, headers, signal } = request
  return new Request(request.url, { method, headers, signal, body })
}

async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let size = 0
  // A sender may leave the length out or lie about it: what counts is what arrives.
  const reader = request.body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      throw tooLarge(maxBytes)
    }
    chunks.push(read.value)
  }
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}

function tooLarge(maxBytes: number): TRPCError {
  const message = `The body is larger than ${maxBytes} bytes. Send less at a time.`
  return new TRPCError({ code: 'PAYLOAD_TOO_LARGE', message })
}

/** An error from before tRPC has seen the request, in the shape of those from after. */
function errorResponse({ config }: HardRouter, error: TRPCError): Response {
  const about = { type: 'unknown', path: undefined, input: undefined, ctx: undefined } as const
  // Sound: formatters keep tRPC's own `httpStatus` or leave it out.
  const shape = getTRPCErrorShape({ config, error, ...about }) as TRPCErrorShape<
    Partial<TRPCDefaultErrorData>
  >
  const status = shape.data.httpStatus ?? 500
  return Response.json(transformTRPCResponse(config, { error: shape }), { status })
}

function uncached(response: Response): Response {
  const { headers } = response
  headers.set('cache-control', 'no-store')
  headers.set('x-content-type-options', 'nosniff')
  // tRPC names no type where a request fails before its calls do, though the body is JSON.
  if (headers.get('content-type')?.startsWith('text/plain')) headers.set('content-type', 'application/json')
  return response
}
