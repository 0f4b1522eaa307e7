import { createFetchHandler, type FetchHandler, type FetchHandlerOptions } from '../src/http/fetch-handler.ts'
import type { ConnectionInfo } from '../src/http/http-options.types.ts'
import { type Counter, type CounterContext, counterRouter } from './counter-router.ts'

/** The counter's router, served; the user is whom the header `x-user` names. */
export function openCounter(
  counter: Counter,
  options: Partial<FetchHandlerOptions<CounterContext>> = {},
): FetchHandler {
  return createFetchHandler(counterRouter, {
    endpoint: '/api',
    createContext: ({ req }) => ({ counter, user: req.headers.get('x-user') ?? undefined }),
    ...options,
  })
}

/** The headers of a write. */
export const json = { 'content-type': 'application/json', 'x-throughline': '1' }

type TextHeaders = Readonly<Record<string, string>>

export const get = (path: string, headers: TextHeaders = {}): Request =>
  new Request(`http://api.example/api/${path}`, { headers })

export const post = (path: string, headers: TextHeaders = {}, body: BodyInit = '{}'): Request =>
  new Request(`http://api.example/api/${path}`, { method: 'POST', headers: { ...json, ...headers }, body })

interface Body {
  readonly error?: {
    readonly message: string
    readonly data: { readonly code: string; readonly retryAfter?: number; readonly upgrade?: true }
  }
}

/** An answer with its body read; `undefined` where it has none. */
export async function answerOf(handler: FetchHandler, request: Request, info?: ConnectionInfo) {
  const response = await handler(request, info)
  const text = await response.text()
  const body = text === '' ? undefined : (JSON.parse(text) as Body)
  return { status: response.status, headers: response.headers, body, text }
}
