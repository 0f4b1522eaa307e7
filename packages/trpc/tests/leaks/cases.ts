import type { SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { TRPCError } from '@trpc/server'
import { createApi } from '../../src/http/create-api.ts'
import { serve } from '../../src/http/node/serve.ts'
import { uuid } from '../library-model.ts'
import { casesModel, casesPolicies, type Role, type User } from '../policies-model.ts'
import { watchedStore } from '../watched-store.ts'
import { type Answer, type OpenStream, rawClient } from './raw-http.ts'

/** Who a token stands for now. */
export interface Session {
  readonly tenant: 'a' | 'b'
  readonly user: User
}

interface Reply extends Answer {
  /** The head too. */
  readonly all: string
  readonly data: unknown
  readonly error: { readonly code: string; readonly [detail: string]: unknown } | undefined
}

/** Cases of two tenants over HTTP, where the server decides anew with each request who a token stands for. */
export interface Cases {
  readonly stores: Readonly<Record<'a' | 'b', SyncStore<typeof casesModel>>>
  /** How often each store was asked. */
  readonly calls: Readonly<Record<'a' | 'b', Readonly<Record<'heads' | 'pull' | 'snapshot', number>>>>
  /** Makes a token stand for somebody, from now on. */
  readonly signIn: (token: string, role: Role, id?: string, tenant?: 'a' | 'b') => string
  readonly query: (token: string, path: string, input?: unknown) => Promise<Reply>
  readonly mutate: (token: string, path: string, input: unknown) => Promise<Reply>
  readonly get: (token: string, path: string, headers?: Readonly<Record<string, string>>) => Promise<Reply>
  readonly listen: (
    token: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<OpenStream>
  readonly close: () => Promise<void>
}

/** The IBAN ends in the same for all, as its mask shows it. */
export const iban = (secret: string): string => `DE12${secret}7777`

/** A case of which each value says whose it is. */
export const caseRow = (n: number, owner: string, of = 'a') => ({
  id: uuid(n),
  owner,
  title: `title-${of}-${n}`,
  fee: `money-${of}-${n}`,
  iban: iban(`${of.toUpperCase()}SECRET000${n}`),
})

export const key = (n: number) => ({ id: uuid(n) })

/** A pushed update of a case. */
export const update = (n: number, changes: object, baseVersion?: number) => ({
  op: 'update',
  mutationId: uuid(900 + n),
  entity: 'cases',
  key: key(n),
  changes,
  baseVersion,
})

export const outcomesOf = ({ data }: Reply): readonly Readonly<Record<string, unknown>>[] =>
  (data as { readonly outcomes: readonly Readonly<Record<string, unknown>>[] }).outcomes

/**
 * Opens it with cases 1–3 of ann, 4–6 of bob, and a secret of each tenant.
 *
 * Signed in are `admin`, the clerks `ann` and `bob`, `guest` and `writer`, and `other`, who is an admin of the other tenant.
 */
export async function openCases({ maxAge = 60_000 } = {}): Promise<Cases> {
  const sessions = new Map<string, Session>()
  const open = async (of: 'a' | 'b') => {
    const watched = watchedStore(memoryStore(casesModel, { feedBefore: true }))
    await watched.store.load([
      ...[1, 2, 3, 4, 5, 6].map((n) => ({
        entity: 'cases' as const,
        row: caseRow(n, n < 4 ? 'ann' : 'bob', of),
      })),
      { entity: 'secrets', row: { id: uuid(20), text: `secret-${of}-20` } },
    ])
    return watched
  }
  const watched = { a: await open('a'), b: await open('b') }
  const stores = { a: watched.a.store, b: watched.b.store }
  const api = createApi(casesModel, {
    endpoint: '/api',
    store: ({ tenant }: Session) => stores[tenant],
    policies: casesPolicies,
    user: ({ user }) => user,
    createContext: ({ req }) => {
      const session = sessions.get(req.headers.get('authorization') ?? '')
      if (!session) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' })
      return session
    },
    limits: { rate: false },
    sync: { pollInterval: 5, heartbeat: 40, maxAge },
  })
  const server = await serve(api, { port: 0, hostname: '127.0.0.1', handleSignals: false })
  const client = rawClient(server.url)
  const read = (answer: Answer): Reply => {
    const isJson = answer.headers['content-type']?.startsWith('application/json') && answer.body !== ''
    const body = (isJson ? JSON.parse(answer.body) : {}) as {
      readonly result?: { readonly data: unknown }
      readonly error?: { readonly data: { readonly code: string } }
    }
    return {
      ...answer,
      all: `${answer.head}\n${answer.body}`,
      data: body.result ? body.result.data : body,
      error: body.error?.data,
    }
  }
  const get: Cases['get'] = async (token, path, headers = {}) =>
    read(await client.ask({ path: `/api/${path}`, headers: { ...headers, authorization: token } }))
  const signIn: Cases['signIn'] = (token, role, id = token, tenant = 'a') => {
    sessions.set(token, { tenant, user: { id, role } })
    return token
  }
  for (const role of ['admin', 'guest', 'writer'] as const) signIn(role, role)
  for (const clerk of ['ann', 'bob']) signIn(clerk, 'clerk')
  signIn('other', 'admin', 'admin', 'b')
  return {
    stores,
    calls: { a: watched.a.calls, b: watched.b.calls },
    signIn,
    get,
    query: (token, path, input) =>
      get(
        token,
        `${path}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`,
      ),
    async mutate(token, path, input) {
      const headers = { authorization: token, 'content-type': 'application/json', 'x-throughline': '1' }
      return read(await client.ask({ path: `/api/${path}`, headers, body: JSON.stringify(input) }))
    },
    listen: (token, path, headers = {}) =>
      client.open({
        path: `/api/${path}`,
        headers: { accept: 'text/event-stream', ...headers, authorization: token },
      }),
    async close() {
      client.close()
      await server.close()
    },
  }
}
