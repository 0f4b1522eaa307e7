// @vitest-environment happy-dom
import { createLiveQueryCollection, eq, inArray } from '@tanstack/db'
import { focusManager, onlineManager } from '@tanstack/query-core'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { StoreError } from '@throughline/schema'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, closeClients, createClient, createServer, openClient, settle } from './library.ts'

const book = (author: number, index: number) => ({
  entity: 'books' as const,
  row: { id: `${author}-${index}`, authorId: authorId(author), title: `T${index}`, pages: 10, read: 0 },
})

afterEach(() => {
  closeClients()
  vi.useRealTimers()
})

describe('eager entities', () => {
  it('are read by pages of 1,000 after a first one of 250, shown from that on, in pieces', async () => {
    const one = await openClient(2_300)
    const { authors } = collectionsOf(one.store)
    const pieces: number[] = []
    const sizes: number[] = []
    authors.subscribeChanges((changes) => void pieces.push(changes.length))
    one.network.beforeAnswer = () => void sizes.push(authors.size)
    await authors.preload()
    expect(authors.size).toBeGreaterThanOrEqual(250)
    await vi.waitFor(() => expect(one.store.status.get().loading).toBe(false))
    expect(one.network.reads).toEqual(['authors', 'authors', 'authors', 'authors'])
    // The next page is on its way before the one before it is applied.
    expect(sizes[2]).toBeLessThan(1_250)
    expect(sizes[3]).toBeLessThan(2_250)
    expect(authors.size).toBe(2_300)
    expect(Math.max(...pieces)).toBeLessThanOrEqual(250)
    expect(one.store.status.get().entities.authors).toMatchObject({ rows: 2_300, error: null, pending: 0 })
    expect(one.store.status.get().syncedAt).toBeInstanceOf(Date)
  })

  it('are not read before something asks, nor is anything else', async () => {
    const one = await openClient(3)
    one.store.list('authors').get()
    one.store.row('authors', authorId(0)).get()
    await settle()
    expect(one.network.reads).toEqual([])
    expect(one.store.list('authors').get()).toMatchObject({ data: [], total: 0, isLoading: true })
  })

  it('write nothing for a row of the same version, and remove what is gone', async () => {
    const one = await openClient(5)
    await collectionsOf(one.store).authors.preload()
    await settle()
    const changes: string[] = []
    collectionsOf(one.store).authors.subscribeChanges(
      (all) => void changes.push(...all.map(({ type, key }) => `${type} ${key}`)),
      { includeInitialState: true },
    )
    expect(changes.splice(0)).toHaveLength(5)
    await one.store.refresh()
    await settle()
    expect(changes).toEqual([])
    await one.server.push([
      { op: 'delete', mutationId: crypto.randomUUID(), entity: 'authors', key: { id: authorId(1) } },
      {
        op: 'update',
        mutationId: crypto.randomUUID(),
        entity: 'authors',
        key: { id: authorId(2) },
        changes: { firstName: 'X' },
      },
    ])
    await one.store.refresh()
    await settle()
    expect(changes.toSorted()).toEqual([`delete ${authorId(1)}`, `update ${authorId(2)}`])
  })

  it('keep a row with a pending edit that is gone on the server', async () => {
    const one = await openClient(3)
    await collectionsOf(one.store).authors.preload()
    await settle()
    one.network.hold = true
    const edit = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle()
    await one.server.push([
      { op: 'delete', mutationId: crypto.randomUUID(), entity: 'authors', key: { id: authorId(0) } },
    ])
    await one.store.refresh()
    await settle()
    expect(collectionsOf(one.store).authors.get(authorId(0))?.firstName).toBe('Mine')
    one.network.held[0]?.release()
    await expect(edit.confirmed).rejects.toMatchObject({ code: 'not_found' })
    expect(collectionsOf(one.store).authors.has(authorId(0))).toBe(false)
  })

  it('are not put back by a page that is older than an acknowledgement', async () => {
    const one = await openClient(3)
    await collectionsOf(one.store).authors.preload()
    await settle()
    let answer = (): void => {}
    one.network.beforeAnswer = () =>
      new Promise<void>((resolve) => {
        answer = resolve
      })
    const refreshed = one.store.refresh()
    await settle()
    const made = one.store.insert('authors', { firstName: 'New', lastName: 'N' })
    await Promise.all([
      made.confirmed,
      one.store.update('authors', authorId(0), { firstName: 'Newer' }).confirmed,
      one.store.delete('authors', authorId(1)).confirmed,
    ])
    answer()
    await refreshed
    await settle()
    const { authors } = collectionsOf(one.store)
    expect(authors.get(authorId(0))?.firstName).toBe('Newer')
    expect(authors.has(authorId(1))).toBe(false)
    expect(authors.has(made.row.id)).toBe(true)
  })

  it('tell of a read that failed, and recover with the next', async () => {
    const one = await openClient(3)
    one.network.readFault = new StoreError('denied', 'Not you.')
    await collectionsOf(one.store).authors.preload()
    await settle()
    expect(one.errors).toMatchObject([{ code: 'denied', entity: 'authors', operation: 'load' }])
    expect(one.store.status.get()).toMatchObject({
      loading: false,
      error: { code: 'denied' },
      syncedAt: null,
    })
    expect(one.store.list('authors').get()).toMatchObject({ isLoading: false, error: { code: 'denied' } })
    one.network.readFault = undefined
    await one.store.refresh()
    await settle()
    expect(one.store.status.get()).toMatchObject({ error: null, rows: 3 })
  })

  it('are read again each interval, on focus and on reconnect', async () => {
    const one = await openClient(3, { pollInterval: 60_000, staleTime: 0 })
    await collectionsOf(one.store).authors.preload()
    await settle()
    vi.useFakeTimers({ now: Date.now() })
    expect(one.network.reads).toHaveLength(1)
    // The interval began on real timers; it begins again with the next subscription.
    one.store.dispose()
    const timed = createClient({ on: one, pollInterval: 60_000, staleTime: 0 })
    const stop = timed.store.list('authors').subscribe(() => {})
    await vi.advanceTimersByTimeAsync(100)
    expect(one.network.reads).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(one.network.reads).toHaveLength(3)
    focusManager.setFocused(false)
    focusManager.setFocused(true)
    await vi.advanceTimersByTimeAsync(100)
    expect(one.network.reads).toHaveLength(4)
    onlineManager.setOnline(false)
    onlineManager.setOnline(true)
    await vi.advanceTimersByTimeAsync(100)
    expect(one.network.reads).toHaveLength(5)
    stop()
    timed.store.dispose()
    focusManager.setFocused(undefined)
  })
})

describe('on-demand entities', () => {
  it('are read by parent, once for the same parent, whoever asks', async () => {
    const client = await openClient(3)
    await client.server.load([book(0, 1), book(0, 2), book(1, 1)])
    const { store } = client
    const of = (author: number) =>
      createLiveQueryCollection({
        query: (q) =>
          q.from({ b: collectionsOf(store).books }).where(({ b }) => eq(b.authorId, authorId(author))),
        gcTime: 0,
        startSync: true,
      })
    const [one, two] = [of(0), of(0)]
    await Promise.all([one.preload(), two.preload()])
    const stop = store.list('books', { where: { authorId: authorId(0) } }).subscribe(() => {})
    await settle()
    expect(client.network.reads).toEqual([`books/${authorId(0)}`])
    expect(one.size).toBe(2)
    expect(collectionsOf(store).books.size).toBe(2)
    const both = createLiveQueryCollection({
      query: (q) =>
        q
          .from({ b: collectionsOf(store).books })
          .where(({ b }) => inArray(b.authorId, [authorId(0), authorId(1)])),
      gcTime: 0,
      startSync: true,
    })
    await both.preload()
    expect(both.size).toBe(3)
    expect(client.network.reads).toEqual([`books/${authorId(0)}`, `books/${authorId(1)}`])
    stop()
    await Promise.all([one.cleanup(), two.cleanup(), both.cleanup()])
  })

  it('say what to do where a query does not name the parent', async () => {
    const one = await openClient(1)
    expect(one.store.list('books').get().error).toMatchObject({
      code: 'not_loaded',
      message: expect.stringContaining('{ where: { authorId: … } }'),
    })
    expect(one.store.row('books', 'b').get()).toMatchObject({
      isLoading: false,
      error: { code: 'not_loaded' },
    })
    const all = createLiveQueryCollection({
      query: (q) => q.from({ b: collectionsOf(one.store).books }),
      gcTime: 0,
    })
    await expect(all.preload()).rejects.toThrow('authorId')
    expect(one.network.reads).toEqual([])
    await all.cleanup()
  })

  it('are found by the fields that name the row, and stay while the parent is shown', async () => {
    const one = await openClient(1)
    await one.server.load([book(0, 1)])
    const row = one.store.row('books', { authorId: authorId(0), id: '0-1' })
    expect(row.get()).toMatchObject({ data: undefined, isLoading: true })
    const stop = row.subscribe(() => {})
    await settle(10)
    expect(row.get()).toMatchObject({ data: { title: 'T1' }, isLoading: false })
    const missing = one.store.row('books', { authorId: authorId(0), id: 'none' })
    expect(missing.get()).toMatchObject({ data: undefined, isLoading: false, error: null })
    stop()
  })

  it('are hidden with their parent, at once and below it, and come back together', async () => {
    const one = await openClient(2)
    await one.server.load([book(0, 1), book(1, 1)])
    await one.server.push([
      {
        op: 'insert',
        mutationId: crypto.randomUUID(),
        entity: 'chapters',
        row: { id: 'c', authorId: authorId(0), bookId: '0-1', heading: 'H' },
      },
    ])
    const { store } = one
    const stops = [
      store.list('authors').subscribe(() => {}),
      store.list('books', { where: { authorId: { in: [authorId(0), authorId(1)] } } }).subscribe(() => {}),
      store.list('chapters', { where: { bookId: '0-1' } }).subscribe(() => {}),
    ]
    await settle(10)
    const sizes = () => [
      collectionsOf(store).authors.size,
      collectionsOf(store).books.size,
      collectionsOf(store).chapters.size,
    ]
    expect(sizes()).toEqual([2, 2, 1])
    one.network.hold = true
    const gone = store.delete('authors', authorId(0))
    expect(sizes()).toEqual([1, 1, 0])
    expect(() => store.insert('books', { authorId: authorId(0), title: 'T', pages: 1 })).toThrow(
      expect.objectContaining({ reason: 'parent_not_found' }),
    )
    await store.refresh()
    await settle(10)
    expect(sizes()).toEqual([1, 1, 0])
    one.network.held.shift()?.release('offline')
    await expect(gone.confirmed).rejects.toMatchObject({ code: 'offline' })
    expect(sizes()).toEqual([2, 2, 1])
    one.network.hold = false
    await store.delete('authors', authorId(0)).confirmed
    expect(sizes()).toEqual([1, 1, 0])
    for (const stop of stops) stop()
  })
})

describe('the end of a store', () => {
  it('leaves no timer and no listener, and refuses writes', async () => {
    vi.useFakeTimers()
    const before = vi.getTimerCount()
    const added = vi.spyOn(window, 'addEventListener')
    const removed = vi.spyOn(window, 'removeEventListener')
    const on = createServer()
    const { store, network } = createClient({ on, pollInterval: 1_000, queryClient: undefined as never })
    store.list('authors').subscribe(() => {})
    store.list('books', { where: { authorId: authorId(0) } }).subscribe(() => {})
    await vi.advanceTimersByTimeAsync(50)
    network.hold = true
    const pending = store.insert('authors', { firstName: 'A', lastName: 'B' })
    await vi.advanceTimersByTimeAsync(50)
    expect(vi.getTimerCount()).toBeGreaterThan(before)
    store.dispose()
    store.dispose()
    await expect(pending.confirmed).rejects.toMatchObject({ code: 'disposed' })
    expect(() => store.insert('authors', { firstName: 'A', lastName: 'B' })).toThrow('disposed')
    await vi.advanceTimersByTimeAsync(50)
    expect(vi.getTimerCount()).toBe(before)
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
  })
})
