import { QueryClient } from '@tanstack/query-core'
import { createStore } from '@throughline/collections'
import { polling } from '@throughline/collections/polling'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import { dehydrate, type DehydratedStore, hydrate, whenLoaded } from '@throughline/collections/hydration'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { defineEntity, defineModel, type SyncTransport } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { authorId, closeClients, createServer, library, openClient, seedAuthors, settle } from './library.ts'
import { live, opened, remotely, shown } from './sync-client.ts'
import { closeSynced, createHub, openSynced } from './sync-server.ts'

afterEach(() => {
  closeClients()
  closeSynced()
  vi.useRealTimers()
})

/** As it goes through a page's HTML. */
const through = (state: DehydratedStore): DehydratedStore => JSON.parse(JSON.stringify(state)) as typeof state

const books = Array.from({ length: 3 }, (_, index) => ({
  entity: 'books' as const,
  row: { id: `b${index}`, authorId: authorId(0), title: `Title ${index}`, pages: 1, read: 0 },
}))

describe('a store that reads again now and then', () => {
  /** A server whose store has read the authors and the books of one. */
  async function onServer() {
    const on = createServer()
    await seedAuthors(on.server, 3)
    await on.server.load(books)
    const store = createStore(library, {
      transport: on.transport,
      sync: polling(),
      queries: liveQueries(),
      queryClient: new QueryClient(),
    })
    await whenLoaded(
      store.list('authors', { orderBy: { lastName: 'asc' }, limit: 2 }),
      store.row('authors', authorId(0), { include: ['books'] }),
    )
    const state = through(dehydrate(store))
    store.dispose()
    on.network.reads.length = 0
    return { on, state }
  }

  const inBrowser = ({ on, state }: Awaited<ReturnType<typeof onServer>>, staleTime = 60_000) => {
    const transport = on.transport
    const client = new QueryClient()
    const made = createStore(library, {
      transport,
      sync: polling(),
      queries: liveQueries(),
      queryClient: client,
      pollInterval: false,
      staleTime,
    })
    return hydrate(made, state)
  }

  it('shows the rows at once, and reads none that are fresh', async () => {
    const server = await onServer()
    const store = inBrowser(server)
    const list = store.list('authors', { orderBy: { lastName: 'asc' }, include: ['books'] })
    expect(list.get()).toMatchObject({ isLoading: true, total: 3 })
    const one = store.row('authors', authorId(0), { include: ['books'] })
    expect(one.get()).toMatchObject({ isLoading: false, error: null })
    expect(one.get().data?.books.map(({ title }) => title)).toEqual(['Title 0', 'Title 1', 'Title 2'])
    expect(store.meta('authors', authorId(0))?.version).toBe(1)
    const stop = one.subscribe(() => {})
    await collectionsOf(store).authors.preload()
    await settle()
    expect(server.on.network.reads).toEqual([])
    expect(collectionsOf(store).authors.size).toBe(3)
    list.subscribe(() => {})
    await settle()
    // The books of the two that the server did not ask for.
    expect(server.on.network.reads.toSorted()).toEqual([`books/${authorId(1)}`, `books/${authorId(2)}`])
    stop()
    store.dispose()
  })

  it('reads again what is not fresh, and shows it meanwhile', async () => {
    const server = await onServer()
    await server.on.server.push([
      {
        mutationId: 'm',
        op: 'update',
        entity: 'authors',
        key: { id: authorId(0) },
        changes: { firstName: 'New' },
      },
    ])
    await settle(20)
    const store = inBrowser(server, 1)
    const list = store.list('authors')
    list.subscribe(() => {})
    expect(list.get()).toMatchObject({ isLoading: false, total: 3 })
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).not.toBe('New')
    await settle()
    expect(server.on.network.reads).toEqual(['authors'])
    expect(list.get().data.some(({ firstName }) => firstName === 'New')).toBe(true)
    store.dispose()
  })

  it('writes on what it was given', async () => {
    const server = await onServer()
    const store = inBrowser(server)
    await store.update('authors', authorId(1), { firstName: 'Written' }).confirmed
    expect((await server.on.server.get('authors', { id: authorId(1) }))?.meta.version).toBe(2)
    store.dispose()
  })

  it('takes no state of another model or form', async () => {
    const { state } = await onServer()
    const { store } = await openClient(0)
    for (const other of [
      { ...state, service: 'other' },
      { ...state, format: 2 },
    ]) {
      // Sound: that is what is tested.
      expect(() => hydrate(store, other as typeof state)).toThrow(
        expect.objectContaining({ code: 'invalid' }),
      )
    }
  })

  it('rejects with what could not be read', async () => {
    const { store, network } = await openClient(1)
    network.readFault = new TypeError('No network today')
    await expect(whenLoaded(store.list('authors'))).rejects.toThrow('No network today')
  })
})

describe('a store that follows the feed', () => {
  /** A server's store that has read the authors and one's books, and what it gives to the browser. */
  async function onServer(options: Parameters<typeof openSynced>[0] = {}) {
    const hub = createHub(library)
    await seedAuthors(hub.server, 3)
    await hub.server.load(books)
    const one = await opened(0, { hub, ...options })
    await whenLoaded(one.store.list('authors'), one.store.list('books', { where: { authorId: authorId(0) } }))
    const state = through(dehydrate(one.store))
    one.store.dispose()
    return { hub, state }
  }

  it('goes on from where the state was taken, without a snapshot or a list', async () => {
    const { hub, state } = await onServer()
    expect(state.cursor).toBeTruthy()
    const late = openSynced({ hub })
    await remotely(late, { firstName: 'Between' })
    await hub.server.push([
      {
        mutationId: 'gone',
        op: 'delete',
        entity: 'books',
        key: { authorId: authorId(0), id: 'b1' },
      },
    ])
    const { store, network } = openSynced({ hub })
    hydrate(store, state)
    const list = store.list('books', { where: { authorId: authorId(0) } })
    expect(list.get()).toMatchObject({ isLoading: false, total: 3 })
    expect(network.calls).toEqual([])
    list.subscribe(() => {})
    await settle(8)
    expect(network.calls.map(({ method, of }) => [method, of])).toEqual([
      ['pull', state.cursor],
      ['live', expect.any(String)],
    ])
    expect(list.get().total).toBe(2)
    await collectionsOf(store).authors.preload()
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('Between')
    await remotely(late, { firstName: 'Live' })
    await settle(6)
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('Live')
    expect(network.count('pull')).toBe(1)
    await store.update('authors', authorId(0), { lastName: 'Mine' }).confirmed
    expect((await hub.server.get('authors', { id: authorId(0) }))?.meta.version).toBe(4)
    expect(network.count('snapshot') + network.count('list')).toBe(0)
  })

  it('takes nothing where it has begun to follow the feed, or has no place to go on from', async () => {
    const { hub, state } = await onServer()
    const begun = await live(0, { hub })
    await hub.server.push([
      { mutationId: 'gone', op: 'delete', entity: 'books', key: { authorId: authorId(0), id: 'b1' } },
    ])
    await settle(6)
    hydrate(begun.store, state)
    expect(collectionsOf(begun.store).books.size).toBe(0)
    const { cursor: _, ...rest } = state
    const fresh = openSynced({ hub })
    hydrate(fresh.store, rest)
    for (const { store } of [begun, fresh]) {
      await whenLoaded(store.list('books', { where: { authorId: authorId(0) } }))
      expect(collectionsOf(store).books.size).toBe(2)
    }
  })

  it('reads all anew where the feed no longer reaches back', async () => {
    const { hub, state } = await onServer()
    const { store, network } = openSynced({ hub })
    hydrate(store, { ...state, cursor: 'nonsense' })
    await collectionsOf(store).authors.preload()
    expect(collectionsOf(store).authors.size).toBe(3)
    await vi.waitFor(() => expect(network.count('snapshot')).toBe(1))
    await settle(6)
    expect(store.status.get().live).toBe('open')
    expect(collectionsOf(store).authors.size).toBe(3)
  })

  it.each([['all' as const], ['in-use' as const]])(
    'that reads all by a snapshot takes a whole state, and not a part (%s)',
    async (load) => {
      const { hub, state } = await onServer({ load })
      const one = openSynced({ hub, load: 'all' })
      hydrate(one.store, state)
      await collectionsOf(one.store).authors.preload()
      await settle(6)
      expect(one.network.count('snapshot')).toBe(load === 'all' ? 0 : 1)
      expect(shown(one)).toEqual({ firstName: 'First0', lastName: 'Last00000' })
      await collectionsOf(one.store).books.preload()
      expect(collectionsOf(one.store).books.size).toBe(3)
      await remotely(one, { firstName: 'Live' })
      await settle(6)
      expect(shown(one)?.firstName).toBe('Live')
    },
  )
})

describe('on a server', () => {
  it('leaves no timer, stream or request behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
    const one = openSynced({ hub: createHub(library), pollInterval: 60_000 })
    expect(vi.getTimerCount()).toBe(0)
    expect(one.network.calls).toEqual([])
    await seedAuthors(one.server, 1)
    await whenLoaded(one.store.list('authors'))
    dehydrate(one.store)
    one.store.dispose()
    await settle(4)
    expect(one.network.streams).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keeps two requests apart, of rows and of clients', async () => {
    const model = defineModel({
      service: 'mail',
      entities: {
        mails: defineEntity({
          singular: 'mail',
          schema: z.object({ id: z.string(), of: z.string(), at: z.date() }),
        }),
      },
    })
    type Mails = SyncTransport<typeof model>
    const at = new Date('2024-05-01T10:00:00.000Z')
    const readFor = async (user: string): Promise<[QueryStore<typeof model>, DehydratedStore]> => {
      const server = memoryStore(model)
      await server.load([{ entity: 'mails', row: { id: 'same', of: user, at } }])
      const transport = { list: server.list, query: server.query, push: server.push } satisfies Partial<Mails>
      const store = createStore(model, {
        transport,
        sync: polling(),
        queries: liveQueries(),
        pollInterval: false,
      })
      await whenLoaded(store.list('mails'))
      return [store, dehydrate(store)]
    }
    const [[ann, ofAnn], [bob, ofBob]] = await Promise.all([readFor('ann'), readFor('bob')])
    expect([ann, bob].map((store) => collectionsOf(store).mails.get('same')?.of)).toEqual(['ann', 'bob'])
    expect(JSON.stringify(ofAnn)).not.toContain('bob')
    expect(JSON.stringify(ofBob)).not.toContain('ann')
    // Dates come back as dates.
    const transport = memoryStore(model)
    const shared = new QueryClient()
    const browsers = [ofAnn, ofBob].map((state) => {
      const store = createStore(model, {
        transport,
        sync: polling(),
        queries: liveQueries(),
        queryClient: shared,
        pollInterval: false,
      })
      return hydrate(store, through(state)).list('mails').get()
    })
    expect(browsers.map(({ data }) => data)).toEqual([
      [{ id: 'same', of: 'ann', at }],
      [{ id: 'same', of: 'bob', at }],
    ])
    for (const store of [ann, bob]) store.dispose()
  })
})
