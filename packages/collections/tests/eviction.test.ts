import { polling } from '@throughline/collections/polling'
import type { QueryStore } from '@throughline/collections/query'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, closeClients, type Library, openClient, settle } from './library.ts'
import { type Client, live, opened } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

const minute = 60_000
const book = (author: number, index: number) => ({
  entity: 'books' as const,
  row: { id: `${author}-${index}`, authorId: authorId(author), title: `T${index}`, pages: 9, read: 0 },
})
const chapter = (author: number, index: number) => ({
  entity: 'chapters' as const,
  row: { id: `c${index}`, authorId: authorId(author), bookId: `${author}-${index}`, heading: 'H' },
})
const books = [book(0, 1), book(0, 2), book(1, 3)]

/** A store with two authors' books, which time passes for. */
async function begin(options: Parameters<typeof live>[1] = {}): Promise<Client> {
  const one = await live(3, options)
  await one.server.load([...books, chapter(0, 1)])
  await settle(2)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  return one
}

interface WithStore {
  readonly store: QueryStore<Library>
}

const pass = (time: number) => vi.advanceTimersByTimeAsync(time)
/** Rows that are held: what is shown, and the TanStack DB collection. */
const held = ({ store }: WithStore, name: 'books' | 'chapters' = 'books') =>
  store.status.get().entities[name].rows
const queries = ({ network }: Client) =>
  network.calls.filter(({ method }) => method === 'query').map(({ of }) => of)
const booksOf = ({ store }: WithStore, author: number) =>
  store.list('books', { where: { authorId: authorId(author) } })

async function watch(list: { subscribe(listener: () => void): () => void }): Promise<() => void> {
  const stop = list.subscribe(() => {})
  await pass(20)
  return stop
}

afterEach(() => {
  closeSynced()
  closeClients()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('rows that nobody watches', () => {
  it('are dropped after five minutes, from the collection too, and read anew when they are asked for', async () => {
    const one = await begin()
    const collections = collectionsOf(one.store)
    const stop = await watch(booksOf(one, 0))
    const stopOther = await watch(booksOf(one, 1))
    expect(held(one)).toBe(3)
    expect([...collections.books.keys()]).toHaveLength(3)
    stop()
    await pass(4 * minute)
    expect(held(one)).toBe(3)
    await pass(2 * minute)
    expect(held(one)).toBe(1)
    expect([...collections.books.keys()]).toEqual(['1-3'])
    expect(booksOf(one, 0).get()).toMatchObject({ data: [], isLoading: true })
    const again = await watch(booksOf(one, 0))
    expect(held(one)).toBe(3)
    expect(queries(one)).toEqual([0, 1, 0].map((author) => `books/${authorId(author)}`))
    again()
    stopOther()
  })

  it('stay where they are looked at again in time, and are not read again', async () => {
    const one = await begin({ gcTime: minute })
    for (let round = 0; round < 3; round += 1) {
      const stop = await watch(booksOf(one, 0))
      stop()
      await pass(minute - 100)
    }
    expect(held(one)).toBe(2)
    expect(queries(one)).toHaveLength(1)
    await pass(minute)
    expect(held(one)).toBe(0)
  })

  it('are followed no more, and are right when they are read anew', async () => {
    const one = await begin({ gcTime: minute })
    const stop = await watch(booksOf(one, 0))
    stop()
    await pass(2 * minute)
    const named = { mutationId: crypto.randomUUID(), entity: 'books' as const }
    const key = { id: '0-1', authorId: authorId(0) }
    await one.server.push([{ ...named, op: 'update', key, changes: { title: 'Meanwhile' } }])
    const added = { ...book(0, 9), mutationId: crypto.randomUUID(), op: 'insert' as const }
    await one.server.push([added])
    await pass(50)
    expect(held(one)).toBe(0)
    const again = await watch(booksOf(one, 0))
    expect(
      booksOf(one, 0)
        .get()
        .data.map(({ title }) => title),
    ).toEqual(['Meanwhile', 'T2', 'T9'])
    again()
  })

  it('stay while one of them is being written or waits in a conflict, and go after that', async () => {
    const one = await begin({ gcTime: minute, conflicts: { entities: { books: 'ask' } } })
    const stop = await watch(booksOf(one, 0))
    one.network.hold.add('push')
    const { confirmed } = one.store.update('books', '0-1', { title: 'Mine' })
    stop()
    await pass(3 * minute)
    expect(held(one)).toBe(2)
    const key = { id: '0-1', authorId: authorId(0) }
    const theirs = { mutationId: crypto.randomUUID(), entity: 'books' as const, key }
    await one.server.push([{ ...theirs, op: 'update', changes: { title: 'Theirs' } }])
    one.network.hold.clear()
    one.network.held.splice(0)[0]?.release()
    await pass(3 * minute)
    expect(one.store.conflicts.get()).toMatchObject([{ key: '0-1', mine: { title: 'Mine' } }])
    expect(held(one)).toBe(2)
    one.store.conflicts.get()[0]?.resolve('mine')
    await pass(20)
    expect(await confirmed).toMatchObject({ title: 'Mine' })
    await pass(2 * minute)
    expect(held(one)).toBe(0)
  })

  it.each([
    ['an include', (one: Client) => one.store.list('authors', { include: ['books'] })],
    [
      'a condition on related rows',
      (one: Client) => one.store.list('authors', { where: { books: { some: { pages: 9 } } } }),
    ],
    ['one row', (one: Client) => one.store.row('books', '0-1')],
  ])('stay while %s shows them', async (_, open) => {
    const one = await begin({ gcTime: minute })
    const showing = open(one)
    const early = showing.subscribe(() => {})
    const stop = await watch(booksOf(one, 0))
    stop()
    await pass(5 * minute)
    expect(held(one)).toBeGreaterThanOrEqual(2)
    expect(booksOf(one, 0).get().total).toBe(2)
    early()
    await pass(3 * minute)
    expect(held(one)).toBe(0)
  })

  it('stay while rows below them are read by them, and go together after that', async () => {
    const one = await begin({ gcTime: minute })
    const stop = await watch(booksOf(one, 0))
    const chapters = await watch(one.store.list('chapters', { where: { bookId: '0-1' } }))
    expect(held(one, 'chapters')).toBe(1)
    stop()
    await pass(5 * minute)
    expect([held(one), held(one, 'chapters')]).toEqual([2, 1])
    chapters()
    await pass(2 * minute)
    expect([held(one), held(one, 'chapters')]).toEqual([0, 0])
  })

  it('stay for ever where that is wanted, and where they are loaded at start', async () => {
    const one = await begin({ gcTime: false })
    const stop = await watch(booksOf(one, 0))
    stop()
    await pass(60 * minute)
    expect(held(one)).toBe(2)
    vi.useRealTimers()
    const all = await opened(3, { load: 'all', gcTime: 1 })
    const list = all.store.list('authors')
    list.subscribe(() => {})()
    await settle(10)
    expect(list.get().total).toBe(3)
  })

  it('are dropped by a store that polls too', async () => {
    const one = await openClient(3, { sync: polling({ gcTime: minute }) })
    await one.server.load(books)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const stop = await watch(booksOf(one, 0))
    expect(held(one)).toBe(2)
    stop()
    await pass(2 * minute)
    expect(held(one)).toBe(0)
    const again = await watch(booksOf(one, 0))
    expect(held(one)).toBe(2)
    expect(one.network.reads).toEqual([`books/${authorId(0)}`, `books/${authorId(0)}`])
    again()
  })

  it('keep no process alive, and leave no timer behind with the store', async () => {
    const one = await live(3)
    await one.server.load(books)
    const begun = vi.spyOn(globalThis, 'setTimeout')
    const stop = booksOf(one, 0).subscribe(() => {})
    await settle(4)
    stop()
    const place = begun.mock.calls.findIndex(([, wait = 0]) => wait > 4 * minute)
    // Sound: a timer of Node.
    const timer = begun.mock.results[place]?.value as NodeJS.Timeout
    expect(timer.hasRef()).toBe(false)
    begun.mockRestore()
    vi.useFakeTimers()
    booksOf(one, 1).subscribe(() => {})()
    await pass(10)
    const late = booksOf(one, 0).subscribe(() => {})
    one.store.dispose()
    late()
    expect(vi.getTimerCount()).toBe(0)
  })
})
