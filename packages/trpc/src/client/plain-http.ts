import { protocolHeader, protocolVersion } from '../protocol-version.ts'
import { answeredError, type CallPlace, foreignAnswer, toTransportError } from './transport-error.ts'

/** Request headers, or what makes them before each request. */
export type HeaderSource = HeaderValues | (() => HeaderValues | Promise<HeaderValues>)
type HeaderValues = Readonly<Record<string, string>>

/** How the API is reached by address. */
export interface HttpOptions {
  /** Where the API is served, such as `/api/trpc`. */
  readonly url: string | URL
  /** Instead of the global one. */
  readonly fetch?: typeof fetch
  readonly headers?: HeaderSource
}

/** Reads the plain endpoints of the API. */
export interface PlainHttp {
  readonly place: string
  /** @throws {StoreError} what the answer says; anything that is no answer of the API is thrown as it is. */
  readonly get: (path: string, request: PlainRequest) => Promise<Response>
  /** The answer as JSON. @throws {StoreError} */
  readonly json: (path: string, request: PlainRequest) => Promise<unknown>
}

export interface PlainRequest {
  readonly query: Readonly<Record<string, number | string | undefined>>
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}

/** The headers of every request: the caller's own, and the protocol's. */
export async function requestHeaders(source: HeaderSource = {}): Promise<Record<string, string>> {
  const own = typeof source === 'function' ? await source() : source
  return { ...own, [protocolHeader]: String(protocolVersion) }
}

/** Makes the reader of the API at an address. */
export function createPlainHttp({ url, fetch: ownFetch, headers }: HttpOptions): PlainHttp {
  const place = String(url)
  const get: PlainHttp['get'] = async (path, { query, accept = 'application/json', signal }) => {
    const response = await (ownFetch ?? fetch)(addressOf(place, path, query), {
      headers: { ...(await requestHeaders(headers)), accept },
      ...(signal && { signal }),
    })
    if (response.ok && response.headers.get('content-type')?.startsWith(accept)) return response
    const call: CallPlace = { place, signal }
    // As the cause stays what came: a session that has expired is told from a right that one lacks.
    const error = await errorOf(response)
    throw answeredError(error, call, response, error) ?? foreignAnswer(place, response, response)
  }
  return {
    place,
    get,
    async json(path, request) {
      try {
        const response = await get(path, request)
        const text = await response.text()
        return parsed(text, () => foreignAnswer(place, response))
      } catch (error) {
        throw toTransportError(error, { place, signal: request.signal })
      }
    },
  }
}

function addressOf(place: string, path: string, query: PlainRequest['query']): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const search = new URLSearchParams(given).toString()
  return `${place.replace(/\/+$/, '')}/${path}${search && '?'}${search}`
}

async function errorOf(response: Response): Promise<unknown> {
  const body = parsed(await response.text(), () => undefined)
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
}

function parsed(text: string, fault: () => Error | undefined): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const error = fault()
    if (!error) return undefined
    error.cause = cause
    throw error
  }
}
