import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createUndo } from '@throughline/collections/undo'
import { authorId, library, seedAuthors } from '../library.ts'
import { atOnce } from '../sync-client.ts'
import { createHub } from '../sync-server.ts'
import { closeLives, openLife } from './outbox-client.ts'

beforeEach(() => void atOnce())
afterEach(() => {
  closeLives()
  vi.restoreAllMocks()
})

/** Deletes a row with books below it and takes that back; `whenApplied` waits for the server in between. */
async function undoneDelete(books: number, whenApplied: boolean) {
  const hub = createHub(library)
  await seedAuthors(hub.server, 3)
  const { store, show } = openLife({ hub })
  await show()
  const sent = async () =>
    vi.waitFor(() => expect(store.pendingMutations.get()).toEqual([]), { timeout: 5_000 })
  for (let n = 0; n < books; n += 1)
    store.insert('books', { authorId: authorId(1), title: `T${n}`, pages: 3 })
  await sent()
  const undo = createUndo(store)
  const { confirmed } = store.delete('authors', authorId(1))
  if (whenApplied) await confirmed
  undo.undo().confirmed.catch(() => {})
  await sent()
  expect((await hub.server.list('authors', { limit: 10 })).items).toHaveLength(3)
  return store
}

it.each([0, 1, 3, 40])(
  'a deleted row with %i rows below it is put back where the delete is still on its way',
  async (books) => {
    const store = await undoneDelete(books, false)
    expect(collectionsOf(store).books.size).toBe(books)
  },
)

it.each([0, 3])(
  'a deleted row with %i rows below it is put back where the delete was applied already',
  async (books) => void (await undoneDelete(books, true)),
)
