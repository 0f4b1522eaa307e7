import { setTimeout } from 'node:timers/promises'
import type { SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { expect } from 'vitest'
import { createApi } from '../src/http/create-api.ts'
import { type RunningServer, serve } from '../src/http/node/serve.ts'
import { bookOf, libraryModel, type LibraryModel } from './library-model.ts'
import { type Shot, type Tenant, tenantIds } from './tenants.ts'

/** What is in every row of a tenant. */
const canaries = { a: /canary-of-a/, b: /canary-of-b/ } as const

/** An answer that has been read; of a stream what came at once. */
export interface Answered {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly headers: Headers
}

/** Two tenants behind one real server, their stores apart. */
export interface TwoTenants {
  readonly stores: Record<Tenant, SyncStore<LibraryModel>>
  /** Good cursors of both, made anew at each reset. */
  readonly cursors: readonly string[]
  readonly procedures: () => readonly string[]
  readonly port: () => number
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
  readonly reset: () => Promise<void>
  readonly tableOf: (tenant: Tenant) => Promise<string>
  readonly fire: (shot: Shot) => Promise<Answered>
  /** Fires, checks the answer, and that no table changed but that of who asked, and was not refused; gives the status. */
  readonly check: (shot: Shot) => Promise<number>
}

export function makeTwoTenants(): TwoTenants {
  const stores = { a: memoryStore(libraryModel), b: memoryStore(libraryModel) }
  const api = createApi(libraryModel, {
    endpoint: '/api',
    createContext: ({ req }): { readonly tenant: Tenant } => ({
      tenant: req.headers.get('x-tenant') === 'b' ? 'b' : 'a',
    }),
    store: ({ tenant }) => stores[tenant],
    limits: { rate: false, maxBodyBytes: 3_000_000, timeoutMs: 5000 },
  })
  const cursors: string[] = []
  let server: RunningServer | undefined

  const tableOf = async (tenant: Tenant): Promise<string> => {
    const { items } = await stores[tenant].snapshot({ limit: 1000 })
    return JSON.stringify(items)
  }
  const fire = async ({ method, path, headers, body }: Shot): Promise<Answered> => {
    const init = { method, headers, ...(body !== undefined && { body }) }
    const response = await fetch(`${server?.url}${path}`, init)
    const type = response.headers.get('content-type') ?? ''
    const text = type.startsWith('text/event-stream') ? await firstOf(response) : await response.text()
    return { status: response.status, type, text, headers: response.headers }
  }
  return {
    stores,
    cursors,
    tableOf,
    fire,
    // oxlint-disable-next-line house/no-zod-internals -- it is tRPC's definition: every procedure that there is
    procedures: () => Object.keys(api.router._def.procedures),
    port: () => server?.port ?? 0,
    open: async () => {
      server = await serve(api, { port: 0, hostname: '127.0.0.1', handleSignals: false })
    },
    close: async () => server?.close(),
    reset: async () => {
      cursors.length = 0
      for (const tenant of ['a', 'b'] as const) cursors.push(...(await fill(stores[tenant], tenant)))
    },
    check: async (shot) => {
      const [who, other] = shot.headers['x-tenant'] === 'b' ? (['b', 'a'] as const) : (['a', 'b'] as const)
      const before = { own: await tableOf(who), other: await tableOf(other) }
      const answered = await fire(shot)
      checkAnswer(shot, answered)
      expect(await tableOf(other)).toBe(before.other)
      const refused = answered.status >= 400 || shot.method !== 'POST'
      if (refused) expect(await tableOf(who)).toBe(before.own)
      expect({}).not.toHaveProperty('polluted')
      return answered.status
    },
  }
}

/** The rows that a tenant begins with, each with its canary; answers cursors. */
async function fill(store: SyncStore<LibraryModel>, tenant: Tenant): Promise<string[]> {
  const ids = tenantIds[tenant]
  const canary = `canary-of-${tenant}`
  await store.clear()
  await store.load([
    ...ids.map((id) => ({
      entity: 'shelves' as const,
      row: {
        id,
        name: `${canary} ${id.slice(-3)}`,
        color: 'red' as const,
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    })),
    ...ids.map((id) => ({ entity: 'books' as const, row: bookOf(id, ids[0], canary) })),
  ])
  const { feed, cursor } = await store.snapshot({ limit: 2 })
  return [feed, cursor ?? '', await store.heads()]
}

/** What comes of a stream at once; it has no end of its own. */
async function firstOf(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  const late = setTimeout(15, undefined)
  let text = ''
  for (;;) {
    const read = await Promise.race([reader.read(), late])
    if (!read || read.done) break
    text += read.value
  }
  await reader.cancel()
  return text
}

export interface ErrorBody {
  readonly error?: {
    readonly message: unknown
    readonly code: unknown
    readonly data: Record<string, unknown>
  }
}

const documented = new Set([
  'code',
  'httpStatus',
  'path',
  'issues',
  'stored',
  'retryAfter',
  'upgrade',
  'sequence',
  'index',
])

/** The documented shape of an error, and nothing of the inside. */
export function checkError(body: ErrorBody, status?: number): void {
  const any = { message: expect.any(String) as string, code: expect.any(Number) as number }
  expect(body).toEqual({ error: { ...any, data: expect.any(Object) as object } })
  const data = body.error?.data ?? {}
  expect(Object.keys(data).filter((name) => !documented.has(name))).toEqual([])
  expect(data['code']).toMatch(/^[A-Z_]+$/)
  if (status !== undefined) expect(data['httpStatus']).toBe(status)
  expect(Number(data['httpStatus'])).toBeLessThan(500)
}

export function checkAnswer(shot: Shot, { status, type, text, headers }: Answered): void {
  // Neither the store nor the process is overloaded here, so that the two documented 5xx have no reason.
  expect(status).toBeLessThan(500)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toMatch(/no-store|private, no-cache/)
  expect(text).not.toMatch(canaries[shot.headers['x-tenant'] === 'b' ? 'a' : 'b'])
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|file:\/\/|"stack":/)
  if ((status < 400 && status !== 207) || shot.method === 'HEAD') return
  expect(type).toMatch(/^application\/json/)
  const body = JSON.parse(text) as ErrorBody | ErrorBody[]
  if (!Array.isArray(body)) checkError(body, status)
  else for (const one of body) if (one.error) checkError(one)
}
