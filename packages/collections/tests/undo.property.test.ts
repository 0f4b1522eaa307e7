import { collectionsOf } from '@throughline/collections/tanstack-db'
import { createUndo } from '@throughline/collections/undo'
import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { withoutManaged } from '../src/values.ts'
import { authorId, settle } from './library.ts'
import { type Client, client } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

afterEach(closeSynced)

const write = fc.record({
  kind: fc.constantFrom('update', 'update', 'insert', 'delete', 'child', 'childUpdate', 'childDelete'),
  at: fc.nat({ max: 3 }),
  value: fc.constantFrom('a', 'b', 'c'),
})
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never

const step = fc.record({
  writes: fc.array(write, { minLength: 1, maxLength: 4 }),
  isOne: fc.boolean(),
  waits: fc.boolean(),
})

/** Every row that is shown, without what the server keeps. */
function rowsOf({ store }: Client) {
  const { authors, books } = collectionsOf(store)
  return [authors, books].map((collection) =>
    [...collection.values()]
      .map((row) => withoutManaged({ ...row }))
      .map(({ id, firstName, title, authorId: of, pages }) => ({ id, firstName, title, of, pages }))
      .toSorted((left, right) => (String(left.id) < String(right.id) ? -1 : 1)),
  )
}

/** What of a write makes sense on the rows that are there. */
function apply({ store }: Client, { kind, at, value }: Write, name: () => string): void {
  const authors = [...collectionsOf(store).authors.keys()].toSorted()
  const books = [...collectionsOf(store).books.keys()].toSorted()
  const [author, book] = [authors[at % authors.length], books[at % books.length]]
  if (kind === 'insert') store.insert('authors', { id: name(), firstName: value, lastName: 'L' })
  if (kind === 'child' && author) {
    store.insert('books', { id: name(), authorId: author, title: value, pages: at + 1 })
  }
  if (kind === 'update' && author) store.update('authors', author, { firstName: value })
  if (kind === 'delete' && author) store.delete('authors', author)
  if (kind === 'childUpdate' && book) store.update('books', book, { title: value })
  if (kind === 'childDelete' && book) store.delete('books', book)
}

it('takes everything back, in whatever state the writes are, and does it again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.boolean(), async (steps, waits) => {
      const one = await client()
      const { store } = one
      for (let index = 0; index < 3; index += 1) {
        store.list('books', { where: { authorId: authorId(index) } }).subscribe(() => {})
      }
      await settle(4)
      await store.insert('books', { id: 'b0', authorId: authorId(0), title: 'T', pages: 1 }).confirmed
      await settle(2)
      const history = createUndo(store)
      const seen = [rowsOf(one)]
      let names = 0
      const name = (): string => `00000000-0000-4000-9000-${String((names += 1)).padStart(12, '0')}`
      for (const { writes, isOne, waits: now } of steps) {
        // A row that is written and goes with its parent in one transaction shows that until the server has answered.
        const isSkipped = isOne && writes.some(({ kind }) => kind === 'delete')
        const done = writes.filter(({ kind }) => !isSkipped || !['child', 'childUpdate'].includes(kind))
        const all = (): void => {
          for (const each of done) apply(one, each, name)
        }
        if (isOne) store.transaction(all)
        else all()
        if (now) await settle(3)
      }
      if (waits) await vi.waitFor(() => expect(store.status.get().pending).toBe(0))
      seen.push(rowsOf(one))
      let undone = 0
      for (; history.canUndo(); undone += 1) history.undo()
      expect(rowsOf(one)).toEqual(seen[0])
      for (let index = 0; index < undone; index += 1) history.redo()
      expect(history.canRedo()).toBe(false)
      expect(rowsOf(one)).toEqual(seen[1])
      while (history.canUndo()) history.undo()
      await vi.waitFor(() => expect(store.status.get().pending).toBe(0))
      await settle(4)
      expect(one.errors).toEqual([])
      expect(rowsOf(one)).toEqual(seen[0])
      // The server's rows are the same.
      const items = (await one.server.list('authors')).items.map(({ row }) => row.id)
      expect(items.toSorted()).toEqual(seen[0]?.[0]?.map(({ id }) => id))
      const books = await Promise.all(
        [0, 1, 2].map((index) => one.server.query('books', { where: { authorId: authorId(index) } })),
      )
      expect(books.flatMap((page) => page.items.map(({ row }) => row.id))).toEqual(['b0'])
      closeSynced()
    }),
    { numRuns: 40 },
  )
})
