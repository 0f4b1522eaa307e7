import {
  type AnyTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type TRPCErrorShape,
  transformTRPCResponse,
} from '@trpc/server'
import { getHTTPStatusCode, type TRPCRequestInfo } from '@trpc/server/http'
import type { Exchange } from './exchange.ts'
import type { RouterHandlerOptions, ServedRouter } from './router-handler.types.ts'

/** Answers one call of one procedure; `undefined` for what is not that, and for what tRPC's adapter is to refuse. */
export type SingleCall = (request: Request, exchange: Exchange) => Promise<Response> | undefined

/**
 * Makes the handler of single calls: as tRPC's fetch adapter answers them, without what only batches, streams
 * and forms need, which takes as long again as the call itself.
 */
export function createSingleCall<TContext>(
  { router, config }: ServedRouter,
  { endpoint, guard, createContext }: RouterHandlerOptions<TContext>,
): SingleCall {
  // oxlint-disable-next-line house/no-zod-internals -- tRPC's definition, which its own adapters read alike
  const definition: { readonly procedures: object } = router._def
  // Sound: procedures by their paths, which tRPC types as a tree; those that are loaded lazily are not among them.
  const byPath = definition.procedures as Readonly<Record<string, AnyTRPCProcedure | undefined>>

  const answer = async (request: Request, exchange: Exchange, found: Found): Promise<Response> => {
    const { path, procedure, type } = found
    const resHeaders = new Headers([
      ['vary', 'trpc-accept, accept'],
      ['content-type', 'application/json'],
      ['cache-control', 'no-store'],
    ])
    const input = inputOf(request, exchange.url, (value) => config.transformer.input.deserialize(value))
    exchange.paths = [path]
    let ctx: unknown
    try {
      const info = infoOf(request, exchange.url, found, input)
      ctx = await createContext({ req: request, resHeaders, info })
      const { signal } = request
      const call = { path, getRawInput: input.read, ctx, type, signal, batchIndex: 0 }
      const data: unknown = await procedure(call)
      if (!isWhole(data)) throw notWhole()
      const body = JSON.stringify(transformTRPCResponse(config, { result: { data } }))
      return new Response(body, { status: 200, headers: resHeaders })
    } catch (thrown) {
      const error = getTRPCErrorFromUnknown(thrown)
      guard.fault({ error, path, request })
      // Sound: as tRPC's adapter calls it; its shape is whatever the router's formatter makes.
      const shape = getTRPCErrorShape({
        config,
        ctx,
        error,
        input: input.value(),
        path,
        type,
      }) as TRPCErrorShape
      const response = { error: shape }
      const body = JSON.stringify(transformTRPCResponse(config, response))
      return new Response(body, { status: getHTTPStatusCode(response), headers: resHeaders })
    }
  }

  return (request, exchange) => {
    const { url } = exchange
    const isPlain =
      (request.method === 'GET' || request.method === 'POST') &&
      exchange.calls === 1 &&
      !url.searchParams.has('batch') &&
      !url.searchParams.has('connectionParams') &&
      !request.headers.has('trpc-accept')
    const path = url.pathname.slice(endpoint.length)
    const procedure = isPlain && Object.hasOwn(byPath, path) ? byPath[path] : undefined
    // oxlint-disable-next-line house/no-zod-internals -- as above
    const type = procedure?._def.type
    const fits = request.method === 'GET' ? type === 'query' : type === 'mutation'
    if (!procedure || !type || !fits || !isJson(request)) return undefined
    return answer(request, exchange, { path, procedure, type })
  }
}

interface Found {
  readonly path: string
  readonly procedure: AnyTRPCProcedure
  readonly type: 'mutation' | 'query' | 'subscription'
}

/** What a call was sent, read when it is asked for, and once. */
interface Input {
  readonly read: () => Promise<unknown>
  /** What has been read so far. */
  readonly value: () => unknown
}

/** A query with a body's type is read by that type, which is JSON's or tRPC's own adapter's to refuse. */
function isJson({ method, headers }: Request): boolean {
  const type = headers.get('content-type')
  if (type === null) return method === 'GET'
  return type.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}

function inputOf(request: Request, url: URL, deserialize: (value: unknown) => unknown): Input {
  let value: unknown
  let reading: Promise<unknown> | undefined
  const read = async (): Promise<unknown> => {
    try {
      const sent = request.method === 'GET' ? queryInput(url) : await bodyInput(request)
      value = sent === undefined ? undefined : deserialize(sent)
      return value
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : 'Invalid input'
      throw new TRPCError({ code: 'BAD_REQUEST', message, cause })
    }
  }
  return { read: () => (reading ??= read()), value: () => value }
}

function bodyInput(request: Request): Promise<unknown> {
  return request.json()
}

function queryInput(url: URL): unknown {
  const text = url.searchParams.get('input')
  return text ? JSON.parse(text) : undefined
}

/** What tRPC tells of a request to whom makes its context. */
function infoOf(
  request: Request,
  url: URL,
  { path, procedure, type }: Found,
  { read, value }: Input,
): TRPCRequestInfo {
  return {
    isBatchCall: false,
    accept: null,
    calls: [{ batchIndex: 0, path, procedure, getRawInput: read, result: value }],
    type,
    connectionParams: null,
    signal: request.signal,
    url,
  }
}

/** Whether JSON can hold an answer: nothing in it is still to come. */
function isWhole(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return true
  return !isAsync(data) && !Object.values(data).some(isAsync)
}

function isAsync(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Symbol.asyncIterator in value || ('then' in value && typeof value.then === 'function')
}

function notWhole(): TRPCError {
  const message = 'Cannot use stream-like response in non-streaming request - use httpBatchStreamLink'
  return new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE', message })
}
