import type { SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { TRPCError } from '@trpc/server'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeGate } from '../../tests/counter-router.ts'
import { libraryModel, type LibraryModel, uuid } from '../../tests/library-model.ts'
import { type ApiOptions, createApi } from './create-api.ts'
import type { LogEntry } from './log.types.ts'

interface Context {
  readonly tenant: string
}

let stores: Record<string, SyncStore<LibraryModel>>
beforeEach(() => {
  stores = { a: memoryStore(libraryModel), b: memoryStore(libraryModel) }
})

const open = (options: Partial<Omit<ApiOptions<LibraryModel, Context, Context>, 'policies'>> = {}) =>
  createApi<LibraryModel, Context, Context>(libraryModel, {
    endpoint: '/api/trpc',
    createContext: ({ req }) => {
      const tenant = req.headers.get('x-tenant')
      if (tenant === null) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
      return { tenant }
    },
    store: ({ tenant }) => stores[tenant]!,
    ...options,
  })

const get = (path: string, headers: Record<string, string> = { 'x-tenant': 'a' }) =>
  new Request(`http://x${path}`, { headers })
const post = (path: string, input: unknown) =>
  new Request(`http://x${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-throughline': '1', 'x-tenant': 'a' },
    body: JSON.stringify(input),
  })
const shelf = { id: uuid(1), name: 'Novels' }

describe('createApi', () => {
  it('serves procedures, sync, health and its description together', async () => {
    const api = open()
    expect((await api.fetch(post('/api/trpc/shelves.create', shelf))).status).toBe(200)
    const snapshot = await api.fetch(get('/api/trpc/sync/snapshot'))
    expect(await snapshot.json()).toMatchObject({ items: [{ entity: 'shelves', row: shelf }] })
    expect(snapshot.headers.get('x-request-id')).not.toBeNull()
    const again = get('/api/trpc/sync/snapshot', {
      'x-tenant': 'a',
      'if-none-match': snapshot.headers.get('etag')!,
    })
    expect((await api.fetch(again)).status).toBe(304)
    expect(await (await api.fetch(get('/api/trpc/sync/snapshot.ndjson'))).text()).toContain('Novels')
    for (const path of ['/healthz', '/readyz', '/api/trpc/healthz', '/api/trpc/readyz']) {
      const answer = await api.fetch(get(path, {}))
      expect([path, answer.status, await answer.json()]).toEqual([path, 200, { status: 'ok' }])
    }
    const document = await api.fetch(get('/api/trpc/openapi.json', {}))
    expect(await document.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) as string })
    expect(await api.openapi()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) as string })
    const hidden = await open({ openapi: false }).fetch(get('/api/trpc/openapi.json'))
    expect(hidden.status).toBe(404)
  })

  it('keeps tenants apart on all paths, and answers who has none everywhere alike', async () => {
    const api = open()
    await api.fetch(post('/api/trpc/shelves.create', shelf))
    for (const path of ['shelves.list', 'sync/snapshot', 'sync/snapshot.ndjson', 'sync.snapshot']) {
      const other = await api.fetch(get(`/api/trpc/${path}`, { 'x-tenant': 'b' }))
      expect([path, other.status]).toEqual([path, 200])
      expect(await other.text()).not.toContain('Novels')
      const nobody = await api.fetch(get(`/api/trpc/${path}`, {}))
      expect(nobody.status).toBe(401)
      expect(await nobody.json()).toMatchObject({
        error: { message: 'Log in first.', data: { code: 'UNAUTHORIZED' } },
      })
    }
  })

  it('holds its limits on all paths', async () => {
    const entries: LogEntry[] = []
    const api = open({
      limits: { maxConcurrent: 0 },
      origins: [],
      log: (entry) => entries.push(entry),
    })
    for (const path of ['shelves.list', 'sync/snapshot', 'openapi.json', 'sync/live?cursor=x', 'unknown']) {
      const foreign = await api.fetch(get(`/api/trpc/${path}`, { origin: 'https://evil.example' }))
      expect([path, foreign.status]).toEqual([path, 403])
      const busy = await api.fetch(get(`/api/trpc/${path}`))
      expect([path, busy.status, busy.headers.get('retry-after')]).toEqual([path, 503, '1'])
    }
    expect((await api.fetch(get('/healthz', {}))).status).toBe(200)
    await expect.poll(() => entries.length).toBe(11)
    const limited = open({
      limits: { rate: { perUser: { calls: 2, seconds: 60 } } },
      identify: ({ tenant }) => tenant,
    })
    const statuses = []
    for (const path of ['shelves.list', 'sync/snapshot', 'sync/snapshot', 'shelves.list']) {
      statuses.push((await limited.fetch(get(`/api/trpc/${path}`))).status)
    }
    expect(statuses).toEqual([200, 200, 429, 429])
  })

  it('is only read where it is not a procedure', async () => {
    const api = open()
    for (const path of ['/healthz', '/readyz', '/api/trpc/openapi.json', '/api/trpc/sync/snapshot']) {
      expect([path, (await api.fetch(post(path, {}))).status]).toEqual([path, 405])
    }
    expect((await api.fetch(get('/elsewhere'))).status).toBe(404)
    expect((await api.fetch(get('/api/trpc/sync/unknown'))).status).toBe(404)
  })

  it('is not ready while its store does not answer, and alive all the same', async () => {
    let asked = 0
    const store = { ...stores['a']!, heads: () => Promise.reject(new Error(`down ${(asked += 1)}`)) }
    const api = createApi(libraryModel, { endpoint: '/api', store })
    const ready = await Promise.all(Array.from({ length: 5 }, () => api.fetch(get('/readyz', {}))))
    expect(ready.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503])
    expect(asked).toBe(1)
    expect(await ready[0]!.text()).not.toContain('down')
    expect((await api.fetch(get('/healthz', {}))).status).toBe(200)
    const own = open({ ready: () => makeGate().opened })
    const begun = performance.now()
    expect((await own.fetch(get('/readyz', {}))).status).toBe(503)
    expect(performance.now() - begun).toBeLessThan(4000)
  })

  it('drains: not ready, no writes, and live streams that end', async () => {
    const api = open()
    const { cursor } = { cursor: await stores['a']!.heads() }
    const live = await api.fetch(get(`/api/trpc/sync/live?cursor=${encodeURIComponent(cursor)}`))
    expect(live.headers.get('content-type')).toContain('text/event-stream')
    const text = live.text()
    await api.drain()
    expect(await text).toMatch(/retry: ?\d+/)
    expect((await api.fetch(get('/readyz', {}))).status).toBe(503)
    expect((await api.fetch(get('/healthz', {}))).status).toBe(200)
    expect((await api.fetch(get('/api/trpc/shelves.list'))).status).toBe(200)
    const refused = await api.fetch(post('/api/trpc/shelves.create', shelf))
    expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close'])
    expect((await stores['a']!.list('shelves')).items).toHaveLength(0)
  })

  it('logs what was asked by name, of what there is, with why it was refused', async () => {
    const entries: LogEntry[] = []
    const api = open({ log: (entry) => entries.push(entry), identify: ({ tenant }) => tenant })
    for (const path of [
      'shelves.list',
      'sync/snapshot',
      'sync/pull?cursor=forged',
      'sync/secret',
      'secret.list',
    ]) {
      await (await api.fetch(get(`/api/trpc/${path}`))).arrayBuffer()
    }
    await (await api.fetch(get('/healthz', {}))).text()
    await expect.poll(() => entries.length).toBe(6)
    entries.sort((one, other) => one.time.localeCompare(other.time))
    expect(entries.map(({ paths, status, code }) => [paths, status, code])).toEqual(
      expect.arrayContaining([
        [['shelves.list'], 200, undefined],
        [['sync/snapshot'], 200, undefined],
        [['sync/pull'], 400, 'BAD_REQUEST'],
        [[], 404, 'NOT_FOUND'],
        [[], 404, 'NOT_FOUND'],
        [['healthz'], 200, undefined],
      ]),
    )
    expect(JSON.stringify(entries)).not.toMatch(/secret|forged|"a"/)
  })
})
