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
})

describe('the history', () => {
  it('takes a transaction as one step', async () => {
    const { store, network } = await client()
    const history = createUndo(store)
    const before = rowsOf(store)
    const { confirmed } = store.transaction(() => {
      const { row } = store.insert('authors', ada)
      store.insert('books', book('b', row.id))
      store.update('authors', row.id, { lastName: 'King' })
      store.update('authors', authorId(0), { firstName: 'Changed' })
      store.delete('authors', authorId(1))
    })
    await confirmed
    const after = rowsOf(store)
    expect(history.get().undo).toMatchObject({ label: 'Create author and 4 more' })
    expect(history.get().undo?.writes[3]).toEqual({
      entity: 'authors',
      key: authorId(0),
      kind: 'update',
      fields: ['firstName'],
    })
    await history.undo().confirmed
    expect(network.count('transact')).toBe(2)
    expect(rowsOf(store)).toEqual(before)
    expect(history.get()).toMatchObject({ undo: null, redo: { label: 'Create author and 4 more' } })
    await history.redo().confirmed
    expect(rowsOf(store)).toEqual(after)
    expect(history.get()).toMatchObject({ undo: { label: 'Create author and 4 more' }, redo: null })
  })

  it('forgets what was refused, and keeps what could not be undone', async () => {
    const { store, network } = await openClient(2)
    await collectionsOf(store).authors.preload()
    const history = createUndo(store)
    await store.update('authors', authorId(1), { firstName: 'Kept' }).confirmed
    network.faults.push('refuse')
    await expect(store.update('authors', authorId(0), { firstName: 'No' }).confirmed).rejects.toThrow()
    expect(history.get().undo?.writes[0]?.key).toBe(authorId(1))
    network.faults.push('refuse')
    const { confirmed } = history.undo()
    expect(collectionsOf(store).authors.get(authorId(1))?.firstName).toBe('First1')
    await expect(confirmed).rejects.toMatchObject({ code: 'invalid' })
    expect(collectionsOf(store).authors.get(authorId(1))?.firstName).toBe('Kept')
    expect([history.canUndo(), history.canRedo()]).toEqual([true, false])
    await history.undo().confirmed
    expect(collectionsOf(store).authors.get(authorId(1))?.firstName).toBe('First1')
  })

  it('has nothing left where an edit is refused after it was undone, and overwrites nobody', async () => {
    const one = await client()
    const { store, network } = one
    const history = createUndo(store)
    network.hold.add('push')
    const { confirmed } = store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle(2)
    const undone = history.undo()
    await remotely(one, { firstName: 'Theirs' })
    network.hold.clear()
    network.held.splice(0)[0]?.release()
    await expect(confirmed).rejects.toMatchObject({ code: 'conflict' })
    await expect(undone.confirmed).rejects.toMatchObject({ code: 'conflict' })
    await settle(4)
    expect(shown(one)?.firstName).toBe('Theirs')
    expect([history.canUndo(), history.canRedo()]).toEqual([false, false])
  })

  it('leaves nothing of a transaction whose work throws, and of one that is refused', async () => {
    const { store } = await client()
    const history = createUndo(store)
    expect(() =>
      store.transaction(() => {
        store.insert('authors', ada)
        throw new Error('No.')
      }),
    ).toThrow('No.')
    await settle(2)
    expect(history.canUndo()).toBe(false)
  })

  it('holds a number of steps, tells of changes, and what was undone is gone once something else is done', async () => {
    const { store } = await openClient(1)
    await collectionsOf(store).authors.preload()
    const history = createUndo(store, { limit: 2, label: (writes) => writes.map(({ kind }) => kind).join() })
    const told = vi.fn()
    history.subscribe(told)
    for (const firstName of ['a', 'b', 'c']) store.update('authors', authorId(0), { firstName })
    expect(told).toHaveBeenCalledTimes(3)
    expect(history.get()).toBe(history.get())
    history.undo()
    history.undo()
    expect(history.get()).toMatchObject({ undo: null, redo: { label: 'update' } })
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('a')
    history.undo()
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('a')
    collectionsOf(store).authors.update(authorId(0), (draft) => {
      draft.lastName = 'Other'
    })
    expect([history.canUndo(), history.canRedo()]).toEqual([true, false])
    history.undo()
    await wait(store)
    expect(collectionsOf(store).authors.get(authorId(0))?.lastName).toBe('Last00000')
    history.dispose()
    store.update('authors', authorId(0), { firstName: 'd' })
    expect(history.canUndo()).toBe(false)
  })

  it('of one store knows nothing of another', async () => {
    const [one, two] = [await openClient(1), await openClient(1)]
    await Promise.all([one, two].map(({ store }) => collectionsOf(store).authors.preload()))
    const [first, second] = [createUndo(one.store), createUndo(two.store)]
    one.store.update('authors', authorId(0), { firstName: 'x' })
    expect([first.canUndo(), second.canUndo()]).toEqual([true, false])
    expect(() => createUndo({ ...one.store })).toThrow(/no store of this copy/)
  })
})
