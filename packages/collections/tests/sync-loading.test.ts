import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from './library.ts'
import { closeSynced, createHub, openSynced } from './sync-server.ts'
import { type Client, live, opened, remotely } from './sync-client.ts'

const remove = async ({ server }: Client, key = authorId(0)) => {
  const mutation = { mutationId: crypto.randomUUID(), entity: 'authors' as const, key: { id: key } }
  await server.push([{ ...mutation, op: 'delete' }])
}

const book = (author: number, index: number) => ({
  entity: 'books' as const,
  row: { id: `${author}-${index}`, authorId: authorId(author), title: `T${index}`, pages: 9, read: 0 },
})

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

describe('reading once, and following the feed', () => {
  it('asks for nothing before something subscribes', async () => {
    const one = await opened()
    one.store.list('authors').get()
    one.store.row('books', { authorId: authorId(0), id: 'x' }).get()
    expect(one.store.status.get()).toMatchObject({ live: 'closed', progress: null, quarantined: [] })
    await one.store.refresh()
    await settle()
    expect(one.network.calls).toEqual([])
  })

  it('takes the cursor from one row of a snapshot, then lists what is eager, and tells what others write at once', async () => {
    const one = await live()
    expect(one.network.calls.map(({ method }) => method)).toEqual(
      expect.arrayContaining(['snapshot', 'list', 'live']),
    )
    expect(one.network.calls[0]).toMatchObject({ method: 'snapshot', of: { limit: 1 } })
    await remotely(one, { firstName: 'Theirs' })
    await settle(2)
    expect(shown(one)?.firstName).toBe('Theirs')
    await remove(one, authorId(1))
    await settle(2)
    expect(collectionsOf(one.store).authors.has(authorId(1))).toBe(false)
    expect(one.network.count('list')).toBe(1)
    await same(one)
    // What the stream told is not pulled again.
    await one.store.refresh()
    const { of: cursor } = one.network.calls.findLast(({ method }) => method === 'pull') ?? {}
    expect(await one.server.pull({ cursor: String(cursor) })).toMatchObject({ changes: [] })
  })

  it('fills everything by pages of a snapshot where all is loaded at start, with progress', async () => {
    const hub = createHub(library)
    await seedAuthors(hub.server, 1_500)
    await hub.server.load([book(0, 1), book(7, 2)])
    const one = openSynced({ hub, load: 'all' })
    const progress = new Set<number | undefined>()
    one.store.status.subscribe(() => progress.add(one.store.status.get().progress?.rows))
    const stop = one.store.list('books').subscribe(() => {})
    await collectionsOf(one.store).authors.preload()
    await vi.waitFor(() => expect(one.store.status.get().live).toBe('open'))
    expect(collectionsOf(one.store).authors.size).toBe(1_500)
    expect(one.store.list('books').get()).toMatchObject({ total: 2, isLoading: false })
    expect([...progress]).toEqual(expect.arrayContaining([0, 250, 1_250, 1_502, undefined]))
    expect(one.network.count('list') + one.network.count('query')).toBe(0)
    expect(one.network.count('snapshot')).toBe(3)
    stop()
  })

  it('goes on at the page that failed', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const hub = createHub(library)
    await seedAuthors(hub.server, 2_500)
    const one = openSynced({ hub, load: 'all' })
    one.network.faults.snapshot = [undefined, 'offline', 'throttled', undefined, 'lost']
    await collectionsOf(one.store).authors.preload()
    await vi.waitFor(() => expect(one.store.status.get().live).toBe('open'))
    expect(collectionsOf(one.store).authors.size).toBe(2_500)
    // Four pages, and three that came to nothing; the first one once.
    expect(one.network.count('snapshot')).toBe(7)
    const firsts = one.network.calls.filter(
      ({ method, of }) => method === 'snapshot' && !(of as { cursor?: string }).cursor,
    )
    expect(firsts).toHaveLength(1)
  })

  it('tells of a page that keeps failing, and goes on there when it is asked again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const hub = createHub(library)
    await seedAuthors(hub.server, 1_500)
    const one = openSynced({ hub, load: 'all' })
    one.network.faults.snapshot = [undefined, ...Array.from({ length: 5 }, () => 'offline' as const)]
    await collectionsOf(one.store).authors.preload()
    await vi.waitFor(() => expect(one.store.status.get().error?.code).toBe('offline'))
    expect(one.store.status.get().offline).toBe(true)
    await one.store.refresh()
    await vi.waitFor(() => expect(collectionsOf(one.store).authors.size).toBe(1_500))
    await vi.waitFor(() => expect(one.store.status.get()).toMatchObject({ error: null, offline: false }))
    expect(one.network.count('snapshot')).toBe(8)
  })

  it('follows rows of the parents that were asked for, also when nobody looks, and ignores others', async () => {
    const one = await live()
    await one.server.load([book(0, 1), book(1, 1)])
    const list = one.store.list('books', { where: { authorId: authorId(0) } })
    const stop = list.subscribe(() => {})
    await settle(6)
    expect(list.get().data.map(({ id }) => id)).toEqual(['0-1'])
    stop()
    await one.server.load([book(0, 2), book(1, 2)])
    await settle(4)
    const again = list.subscribe(() => {})
    expect(list.get().data.map(({ id }) => id)).toEqual(['0-1', '0-2'])
    expect(collectionsOf(one.store).books.has('1-2')).toBe(false)
    await settle(4)
    expect(one.network.count('query')).toBe(1)
    again()
  })

  it('follows rows of every parent where all were read at once', async () => {
    const one = await live()
    const list = one.store.list('authors', { where: { books: { some: { pages: { gt: 1 } } } } })
    const stop = list.subscribe(() => {})
    await settle(6)
    expect(one.network.calls.filter(({ method }) => method === 'query')).toEqual([])
    expect(list.get()).toMatchObject({ total: 0, isLoading: false })
    const { row } = book(2, 1)
    await one.server.push([{ op: 'insert', mutationId: crypto.randomUUID(), entity: 'books', row }])
    await settle(2)
    expect(list.get().data).toMatchObject([{ id: authorId(2) }])
    stop()
  })

  it('never lets an old page bring back what is gone, or take back what is newer', async () => {
    const one = await opened()
    one.network.hold.add('list')
    const loaded = collectionsOf(one.store).authors.preload()
    await settle(6)
    const page = await one.server.list('authors')
    const [held] = one.network.held.splice(0)
    vi.spyOn(one.server, 'list').mockResolvedValue(page)
    await remove(one, authorId(1))
    await remotely(one, { firstName: 'New' })
    await settle(6)
    one.network.hold.clear()
    held?.release()
    await loaded
    await settle(4)
    vi.mocked(one.server.list).mockRestore()
    expect(collectionsOf(one.store).authors.has(authorId(1))).toBe(false)
    expect(shown(one)?.firstName).toBe('New')
    await same(one)
  })

  it('takes changes that come twice, late and in any order for what they are', async () => {
    const one = await live()
    const cursor = await one.server.heads()
    const before = (await one.server.get('authors', { id: authorId(1) }))?.row
    await remotely(one, { firstName: 'A' })
    await remotely(one, { firstName: 'B' })
    await remove(one, authorId(1))
    await settle(4)
    const page = await one.server.pull({ cursor })
    if (page.kind === 'reset') throw new Error('reset')
    const put = { ...page.changes[0], key: { id: authorId(1) } }
    const stored = {
      row: before,
      meta: { version: 1, createdAt: before?.createdAt, updatedAt: before?.updatedAt },
    }
    vi.spyOn(one.server, 'pull').mockResolvedValueOnce({
      ...page,
      // The update of before the delete, after it.
      changes: [...page.changes.toReversed(), { ...put, version: 1, stored } as never],
    })
    await one.store.refresh()
    expect(shown(one)?.firstName).toBe('B')
    expect(collectionsOf(one.store).authors.has(authorId(1))).toBe(false)
    await same(one)
  })

  it('shows all but a row that the model does not take, and reports it once', async () => {
    const one = await opened()
    one.network.distort = (stored) =>
      stored.row['id'] === authorId(1) ? { ...stored, row: { ...stored.row, firstName: 7 } } : stored
    await collectionsOf(one.store).authors.preload()
    await settle(6)
    expect(collectionsOf(one.store).authors.size).toBe(2)
    const [row] = one.store.status.get().quarantined
    expect(row).toMatchObject({ entity: 'authors', key: authorId(1), issues: [{ path: ['firstName'] }] })
    expect(one.errors).toMatchObject([{ code: 'invalid', operation: 'load', key: authorId(1) }])
    one.network.distort = undefined
    await remotely(one, { firstName: 'Right' }, authorId(1))
    await settle(4)
    expect(one.store.status.get().quarantined).toEqual([])
    await same(one)
  })

  it('does not hold withheld fields against the model', async () => {
    const one = await opened()
    one.network.distort = (stored) => ({
      ...stored,
      row: { ...stored.row, born: '••••' },
      withheld: ['born'],
    })
    await collectionsOf(one.store).authors.preload()
    expect(collectionsOf(one.store).authors.size).toBe(3)
    expect(one.errors).toEqual([])
  })
})
