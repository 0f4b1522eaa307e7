import type { Mutation, SyncStore, Transport } from '@throughline/schema'
import { StoreError } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { initTRPC, TRPCError } from '@trpc/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTRPCTransport } from '../src/client/trpc-transport.ts'
import { formatApiError } from '../src/api-error.ts'
import { createFetchHandler } from '../src/http/fetch-handler.ts'
import { createModelRouter } from '../src/model-router.ts'
import { bookOf, libraryModel, type LibraryModel, uuid } from './library-model.ts'
import { serve, type Served } from './serve.ts'

const store = memoryStore(libraryModel)
let fault: Error | undefined
let hold: Promise<void> | undefined
const served: Served[] = []
let transport: Transport<LibraryModel>
let mounted: Transport<LibraryModel>
let token: string | undefined

const slow: SyncStore<LibraryModel> = {
  ...store,
  list: async (entity, options) => {
    await hold
    if (fault) throw fault
    return store.list(entity, options)
  },
}

/** An app of someone else's: own context, own middleware, the model router mounted at `library`. */
function openApp() {
  const t = initTRPC.context<{ token: string | null }>().create({ errorFormatter: formatApiError })
  const procedure = t.procedure.use(({ ctx, next }) => {
    if (ctx.token !== 'ann') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
    return next()
  })
  return t.router({ library: createModelRouter(libraryModel, { store, procedure }) })
}

beforeAll(async () => {
  const plain = await serve(
    createFetchHandler(createModelRouter(libraryModel, { store: slow }), { endpoint: '/api' }),
  )
  const app = openApp()
  const own = await serve(
    createFetchHandler(app, {
      endpoint: '/',
      createContext: ({ req }) => ({ token: req.headers.get('token') }),
    }),
  )
  served.push(plain, own)
  transport = createTRPCTransport(libraryModel, { url: `${plain.origin}/api` })
  const link = httpBatchLink({
    url: own.origin,
    headers: () => ({ 'x-throughline': '1', ...(token !== undefined && { token }) }),
  })
  mounted = createTRPCTransport(libraryModel, {
    client: createTRPCClient<typeof app>({ links: [link] }).library,
  })
})
afterAll(() => Promise.all(served.map(({ close }) => close())))
beforeEach(async () => {
  await store.clear()
  fault = undefined
  hold = undefined
  token = 'ann'
})

const insert = (n: number): Mutation<LibraryModel> => ({
  op: 'insert',
  mutationId: uuid(1000 + n),
  entity: 'shelves',
  row: { id: uuid(n), name: `Shelf ${n}` },
})

describe.each<[string, () => Transport<LibraryModel>]>([
  ['a url', () => transport],
  ['a client of a router that it is mounted in', () => mounted],
])('createTRPCTransport over %s', (_name, getTransport) => {
  it('pushes, lists and queries, dates as dates', async () => {
    const row = {
      ...bookOf(uuid(2), uuid(1)),
      bought: new Date(7),
      loans: [{ reader: 'Ann', on: new Date(9) }],
    }
    const outcomes = await getTransport().push([
      insert(1),
      { op: 'insert', mutationId: uuid(12), entity: 'books', row },
      {
        op: 'update',
        mutationId: uuid(13),
        entity: 'books',
        key: { shelfId: uuid(1), id: uuid(2) },
        changes: {},
        baseVersion: 9,
      },
    ])
    expect(outcomes).toMatchObject([
      { status: 'applied', stored: { row: { color: 'red' } } },
      { status: 'applied', stored: { row } },
      { status: 'conflict', stored: { row } },
    ])
    expect(await getTransport().list('books')).toEqual(await store.list('books'))
    expect((await getTransport().query('books', { where: { shelfId: uuid(1) } })).items).toMatchObject([
      { row },
    ])
  })

  it('pages with a cursor', async () => {
    await getTransport().push([insert(1), insert(2), insert(3)])
    const first = await getTransport().list('shelves', { limit: 2 })
    const second = await getTransport().list('shelves', { limit: 2, cursor: first.cursor ?? undefined })
    expect([first.items.length, second.items.length, second.cursor]).toEqual([2, 1, null])
  })

  it('removes an optional field by a change to undefined', async () => {
    const key = { shelfId: uuid(1), id: uuid(2) }
    const row = { ...bookOf(key.id, key.shelfId), subtitle: 'Old' }
    const [, , outcome] = await getTransport().push([
      insert(1),
      { op: 'insert', mutationId: uuid(12), entity: 'books', row },
      {
        op: 'update',
        mutationId: uuid(13),
        entity: 'books',
        key,
        changes: { subtitle: undefined, pages: 5 },
      },
    ])
    expect(outcome).toMatchObject({ status: 'applied', stored: { row: { pages: 5 } } })
    expect((await store.get('books', key))?.row.subtitle).toBeUndefined()
  })

  it('sends more mutations than one request holds, in order', async () => {
    const mutations = Array.from({ length: 250 }, (_, index) => insert(index))
    const outcomes = await getTransport().push(mutations)
    expect(outcomes.map(({ mutationId }) => mutationId)).toEqual(
      mutations.map(({ mutationId }) => mutationId),
    )
    expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
    expect(await getTransport().push([])).toEqual([])
  })

  it('answers what is wrong with a row as an outcome, and with an envelope as an error', async () => {
    const wrong = { ...insert(1), row: { id: uuid(1), name: '' } } as Mutation<LibraryModel>
    expect(await getTransport().push([wrong])).toMatchObject([
      { status: 'rejected', issues: [{ path: ['name'] }] },
    ])
    const malformed = { ...insert(1), mutationId: '1' } as Mutation<LibraryModel>
    await expect(getTransport().push([malformed])).rejects.toMatchObject({
      name: 'StoreError',
      code: 'invalid',
    })
    await expect(getTransport().list('chairs' as 'books')).rejects.toMatchObject({
      name: 'StoreError',
      code: 'invalid',
    })
  })
})

describe('errors', () => {
  it.each(['denied', 'invalid', 'throttled', 'too_large', 'unavailable'] as const)(
    'keeps the code %s of the server',
    async (code) => {
      fault = new StoreError(code, 'SHELF#1')
      const error: unknown = await transport.list('shelves').catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(StoreError)
      expect(error).toMatchObject({ code, cause: { name: 'TRPCClientError' } })
      expect(String(error)).not.toContain('SHELF#')
    },
  )

  it('answers unavailable where the server failed', async () => {
    fault = new Error('bug')
    await expect(transport.list('shelves')).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('answers denied where the server wants to know who asks', async () => {
    token = undefined
    await expect(mounted.list('shelves')).rejects.toMatchObject({ code: 'denied', message: 'Log in first.' })
  })

  it('answers offline where the server is gone', async () => {
    const gone = await serve(() => Promise.reject(new Error('never called')))
    await gone.close()
    const url = `${gone.origin}/api`
    const link = httpBatchLink({ url })
    const client = createTRPCClient<ReturnType<typeof openApp>>({ links: [link] })
    await expect(createTRPCTransport(libraryModel, { url }).list('shelves')).rejects.toMatchObject({
      name: 'StoreError',
      code: 'offline',
      message: `The server at ${url} did not answer. Check the connection, then try again.`,
      cause: { name: 'TRPCClientError' },
    })
    await expect(
      createTRPCTransport(libraryModel, { client: client.library }).push([insert(1)]),
    ).rejects.toMatchObject({ code: 'offline' })
  })

  it.each([
    [200, 'text/html', '<html>', 'unavailable'],
    [200, 'application/json', '{"ok":true}', 'unavailable'],
    [200, 'application/json', '{"result":{"data":null}}', 'unavailable'],
    [200, 'application/json', '{"result":{"data":{"items":5}}}', 'unavailable'],
    [404, 'text/html', '<html>', 'not_configured'],
    [401, 'text/plain', 'no', 'denied'],
    [413, 'text/html', '<html>', 'too_large'],
    [429, 'application/json', '{"error":"slow down"}', 'throttled'],
    [502, 'text/html', '<html>', 'unavailable'],
    [500, 'application/json', '', 'unavailable'],
    [400, 'text/plain', '{"error":{"message":"No.","code":-32600,"data":{"code":"BAD_REQUEST"}}}', 'invalid'],
  ])('understands an answer that is not the API’s: %d %s %s', async (status, type, body, code) => {
    const proxy = await serve(async () => new Response(body, { status, headers: { 'content-type': type } }))
    const error: unknown = await createTRPCTransport(libraryModel, { url: proxy.origin })
      .list('shelves')
      .catch((thrown: unknown) => thrown)
    await proxy.close()
    expect(error).toMatchObject({ name: 'StoreError', code })
  })

  it('answers not_configured where the url is not that of the API', async () => {
    const url = `${served[0]?.origin}/api/nowhere`
    await expect(createTRPCTransport(libraryModel, { url }).list('shelves')).rejects.toMatchObject({
      code: 'not_configured',
    })
  })

  it('stops when it is told to, before and while the server works', async () => {
    await expect(transport.list('shelves', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    })
    let release = (): void => undefined
    hold = new Promise((resolve) => {
      release = resolve
    })
    const controller = new AbortController()
    const count = served[0]?.requests.length ?? 0
    const listing = transport.list('shelves', { signal: controller.signal })
    await expect.poll(() => served[0]?.requests.length).toBe(count + 1)
    controller.abort()
    await expect(listing).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    release()
  })
})

describe('requests', () => {
  it('sends each call on its own, with the headers of that moment', async () => {
    const seen: [string, string | null][] = []
    const echo = await serve(async (request) => {
      seen.push([new URL(request.url).pathname, request.headers.get('authorization')])
      return Response.json({ result: { data: { items: [], cursor: null } } })
    })
    let n = 0
    const own = createTRPCTransport(libraryModel, {
      url: new URL(echo.origin),
      headers: async () => ({ authorization: `Bearer ${(n += 1)}` }),
    })
    await Promise.all([own.list('shelves'), own.list('books')])
    await echo.close()
    expect(new Map(seen)).toEqual(
      new Map([
        ['/books.list', 'Bearer 2'],
        ['/shelves.list', 'Bearer 1'],
      ]),
    )
  })

  it('uses the fetch that it is given', async () => {
    const urls: string[] = []
    const own = createTRPCTransport(libraryModel, {
      url: '/api/trpc',
      fetch: async (input) => {
        urls.push(input instanceof Request ? input.url : input.toString())
        return Response.json({ result: { data: { items: [], cursor: null } } })
      },
    })
    expect(await own.list('shelves', { limit: 1 })).toEqual({ items: [], cursor: null })
    expect(urls).toEqual(['/api/trpc/shelves.list?input=%7B%22limit%22%3A1%7D'])
  })
})
