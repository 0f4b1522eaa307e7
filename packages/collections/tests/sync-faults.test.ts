// @vitest-environment happy-dom
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from './library.ts'
import { closeSynced, createHub, openSynced } from './sync-server.ts'
import { type Client, live, opened, remotely } from './sync-client.ts'

const shown = ({ store }: Client, key = authorId(0)) => collectionsOf(store).authors.get(key)

const same = async (one: Client) => {
  const { items } = await one.server.list('authors', { limit: 1_000 })
  expect(one.store.list('authors').get().data).toEqual(items.map(({ row }) => row))
}

afterEach(() => {
  closeSynced()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a feed that breaks', () => {
  it('is followed from where it was after a cut', async () => {
    const one = await live()
    one.network.offline = true
    one.network.cut()
    await settle(2)
    expect(one.store.status.get().live).toBe('closed')
    await remotely(one, { firstName: 'Meanwhile' })
    await settle(2)
    expect(shown(one)?.firstName).toBe('First0')
    one.network.offline = false
    one.network.cut()
    await settle(4)
    expect(one.store.status.get().live).toBe('open')
    expect(shown(one)?.firstName).toBe('Meanwhile')
  })

  it('is pulled each interval and on focus while there is no stream', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const one = await opened(3, { pollInterval: 1_000 })
    one.network.faults.live = ['upgrade']
    await collectionsOf(one.store).authors.preload()
    await settle(6)
    expect(one.store.status.get()).toMatchObject({ live: 'closed', error: { code: 'not_configured' } })
    await remotely(one, { firstName: 'Polled' })
    await vi.advanceTimersByTimeAsync(1_000)
    await settle(4)
    expect(shown(one)?.firstName).toBe('Polled')
    expect(one.network.count('list')).toBe(1)
  })

  it('is read anew after a reset: pending edits stay, lists are never empty, the rows are the server’s', async () => {
    const one = await live(4)
    const sizes = new Set<number>()
    const list = one.store.list('authors')
    const stop = list.subscribe(() => sizes.add(list.get().data.length))
    const kept = list.get().data[1]
    one.network.hold.add('push')
    const mine = one.store.update('authors', authorId(2), { lastName: 'Mine' })
    await settle(2)
    const before = (await one.server.list('authors')).items
    const load = before.slice(1).map(({ row }) => ({ entity: 'authors' as const, row }))
    // What it was is gone, with its versions; all but the first author come back.
    one.network.offline = true
    one.network.cut()
    await one.server.clear()
    await one.server.load(load)
    one.network.offline = false
    one.network.cut()
    await settle(20)
    await vi.waitFor(() => expect(collectionsOf(one.store).authors.has(authorId(0))).toBe(false))
    expect(shown(one, authorId(2))?.lastName).toBe('Mine')
    one.network.hold.clear()
    for (const { release } of one.network.held.splice(0)) release()
    await mine.confirmed
    await settle(6)
    await same(one)
    expect(Math.min(...sizes)).toBe(3)
    // What is the same stays the same object.
    expect(list.get().data[0]).toBe(kept)
    stop()
  })

  it('shows nothing of before a reset of rows that were not read yet', async () => {
    const one = await live()
    const book = { id: 'b', authorId: authorId(0), title: 'First', pages: 9, read: 0 }
    await one.server.load([{ entity: 'books', row: book }])
    await settle(2)
    one.network.hold.add('list')
    const list = one.store.list('authors', { where: { books: { some: { pages: 9 } } }, include: ['books'] })
    const stop = list.subscribe(() => {})
    await settle(2)
    const write = (title: string) => {
      const named = { mutationId: crypto.randomUUID(), entity: 'books' as const }
      const key = { id: 'b', authorId: authorId(0) }
      return one.server.push([{ ...named, op: 'update', key, changes: { title } }])
    }
    // The feed tells of it before it is read.
    await write('Before')
    await settle(2)
    expect(one.store.meta('books', 'b')?.version).toBe(2)
    const authors = (await one.server.list('authors')).items
    await one.server.clear()
    await one.server.load(authors.map(({ row }) => ({ entity: 'authors' as const, row })))
    await one.server.load([{ entity: 'books', row: book }])
    await write('After')
    one.network.hold.clear()
    for (const { release } of one.network.held.splice(0)) release()
    await settle(20)
    for (const { release } of one.network.held.splice(0)) release()
    await vi.waitFor(() => expect(list.get().data[0]?.books).toMatchObject([{ title: 'After' }]))
    stop()
  })

  it('keeps rows in use below others that nobody looks at when everything is read anew', async () => {
    const one = await live()
    const book = { id: 'b', authorId: authorId(0), title: 'T', pages: 9, read: 0 }
    const chapter = { id: 'c', authorId: authorId(0), bookId: 'b', heading: 'H' }
    const rows = [
      { entity: 'books' as const, row: book },
      { entity: 'chapters' as const, row: chapter },
    ]
    await one.server.load(rows)
    const where = { authorId: authorId(0) }
    const stopBooks = one.store.list('books', { where }).subscribe(() => {})
    const chapters = one.store.list('chapters', { where: { ...where, bookId: 'b' } })
    const stop = chapters.subscribe(() => {})
    await settle(4)
    stopBooks()
    const authors = (await one.server.list('authors')).items
    one.network.offline = true
    one.network.cut()
    await one.server.clear()
    await one.server.load(authors.map(({ row }) => ({ entity: 'authors' as const, row })))
    await one.server.load(rows)
    one.network.offline = false
    one.network.cut()
    await settle(20)
    expect(one.store.meta('books', 'b')).toBeUndefined()
    expect(chapters.get()).toMatchObject({ total: 1, isLoading: false })
    stop()
  })

  it('lets a row go from quarantine that is not there any more after a reset', async () => {
    const one = await opened()
    one.network.distort = (stored) =>
      stored.row['id'] === authorId(1) ? { ...stored, row: { ...stored.row, firstName: 7 } } : stored
    await collectionsOf(one.store).authors.preload()
    await settle(6)
    expect(one.store.status.get().quarantined).toHaveLength(1)
    const { items } = await one.server.list('authors')
    await one.server.clear()
    const rest = items.filter(({ row }) => row.id !== authorId(1))
    await one.server.load(rest.map(({ row }) => ({ entity: 'authors' as const, row })))
    await settle(10)
    expect(collectionsOf(one.store).authors.size).toBe(2)
    expect(one.store.status.get().quarantined).toEqual([])
  })

  it('that is slow to answer holds up neither what others write nor other rows', async () => {
    const one = await live()
    one.network.hold.add('push')
    one.network.hold.add('pull')
    const mine = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle(2)
    void one.store.refresh()
    await remotely(one, { lastName: 'Theirs' })
    await remotely(one, { firstName: 'Beside' }, authorId(1))
    await settle(2)
    expect(shown(one)).toMatchObject({ firstName: 'Mine', lastName: 'Theirs' })
    expect(shown(one, authorId(1))?.firstName).toBe('Beside')
    one.store.update('authors', authorId(2), { firstName: 'Too' })
    expect(shown(one, authorId(2))?.firstName).toBe('Too')
    one.network.hold.clear()
    // The last that was asked is answered first.
    for (const { release } of one.network.held.splice(0).toReversed()) release()
    expect(await mine.confirmed).toMatchObject({ firstName: 'Mine', lastName: 'Theirs' })
    await vi.waitFor(() => expect(one.store.status.get().pending).toBe(0))
    await same(one)
  })

  it('goes on at the page that a user had to sign in for', async () => {
    const one = await opened(1_500)
    one.network.faults.list = [undefined, 'denied']
    const list = one.store.list('authors')
    const stop = list.subscribe(() => {})
    await vi.waitFor(() => expect(list.get().error).toMatchObject({ code: 'denied' }))
    expect(list.get().total).toBe(250)
    await one.store.refresh()
    await vi.waitFor(() => expect(list.get()).toMatchObject({ total: 1_500, error: null }))
    expect(one.network.count('list')).toBe(4)
    stop()
  })

  it('waits for a user to sign in again, and goes on', async () => {
    const one = await live()
    one.network.faults.pull = ['denied']
    await one.store.refresh()
    expect(one.store.status.get().error).toMatchObject({ code: 'denied' })
    const pulls = one.network.count('pull')
    await settle(4)
    expect(one.network.count('pull')).toBe(pulls)
    await one.store.refresh()
    expect(one.store.status.get().error).toBeNull()
  })
})

describe('two stores', () => {
  it('converge while both write', async () => {
    const hub = createHub(library)
    await seedAuthors(hub.server, 3)
    const [one, two] = [await live(0, { hub }), await live(0, { hub })]
    await Promise.all([
      one.store.update('authors', authorId(0), { firstName: 'One' }).confirmed,
      two.store.update('authors', authorId(0), { lastName: 'Two' }).confirmed,
    ])
    await one.store.insert('authors', { firstName: 'A', lastName: 'B' }).confirmed
    await two.store.delete('authors', authorId(2)).confirmed
    await settle(6)
    for (const each of [one, two]) {
      expect(shown(each)).toMatchObject({ firstName: 'One', lastName: 'Two' })
      await same(each)
      expect(each.errors).toEqual([])
    }
  })
})

describe('the end of a synced store', () => {
  it('leaves no timer, no listener and no stream', async () => {
    vi.useFakeTimers()
    const before = vi.getTimerCount()
    const added = vi.spyOn(window, 'addEventListener')
    const removed = vi.spyOn(window, 'removeEventListener')
    const hub = createHub(library)
    await seedAuthors(hub.server, 2)
    const one = openSynced({ hub, pollInterval: 1_000, queryClient: undefined as never })
    one.store.list('authors').subscribe(() => {})
    await vi.advanceTimersByTimeAsync(100)
    expect(one.network.streams).toBe(1)
    one.network.faults.push = Array.from({ length: 9 }, () => 'offline' as const)
    const pending = one.store.update('authors', authorId(0), { firstName: 'X' })
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBeGreaterThan(before)
    one.store.dispose()
    await expect(pending.confirmed).rejects.toMatchObject({ code: 'disposed' })
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBe(before)
    expect(one.network.streams).toBe(0)
    expect(hub.listeners.size).toBe(0)
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
  })
})
