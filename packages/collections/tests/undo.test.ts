import { CollectionsError } from '@throughline/collections'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { createUndo } from '@throughline/collections/undo'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, closeClients, openClient, settle } from './library.ts'
import { client, remotely, shown } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'
import { ada, book, rowsOf, wait } from './undo-rows.ts'

afterEach(() => {
  closeClients()
  closeSynced()
  vi.restoreAllMocks()
})

/** A client with two books and a chapter of the first author, all shown. */
async function withBooks() {
  const one = await client()
  const { store } = one
  store.list('books', { where: { authorId: authorId(0) } }).subscribe(() => {})
  store.list('chapters', { where: { bookId: 'b1' } }).subscribe(() => {})
  await settle(6)
  const { confirmed } = store.transaction(() => {
    store.insert('books', book('b1'))
    store.insert('books', book('b2'))
    store.insert('chapters', { id: 'c1', authorId: authorId(0), bookId: 'b1', heading: 'One' })
  })
  await confirmed
  await settle(6)
  return { ...one, history: createUndo(store) }
}

describe('undo of an update', () => {
  it('sends what its fields were, and redo what they became', async () => {
    const one = await client()
    const { store, server } = one
    const history = createUndo(store)
    expect([history.canUndo(), history.canRedo(), history.get()]).toEqual([
      false,
      false,
      { undo: null, redo: null },
    ])
    const before = rowsOf(store)
    await store.update('authors', authorId(0), { firstName: 'New', born: 1815 }).confirmed
    await remotely(one, { lastName: 'Theirs' })
    await settle(6)
    const undone = history.undo()
    expect(shown(one)).toEqual({ firstName: 'First0', lastName: 'Theirs' })
    expect([history.canUndo(), history.canRedo()]).toEqual([false, true])
    await undone.confirmed
    expect((await server.get('authors', { id: authorId(0) }))?.row).toMatchObject({
      firstName: 'First0',
      lastName: 'Theirs',
      born: 1900,
    })
    await remotely(one, { lastName: 'Last00000' })
    await settle(6)
    expect(rowsOf(store)).toEqual(before)
    await history.redo().confirmed
    expect(shown(one)?.firstName).toBe('New')
    expect([history.canUndo(), history.canRedo()]).toEqual([true, false])
    await history.undo().confirmed
    expect(rowsOf(store)).toEqual(before)
  })

  it('is refused where someone changed the same field since, and then nothing changes', async () => {
    const one = await client()
    const history = createUndo(one.store)
    await one.store.update('authors', authorId(0), { firstName: 'Mine', lastName: 'Mine' }).confirmed
    await remotely(one, { firstName: 'Theirs' })
    await settle(6)
    const calls = one.network.calls.length
    let error: unknown
    try {
      history.undo()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(CollectionsError)
    expect(error).toMatchObject({
      code: 'conflict',
      entity: 'authors',
      key: authorId(0),
      conflict: { fields: ['firstName'], base: { firstName: 'Mine', lastName: 'Mine' } },
    })
    await settle(6)
    expect(shown(one)).toEqual({ firstName: 'Theirs', lastName: 'Mine' })
    expect(one.network.calls).toHaveLength(calls)
    expect([history.canUndo(), history.canRedo()]).toEqual([false, false])
  })

  it('waits for the decision where the edit met another', async () => {
    const one = await client({ conflicts: { default: 'ask' } })
    const history = createUndo(one.store)
    one.network.hold.add('push')
    const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle(2)
    await remotely(one, { firstName: 'Theirs' })
    one.network.hold.clear()
    one.network.held.splice(0)[0]?.release()
    await vi.waitFor(() => expect(one.store.conflicts.get()).toHaveLength(1))
    expect(() => history.undo()).toThrow(/resolve it first/)
    one.store.conflicts.get()[0]?.resolve('mine')
    await confirmed
    // What the edit stands over now.
    await history.undo().confirmed
    expect(shown(one)?.firstName).toBe('Theirs')
  })

  it('works before the edit is confirmed, in its order', async () => {
    const { store, network, server } = await openClient(2)
    await collectionsOf(store).authors.preload()
    const history = createUndo(store)
    network.hold = true
    store.update('authors', authorId(0), { firstName: 'One' })
    store.update('authors', authorId(0), { firstName: 'Two' })
    expect(history.get().undo?.label).toBe('Change first name of author')
    history.undo()
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('One')
    history.undo()
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('First0')
    network.hold = false
    await settle()
    network.held[0]?.release()
    await wait(store)
    expect(await server.get('authors', { id: authorId(0) })).toMatchObject({
      row: { firstName: 'First0' },
      meta: { version: 5 },
    })
    history.redo()
    await history.redo().confirmed
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('Two')
  })
})

describe('undo of an insert and of a delete', () => {
  it('takes the row away, and brings it back', async () => {
    const { store, server } = await client()
    const history = createUndo(store)
    const { row, confirmed } = store.insert('authors', ada)
    await confirmed
    history.undo()
    expect(collectionsOf(store).authors.has(row.id)).toBe(false)
    history.redo()
    expect(collectionsOf(store).authors.get(row.id)).toMatchObject(ada)
    await wait(store)
    expect((await server.get('authors', { id: row.id }))?.row).toMatchObject(ada)
    await history.undo().confirmed
    expect(await server.get('authors', { id: row.id })).toBeUndefined()
  })

  it('does not take away what others built on it', async () => {
    const { store, server } = await client()
    const history = createUndo(store)
    const { row, confirmed } = store.insert('authors', ada)
    await confirmed
    store.list('books', { where: { authorId: row.id } }).subscribe(() => {})
    await settle(6)
    const of = { mutationId: 'theirs', entity: 'books' as const, op: 'insert' as const }
    await server.push([{ ...of, row: book('theirs', row.id) }])
    await settle(6)
    expect(() => history.undo()).toThrow(/changed since/)
    expect(collectionsOf(store).authors.has(row.id)).toBe(true)
  })

  it('brings back what went along, parents first, in one transaction', async () => {
    const { store, server, network, history } = await withBooks()
    const before = rowsOf(store)
    expect(before).toHaveLength(6)
    await store.delete('authors', authorId(0)).confirmed
    await settle(6)
    expect(rowsOf(store)).toHaveLength(2)
    // Its books were all read, the chapters of its second book were not.
    expect(history.get().undo).toMatchObject({ label: 'Delete author', isWhole: false })
    const sent = network.count('transact')
    await history.undo().confirmed
    expect(network.count('transact')).toBe(sent + 1)
    const mutations = network.calls.findLast(({ method }) => method === 'transact')?.of
    expect(mutations).toMatchObject(
      ['authors', 'books', 'books', 'chapters'].map((entity) => ({ entity, op: 'insert' })),
    )
    expect(rowsOf(store)).toEqual(before)
    const chapter = { authorId: authorId(0), bookId: 'b1', id: 'c1' }
    expect((await server.get('chapters', chapter))?.row).toMatchObject({ heading: 'One' })
    await settle(6)
    expect(rowsOf(store)).toEqual(before)
    await history.redo().confirmed
    await settle(6)
    expect(rowsOf(store)).toHaveLength(2)
    expect(await server.get('chapters', chapter)).toBeUndefined()
    await history.undo().confirmed
    expect(rowsOf(store)).toEqual(before)
  })

  it('brings it back before the delete is confirmed', async () => {
    const { store, server, network, history } = await withBooks()
    const before = rowsOf(store)
    network.hold.add('push')
    store.delete('chapters', 'c1')
    expect(history.get().undo).toMatchObject({ label: 'Delete chapter', isWhole: true })
    history.undo()
    store.delete('authors', authorId(0))
    await settle(2)
    history.undo()
    expect(rowsOf(store)).toEqual(before)
    network.hold.clear()
    for (const held of network.held.splice(0)) held.release()
    await wait(store)
    await settle(6)
    expect(rowsOf(store)).toEqual(before)
    expect((await server.get('books', { authorId: authorId(0), id: 'b2' }))?.row.title).toBe('Title b2')
  })

  it('sends parents first where there are no transactions', async () => {
    const { store, server } = await openClient(2)
    await collectionsOf(store).authors.preload()
    const books = store.list('books', { where: { authorId: authorId(0) } })
    books.subscribe(() => {})
    await settle()
    await store.insert('books', book('b1')).confirmed
    const history = createUndo(store)
    await store.delete('authors', authorId(0)).confirmed
    await history.undo().confirmed
    expect((await server.get('books', { authorId: authorId(0), id: 'b1' }))?.row.title).toBe('Title b1')
    await settle()
    expect(books.get().total).toBe(1)
  })
})
