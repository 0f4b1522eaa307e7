import { CollectionsError, createStore } from '@throughline/collections'
import { feedSync } from '@throughline/collections/sync'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, createServer, library, settle } from './library.ts'
import { type Client, client, shown, remotely, version, atOnce } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

afterEach(() => {
  closeSynced()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a transaction', () => {
  const person = (one: Client) => {
    const { row } = one.store.insert('authors', { firstName: 'Ada', lastName: 'L' })
    one.store.insert('books', { id: 'b', authorId: row.id, title: 'T', pages: 1 })
    one.store.update('authors', row.id, { lastName: 'Lovelace' })
    one.store.update('authors', authorId(0), { firstName: 'Changed' })
    return row.id
  }

  it('is shown at once and applied as one', async () => {
    const one = await client()
    const { result: id, confirmed } = one.store.transaction(() => person(one))
    expect(shown(one, id)?.lastName).toBe('Lovelace')
    expect(one.store.status.get().pending).toBe(4)
    await confirmed
    expect([one.network.count('transact'), one.network.count('push')]).toEqual([1, 0])
    expect((await one.server.get('authors', { id }))?.row.lastName).toBe('Lovelace')
    expect(await one.server.get('books', { authorId: id, id: 'b' })).toBeDefined()
    expect(one.store.status.get().pending).toBe(0)
    expect(one.store.meta('authors', id)?.version).toBe(2)
  })

  it('is rolled back whole where one write is refused, with its error', async () => {
    const one = await client()
    await one.server.load([
      { entity: 'authors', row: { ...(await one.server.list('authors')).items[0]!.row, id: authorId(9) } },
    ])
    const before = one.store.list('authors').get().data
    one.network.offline = true
    one.network.cut()
    await settle(2)
    const { confirmed } = one.store.transaction(() => {
      one.store.update('authors', authorId(0), { firstName: 'Changed' })
      one.store.delete('authors', authorId(1))
      one.store.insert('books', { authorId: authorId(2), id: 'taken', title: 'T', pages: 1 })
    })
    await one.server.load([
      { entity: 'books', row: { authorId: authorId(2), id: 'taken', title: 'Other', pages: 1, read: 0 } },
    ])
    one.network.offline = false
    await one.store.refresh()
    await expect(confirmed).rejects.toMatchObject({
      code: 'rejected',
      reason: 'already_exists',
      entity: 'books',
    })
    expect(
      one.store
        .list('authors')
        .get()
        .data.filter(({ id }) => id !== authorId(9)),
    ).toEqual(before.filter(({ id }) => id !== authorId(9)))
    expect(one.store.status.get().pending).toBe(0)
    expect(await version(one)).toBe(1)
  })

  it('is applied once where its answer was lost', async () => {
    atOnce()
    const one = await client()
    one.network.faults.transact = ['lost', 'offline']
    const { result: id, confirmed } = one.store.transaction(() => person(one))
    await confirmed
    await settle(4)
    expect(await version(one)).toBe(2)
    expect((await one.server.get('authors', { id }))?.meta.version).toBe(2)
    expect(collectionsOf(one.store).authors.size).toBe(4)
    expect(one.errors).toEqual([])
  })

  it('leaves nothing where its work throws, and sends nothing', async () => {
    const one = await client()
    const before = [...collectionsOf(one.store).authors.entries()]
    expect(() =>
      one.store.transaction(() => {
        person(one)
        throw new Error('No.')
      }),
    ).toThrow('No.')
    await settle(4)
    expect([...collectionsOf(one.store).authors.entries()]).toEqual(before)
    expect([one.network.count('transact'), one.network.count('push')]).toEqual([0, 0])
  })

  it('merges with what someone else changed in other fields', async () => {
    const one = await client()
    one.network.hold.add('transact')
    const { confirmed } = one.store.transaction(() => person(one))
    await settle(2)
    await remotely(one, { lastName: 'Theirs' })
    one.network.hold.clear()
    one.network.held.splice(0)[0]?.release()
    await confirmed
    expect(shown(one)).toEqual({ firstName: 'Changed', lastName: 'Theirs' })
  })

  it('that is refused by a row of before a reset is made on the rows as they are now', async () => {
    atOnce()
    const one = await client()
    const { transact } = one.server
    vi.spyOn(one.server, 'transact').mockImplementationOnce(async (...args) => {
      await transact(...args)
      // Sent twice, it meets what it did itself.
      const refusal: unknown = await transact(...args).catch((error: unknown) => error)
      const { items } = await one.server.list('authors')
      await one.server.clear()
      await one.server.load(items.map(({ row }) => ({ entity: 'authors' as const, row })))
      await settle(20)
      throw refusal
    })
    const { confirmed } = one.store.transaction(() => {
      one.store.update('authors', authorId(0), { firstName: 'Mine' })
      one.store.update('authors', authorId(1), { firstName: 'Mine' })
    })
    await confirmed
    await settle(4)
    expect(shown(one)?.firstName).toBe('Mine')
    expect(one.store.meta('authors', authorId(0))?.version).toBe(await version(one))
    expect(one.errors).toEqual([])
  })

  it('takes a transport with sync', () => {
    const { transport } = createServer()
    // @ts-expect-error -- it has no feed
    expect(() => createStore(library, { transport, sync: feedSync() })).toThrow(CollectionsError)
  })
})
