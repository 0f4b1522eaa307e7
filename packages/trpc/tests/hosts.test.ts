import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { memoryStore } from '@throughline/schema/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { createApi } from '../src/index.ts'
import { type RunningServer, serve } from '../src/http/node/index.ts'
import { libraryModel, uuid } from './library-model.ts'

const open: RunningServer[] = []
afterEach(() => Promise.all(open.splice(0).map(({ close }) => close())))

async function listen(fetch: Parameters<typeof serve>[0]['fetch']): Promise<string> {
  const server = await serve({ fetch }, { port: 0, hostname: '127.0.0.1', handleSignals: false })
  open.push(server)
  return server.url
}

const json = { 'content-type': 'application/json', 'x-throughline': '1' }
const create = { method: 'POST', headers: json, body: JSON.stringify({ id: uuid(1), name: 'Novels' }) }

describe('hosts', () => {
  it('Hono: beside routes of its own', async () => {
    const api = createApi(libraryModel, {
      endpoint: '/api',
      store: memoryStore(libraryModel),
      limits: { rate: { perAddress: { calls: 3, seconds: 60 } } },
    })
    const app = new Hono()
    app.get('/hello', (c) => c.text('Hello.'))
    app.all('/api/*', (c) => api.fetch(c.req.raw, { address: getConnInfo(c).remote.address }))
    // As `serve({ fetch: app.fetch })` of `@hono/node-server`: it is what gives Hono the connection.
    const { serve: honoServe } = await import('@hono/node-server')
    const server = honoServe({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => {
      server.once('listening', resolve)
    })
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
    try {
      expect(await (await fetch(`${url}/hello`)).text()).toBe('Hello.')
      expect((await fetch(`${url}/api/shelves.create`, create)).status).toBe(200)
      const snapshot = await fetch(`${url}/api/sync/snapshot`)
      expect(await snapshot.json()).toMatchObject({ items: [{ row: { name: 'Novels' } }] })
      expect((await fetch(`${url}/api/shelves.list`)).status).toBe(200)
      expect((await fetch(`${url}/api/shelves.list`)).status).toBe(429)
      expect((await fetch(`${url}/api/readyz`)).status).toBe(200)
    } finally {
      server.close()
    }
  })

  it('Next: a catch-all route handler, called with the request and its parameters', async () => {
    const { fetch: handler } = createApi(libraryModel, {
      endpoint: '/api/trpc',
      store: memoryStore(libraryModel),
    })
    const route = { GET: handler, POST: handler, OPTIONS: handler }
    const context = { params: Promise.resolve({ trpc: ['shelves.create'] }) }
    const url = 'https://app.example/api/trpc'
    const created = await route.POST(new Request(`${url}/shelves.create`, create), context as object)
    expect(created.status).toBe(200)
    const live = await route.GET(new Request(`${url}/sync/snapshot.ndjson`), context as object)
    expect(await live.text()).toContain('Novels')
  })

  it('several processes: any of them answers for what another one wrote', async () => {
    const store = memoryStore(libraryModel)
    const apis = [1, 2].map(() => createApi(libraryModel, { endpoint: '/api', store }))
    const [one = '', two = ''] = await Promise.all(apis.map((api) => listen(api.fetch)))
    expect((await fetch(`${one}/api/shelves.create`, create)).status).toBe(200)
    expect(await (await fetch(`${two}/api/shelves.list`)).text()).toContain('Novels')
    await apis[0]!.drain()
    expect((await fetch(`${one}/readyz`)).status).toBe(503)
    expect((await fetch(`${two}/readyz`)).status).toBe(200)
    const again = { ...create, body: JSON.stringify({ id: uuid(2), name: 'Maps' }) }
    expect((await fetch(`${one}/api/shelves.create`, again)).status).toBe(503)
    expect((await fetch(`${two}/api/shelves.create`, again)).status).toBe(200)
  })
})
