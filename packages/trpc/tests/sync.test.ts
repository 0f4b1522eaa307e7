import { type Mutation, StoreError, type SyncStore } from '@throughline/schema'
import { createReplica, readTable } from '@throughline/schema/testing'
import { createTRPCClient, httpLink } from '@trpc/client'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTRPCTransport } from '../src/client/trpc-transport.ts'
import { createFetchHandler } from '../src/http/fetch-handler.ts'
import { createModelRouter } from '../src/model-router.ts'
import { bookOf, libraryModel, type LibraryModel, uuid } from './library-model.ts'
import { openMemory, serveSync, type SyncServer } from './open-sync.ts'
import { serve } from './serve.ts'
import { watchedStore, type WatchedStore } from './watched-store.ts'

let watched: WatchedStore<LibraryModel>
let store: SyncStore<LibraryModel>
let server: SyncServer

beforeAll(async () => {
  watched = watchedStore(openMemory())
  ;({ store } = watched)
  server = await serveSync(store)
})
afterAll(() => server.close())
beforeEach(() => store.clear())
afterEach(() => {
  watched.around = () => undefined
})

const shelf = (n: number, name = `Shelf ${n}`): Mutation<LibraryModel> => ({
  op: 'insert',
  mutationId: crypto.randomUUID(),
  entity: 'shelves',
  row: { id: uuid(n), name },
})
const book = (n: number, shelfId: string): Mutation<LibraryModel> => ({
  op: 'insert',
  mutationId: crypto.randomUUID(),
  entity: 'books',
  row: { ...bookOf(uuid(n), shelfId), bought: new Date(n), loans: [{ reader: 'Ann', on: new Date(5) }] },
})

describe('a transport', () => {
  it('brings a replica to what the table has: dates as dates, tombstones too', async () => {
    await store.push([shelf(1), book(2, uuid(1)), shelf(3)])
    const transport = server.transport()
    const replica = createReplica({ ...store, ...transport })
    await replica.begin({ limit: 2 })
    await transport.push([
      { op: 'delete', mutationId: crypto.randomUUID(), entity: 'shelves', key: { id: uuid(3) } },
      shelf(4),
    ])
    await replica.catchUp({ limit: 1 })
    expect(new Map(replica.rows)).toEqual(await readTable(store))
    expect([...replica.rows.values()].some(({ row }) => row['bought'] instanceof Date)).toBe(true)
  })

  it('pushes exactly once, and says what became of each', async () => {
    const transport = server.transport()
    const source = { clientId: 'phone', seq: 1 }
    const batch = [shelf(1), shelf(1), book(2, uuid(9))]
    const outcomes = await transport.push(batch, source)
    expect(outcomes).toMatchObject([
      { status: 'applied', version: 1, place: { shard: 0, seq: 1 } },
      { status: 'rejected', code: 'already_exists' },
      { status: 'rejected', code: 'parent_not_found' },
    ])
    expect(await transport.push(batch, source)).toEqual(outcomes)
    await expect(transport.push([shelf(2)], { clientId: 'phone', seq: 9 })).rejects.toMatchObject({
      code: 'invalid',
      sequence: { kind: 'gap', lastSeq: 3 },
    })
    await expect(transport.push([shelf(2)], { clientId: 'phone', seq: 1 })).rejects.toMatchObject({
      code: 'invalid',
      sequence: { kind: 'used', lastSeq: 3 },
    })
    const long = Array.from({ length: 250 }, (_, n) => shelf(1000 + n))
    const pushed = await transport.push(long, { clientId: 'laptop', seq: 1 })
    expect(pushed.map(({ status }) => status)).toEqual(long.map(() => 'applied'))
    expect(await transport.push(long, { clientId: 'laptop', seq: 1 })).toEqual(pushed)
  })

  it('transacts all or nothing, and says of which mutation it was refused', async () => {
    const transport = server.transport()
    expect(await transport.transact([shelf(1), book(2, uuid(1))])).toMatchObject([
      { version: 1 },
      { version: 1 },
    ])
    const key = { shelfId: uuid(1), id: uuid(2) }
    const stale = {
      op: 'update',
      mutationId: crypto.randomUUID(),
      entity: 'books',
      key,
      changes: {},
      baseVersion: 9,
    } as const
    await expect(transport.transact([shelf(3), stale])).rejects.toMatchObject({
      code: 'conflict',
      index: 1,
      current: { row: { bought: new Date(2) }, meta: { version: 1 } },
    })
    await expect(transport.transact([shelf(3), shelf(1)])).rejects.toMatchObject({
      code: 'already_exists',
      index: 1,
    })
    const gone = {
      op: 'delete',
      mutationId: crypto.randomUUID(),
      entity: 'shelves',
      key: { id: uuid(8) },
    } as const
    await expect(transport.transact([gone])).rejects.toMatchObject({ code: 'not_found', index: 0 })
    const parent = { ...gone, key: { id: uuid(1) } }
    await expect(transport.transact([parent], { restrict: true })).rejects.toMatchObject({ index: 0 })
    expect((await store.list('shelves')).items).toHaveLength(1)
    await transport.transact([parent])
    expect((await store.list('books')).items).toHaveLength(0)
  })

  it('says how long to wait, and who has to load the application anew', async () => {
    watched.around = () => {
      throw new StoreError('throttled', 'Too fast.', { retryAfter: 1500 })
    }
    const transport = server.transport()
    for (const call of [
      () => transport.pull({ cursor: 'x' }),
      () => transport.snapshot(),
      () => transport.push([shelf(1)]),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'throttled', retryAfter: 1500 })
    }
    const proxy = await serve(
      async () => new Response('busy', { status: 503, headers: { 'retry-after': '7' } }),
    )
    const busy = createTRPCTransport(libraryModel, { url: proxy.origin })
    for (const call of [() => busy.pull({ cursor: 'x' }), () => busy.push([shelf(1)])]) {
      await expect(call()).rejects.toMatchObject({ code: 'unavailable', retryAfter: 7000 })
    }
    await proxy.close()
  })

  it('is told where the server takes its model no longer, with nothing written', async () => {
    const router = createModelRouter(libraryModel, { store, sync: { modelVersions: ['v2', 'v3'] } })
    const served = await serve(createFetchHandler(router, { endpoint: '/' }))
    const transport = createTRPCTransport(libraryModel, { url: served.origin, modelVersion: 'v1' })
    for (const call of [() => transport.push([shelf(1)]), () => transport.transact([shelf(1)])]) {
      await expect(call()).rejects.toMatchObject({ code: 'not_configured', upgrade: true })
    }
    expect((await store.list('shelves')).items).toEqual([])
    const newer = createTRPCTransport(libraryModel, { url: served.origin, modelVersion: 'v3' })
    expect(await newer.push([shelf(1)])).toMatchObject([{ status: 'applied' }])
    await served.close()
  })

  it('throws StoreErrors alone, from every method', async () => {
    const gone = await serve(() => Promise.reject(new Error('never called')))
    await gone.close()
    const transport = createTRPCTransport(libraryModel, { url: gone.origin })
    for (const call of [
      () => transport.pull({ cursor: 'x' }),
      () => transport.snapshot(),
      () => transport.transact([]),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'offline' })
    }
    const signal = AbortSignal.abort()
    for (const call of [
      () => transport.pull({ cursor: 'x', signal }),
      () => transport.snapshot({ signal }),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    }
    for (const body of ['<html>', '{}', 'null', '{"kind":"changes"}', '{"items":5,"feed":"x"}']) {
      const odd = await serve(
        async () => new Response(body, { headers: { 'content-type': 'application/json' } }),
      )
      const other = createTRPCTransport(libraryModel, { url: odd.origin })
      await expect(other.pull({ cursor: 'x' })).rejects.toMatchObject({
        name: 'StoreError',
        code: 'unavailable',
      })
      await expect(other.snapshot()).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
      await odd.close()
    }
  })
})

describe('the procedures', () => {
  it('answer the same as the plain endpoints, to any tRPC client', async () => {
    await store.push([shelf(1), book(2, uuid(1))])
    const router = createModelRouter(libraryModel, { store })
    const served = await serve(createFetchHandler(router, { endpoint: '/' }))
    const link = httpLink({ url: served.origin, headers: { 'x-throughline': '1' } })
    const client = createTRPCClient<typeof router>({ links: [link] })
    const own = createTRPCTransport(libraryModel, { client })
    const plain = server.transport()
    const { feed } = await own.snapshot({ limit: 1 })
    expect(await own.snapshot({ limit: 1 })).toEqual(await plain.snapshot({ limit: 1 }))
    await own.push([shelf(3)], { clientId: 'tab', seq: 1 })
    expect(await own.pull({ cursor: feed })).toEqual(await plain.pull({ cursor: feed }))
    await expect(own.transact([shelf(3)])).rejects.toMatchObject({ code: 'already_exists', index: 0 })

    const over = new AbortController()
    const input = encodeURIComponent(JSON.stringify({ cursor: await store.heads(), lastEventId: feed }))
    const live = await fetch(`${served.origin}/sync.live?input=${input}`, {
      headers: { accept: 'text/event-stream' },
      signal: over.signal,
    })
    const events: EventSourceMessage[] = []
    const parser = createParser({ onEvent: (event) => events.push(event) })
    for await (const chunk of live.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      parser.feed(chunk)
      if (events.length > 2) break
    }
    expect(events.slice(1).map(({ id, data }) => ({ id, data: JSON.parse(data) as unknown }))).toMatchObject([
      { id: feed, data: { kind: 'open', cursor: feed } },
      { id: await store.heads(), data: { kind: 'changes', changes: [{ op: 'put', version: 1 }] } },
    ])
    over.abort()
    await served.close()
  })

  it.each<[string, object, (string | undefined)[]]>([
    ['half a source', { clientId: 'x' }, ['seq']],
    ['the other half', { seq: 1 }, ['clientId']],
    ['a place that is none', { clientId: 'x', seq: 0 }, ['seq']],
    ['a long client id', { clientId: 'x'.repeat(257), seq: 1 }, ['clientId']],
    ['a member that nobody knows', { tenant: 'x' }, ['tenant']],
  ])('refuse %s', async (_name, part, path) => {
    const response = await fetch(`${server.url}/sync.push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-throughline': '1' },
      body: JSON.stringify({ mutations: [shelf(1)], ...part }),
    })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { data: { issues: [{ path }] } } },
    ])
    expect((await store.list('shelves')).items).toEqual([])
  })
})
