import { setTimeout as delay } from 'node:timers/promises'
import { bench, describe } from 'vitest'
import { authorId, createClient, createServer, seedAuthors } from '../tests/library.ts'

const authors = 10_000
const books = 20_000

const server = createServer()
await seedAuthors(server.server, authors)
await server.server.load(
  Array.from({ length: books }, (_, index) => ({
    entity: 'books' as const,
    row: { id: `b${index}`, authorId: authorId(index % authors), title: `T${index}`, pages: 10, read: 0 },
  })),
)
const { store } = createClient({ on: server })
const orderBy = { lastName: 'asc' } as const
// All books, held for the whole run.
const busy = store.list('authors', { where: { books: { some: { pages: 10 } } }, orderBy, limit: 50 })
busy.subscribe(() => {})
const list = store.list('authors', { orderBy, limit: 50, include: ['books'] })
list.subscribe(() => void list.get())
while (list.get().isLoading || busy.get().isLoading) await delay(5)
let turn = 0

describe(`lists of ${authors} rows with ${books} related ones`, () => {
  bench('a page of 50 with an include, at another place each time', () => {
    turn += 1
    const offset = (turn * 977) % (authors - 50)
    const { data } = store.list('authors', { orderBy, limit: 50, offset, include: ['books'] }).get()
    if (data[49]?.books.length !== 2) throw new Error('The books are missing.')
  })

  bench('a change of one related row, shown in a window of 50', async () => {
    turn += 1
    const title = `N${turn}`
    const { confirmed } = store.update('books', list.get().data[7]?.books[0]?.id ?? '', { title })
    if (list.get().data[7]?.books[0]?.title !== title) throw new Error('Not visible.')
    await confirmed
  })

  bench('the test of a condition on related rows, for a change of one of them', async () => {
    turn += 1
    const pages = 11 + (turn % 5)
    const { confirmed } = store.update('books', `b${turn % books}`, { pages })
    busy.get()
    await confirmed
  })
})
