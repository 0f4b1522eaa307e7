import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it } from 'vitest'
import { authorId, closeClients, openClient, settle } from './library.ts'

afterEach(closeClients)

const nothing = (): void => {}

describe('the collections of a store', () => {
  it('take rows once someone has asked for them, before the rows came or after', async () => {
    const { store } = await openClient(3)
    const { authors } = collectionsOf(store)
    expect(authors.status).toBe('idle')
    const stop = store.list('authors').subscribe(nothing)
    await settle()
    expect(authors.get(authorId(1))).toMatchObject({ id: authorId(1) })
    stop()

    const other = await openClient(3)
    const stopOther = other.store.list('authors').subscribe(nothing)
    await settle()
    expect(other.store.status.get().rows).toBe(3)
    expect(collectionsOf(other.store).authors.get(authorId(1))).toMatchObject({ id: authorId(1) })
    other.store.update('authors', authorId(1), { firstName: 'Ada' })
    expect(collectionsOf(other.store).authors.get(authorId(1))).toMatchObject({ firstName: 'Ada' })
    stopOther()
  })

  it('are filled piece by piece where many rows are there already, and ready with all of them', async () => {
    const { store } = await openClient(2_500)
    const list = store.list('authors')
    const stop = list.subscribe(nothing)
    while (list.get().isLoading) await settle()
    const { authors } = collectionsOf(store)
    expect(authors.size).toBe(250)
    // What changes meanwhile is written at once, and not again.
    store.update('authors', authorId(2_400), { firstName: 'Ada' })
    expect(authors.get(authorId(2_400))).toMatchObject({ firstName: 'Ada' })
    let changes = 0
    const subscription = authors.subscribeChanges((told) => void (changes += told.length))
    await authors.preload()
    expect(authors.size).toBe(2_500)
    expect(changes).toBeLessThanOrEqual(2_500)
    subscription.unsubscribe()
    stop()
  })
  it('are the same ones for a store, and end with it', async () => {
    const { store } = await openClient(3)
    const { authors } = collectionsOf(store)
    await authors.preload()
    expect(collectionsOf(store).authors).toBe(authors)
    store.dispose()
    await settle()
    expect(authors.status).toBe('cleaned-up')
    // Asked for after the end, they are made and end at once.
    const late = await openClient(3)
    late.store.dispose()
    expect(collectionsOf(late.store).authors.status).toBe('cleaned-up')
    expect(() => collectionsOf({ ...store })).toThrow('This is no store of this copy')
  })
})

describe('a row of a store', () => {
  it('is given as it is shown now, with what waits, of those that are loaded', async () => {
    const { store } = await openClient(3)
    expect(store.get('authors', authorId(1))).toBeUndefined()
    const stop = store.list('authors').subscribe(nothing)
    await settle()
    expect(store.get('authors', authorId(1))).toMatchObject({ firstName: 'First1' })
    store.update('authors', authorId(1), { firstName: 'Ada' })
    expect(store.get('authors', { id: authorId(1) })).toMatchObject({ firstName: 'Ada' })
    store.delete('authors', authorId(1))
    expect(store.get('authors', authorId(1))).toBeUndefined()
    // @ts-expect-error -- no entity of the model
    expect(() => store.get('writers', authorId(1))).toThrow('writers')
    stop()
  })
})
