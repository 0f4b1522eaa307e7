import { afterEach, describe, expect, it } from 'vitest'
import { CollectionsError } from '@throughline/collections'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { authorId, closeClients, openClient, settle } from './library.ts'

type Client = Awaited<ReturnType<typeof openClient>>

async function client(authors = 3): Promise<Client> {
  const made = await openClient(authors)
  await collectionsOf(made.store).authors.preload()
  await settle()
  return made
}

const shown = ({ store }: Client, key = authorId(0)) => {
  const row = collectionsOf(store).authors.get(key)
  return row && { firstName: row.firstName, lastName: row.lastName, born: row.born }
}

afterEach(closeClients)

describe('optimistic writes', () => {
  it('shows an insert at once, with id, defaults and managed fields, and keeps what the server made of it', async () => {
    const one = await client()
    const { row, confirmed } = one.store.insert('authors', { firstName: 'Ada', lastName: 'Lovelace' })
    expect(row).toMatchObject({ firstName: 'Ada', born: null })
    expect(row.createdAt).toBe(row.updatedAt)
    expect(collectionsOf(one.store).authors.get(row.id)).toMatchObject(row)
    expect(one.store.meta('authors', row.id)).toBeUndefined()
    expect(one.store.status.get().pending).toBe(1)
    const stored = await confirmed
    expect(stored.id).toBe(row.id)
    expect(one.store.meta('authors', row.id)?.version).toBe(1)
    expect(one.store.status.get().pending).toBe(0)
    expect((await one.server.get('authors', { id: row.id }))?.row).toEqual(stored)
  })

  it('shows an update at once, sends the changed fields only, with the version it was made on', async () => {
    const one = await client()
    const { confirmed } = one.store.update('authors', authorId(0), {
      firstName: 'Zoe',
      lastName: 'Last00000',
    })
    expect(shown(one)?.firstName).toBe('Zoe')
    expect((await confirmed).firstName).toBe('Zoe')
    expect(one.network.pushes.flat()).toMatchObject([
      { op: 'update', changes: { firstName: 'Zoe' }, baseVersion: 1 },
    ])
    expect(Object.keys((one.network.pushes[0]?.[0] as { changes: object }).changes)).toEqual(['firstName'])
    expect(one.store.meta('authors', authorId(0))?.version).toBe(2)
  })

  it('sends nothing for an update that changes nothing', async () => {
    const one = await client()
    const { confirmed } = one.store.update('authors', authorId(0), { lastName: 'Last00000' })
    expect((await confirmed).lastName).toBe('Last00000')
    expect(one.network.pushes).toEqual([])
  })

  it('hides a delete at once', async () => {
    const one = await client()
    const { confirmed } = one.store.delete('authors', authorId(1))
    expect(collectionsOf(one.store).authors.has(authorId(1))).toBe(false)
    await confirmed
    expect(await one.server.get('authors', { id: authorId(1) })).toBeUndefined()
  })

  it('does the same through the collection itself, within a moment of transaction', async () => {
    const one = await client()
    const { authors } = collectionsOf(one.store)
    const inserted = authors.insert({ firstName: 'Ada', lastName: 'L' })
    const update = authors.update(authorId(0), (draft) => {
      draft.firstName = 'Zoe'
    })
    authors.delete(authorId(1))
    expect(authors.size).toBe(3)
    expect(shown(one)?.firstName).toBe('Zoe')
    await Promise.all([inserted.when('settled'), update.when('settled')])
    one.network.hold = true
    await settle()
    expect(authors.size).toBe(3)
    expect((await one.server.list('authors')).items.map(({ row }) => row.firstName).toSorted()).toEqual([
      'Ada',
      'First2',
      'Zoe',
    ])
  })

  it('shows a write that asks for it only once the server has it', async () => {
    const one = await client()
    one.network.hold = true
    collectionsOf(one.store).authors.update(authorId(0), { optimistic: false }, (draft) => {
      draft.firstName = 'Zoe'
    })
    await settle()
    expect(shown(one)?.firstName).toBe('First0')
    one.network.held[0]?.release()
    await settle()
    expect(shown(one)?.firstName).toBe('Zoe')
  })
})

describe('validation', () => {
  it('throws with issues and changes nothing, by either way', async () => {
    const one = await client()
    const { store } = one
    const before = [...collectionsOf(store).authors.entries()]
    const attempts: (() => unknown)[] = [
      () => store.insert('authors', { firstName: '', lastName: 'L' }),
      () => store.update('authors', authorId(0), { firstName: '' }),
      () => collectionsOf(store).authors.insert({ firstName: '', lastName: 'L' }),
      () => collectionsOf(store).authors.update(authorId(0), (draft) => void (draft.firstName = '')),
    ]
    for (const attempt of attempts) {
      expect(attempt).toThrow(
        expect.objectContaining({
          name: 'CollectionsError',
          code: 'invalid',
          issues: [{ path: ['firstName'], message: 'Write a first name.' }],
        }),
      )
    }
    expect([...collectionsOf(store).authors.entries()]).toEqual(before)
    await settle()
    expect(one.network.pushes).toEqual([])
    expect(one.errors).toEqual([])
  })

  it('checks an update as a whole row, refuses managed and unknown fields, and takes what the schema makes of a value', async () => {
    const one = await client()
    const book = one.store.insert('books', { authorId: authorId(0), title: ' A ', pages: 10, read: 5 }).row
    expect(book.title).toBe('A')
    expect(() => one.store.update('books', book.id, { pages: 3 })).toThrow('not valid')
    const managed = { firstName: 'A', lastName: 'B', createdAt: 'x' }
    expect(() => one.store.insert('authors', managed)).toThrow(
      expect.objectContaining({
        issues: [{ path: ['createdAt'], message: 'This field is kept by the server.' }],
      }),
    )
  })

  it('says so where a row is not there, or its key is taken', async () => {
    const { store } = await client()
    expect(() => store.update('authors', 'nobody', { firstName: 'A' })).toThrow(
      expect.objectContaining({ code: 'not_found', entity: 'authors', key: 'nobody', operation: 'update' }),
    )
    expect(() => store.delete('authors', 'nobody')).toThrow(CollectionsError)
    expect(() => store.insert('authors', { id: authorId(0), firstName: 'A', lastName: 'B' })).toThrow(
      expect.objectContaining({ code: 'rejected', reason: 'already_exists' }),
    )
  })
})

describe('rollback', () => {
  it('takes back what the server refused, and nothing else', async () => {
    const one = await client()
    one.network.hold = true
    one.store.update('authors', authorId(1), { firstName: 'Kept' })
    await settle()
    one.network.held.shift()?.release()
    const refused = one.store.update('authors', authorId(0), { firstName: 'Bad' })
    const other = one.store.update('authors', authorId(0), { lastName: 'Good' })
    await settle()
    expect(shown(one)).toMatchObject({ firstName: 'Bad', lastName: 'Good' })
    one.network.held.shift()?.release('refuse')
    await expect(refused.confirmed).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: ['firstName'], message: 'Not this name.' }],
    })
    expect(shown(one)).toMatchObject({ firstName: 'First0', lastName: 'Good' })
    await settle()
    one.network.held.shift()?.release()
    await other.confirmed
    expect(shown(one)).toMatchObject({ firstName: 'First0', lastName: 'Good' })
    expect(shown(one, authorId(1))?.firstName).toBe('Kept')
    expect(one.errors).toHaveLength(1)
  })

  it('sends a later edit of the same field although the one before it was refused', async () => {
    const one = await client()
    one.network.hold = true
    const refused = one.store.update('authors', authorId(0), { firstName: 'Bad' })
    const later = one.store.update('authors', authorId(0), { firstName: 'Good' })
    await settle()
    one.network.hold = false
    one.network.held[0]?.release('refuse')
    await expect(refused.confirmed).rejects.toMatchObject({ code: 'invalid' })
    expect(shown(one)?.firstName).toBe('Good')
    expect((await later.confirmed).firstName).toBe('Good')
  })

  it.each(['offline', 'throw'] as const)(
    'takes back a write that found no server (%s), tells, and reads again',
    async (fault) => {
      const one = await client()
      const reads = one.network.reads.length
      one.network.faults.push(fault, fault, fault)
      const writes = [
        one.store.insert('authors', { firstName: 'A', lastName: 'B' }),
        one.store.update('authors', authorId(0), { firstName: 'Bad' }),
        one.store.delete('authors', authorId(1)),
      ]
      for (const { confirmed } of writes) {
        await expect(confirmed).rejects.toMatchObject({
          code: fault === 'offline' ? 'offline' : 'unavailable',
        })
      }
      expect(collectionsOf(one.store).authors.size).toBe(3)
      expect(shown(one)?.firstName).toBe('First0')
      await settle()
      expect(one.network.reads.length).toBeGreaterThan(reads)
      expect(one.errors).toHaveLength(3)
    },
  )

  it('finds by reading again what was applied although its answer was lost', async () => {
    const one = await client()
    one.network.faults.push('lost')
    const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Applied' })
    await expect(confirmed).rejects.toMatchObject({ code: 'offline' })
    await settle(10)
    expect(shown(one)?.firstName).toBe('Applied')
    expect(one.store.meta('authors', authorId(0))?.version).toBe(2)
  })

  it('reads the rows of its parent again for a row that is loaded with them', async () => {
    const one = await client()
    const stop = one.store.list('books', { where: { authorId: authorId(0) } }).subscribe(() => {})
    await settle()
    const { row, confirmed } = one.store.insert('books', { authorId: authorId(0), title: 'T', pages: 1 })
    await confirmed
    const reads = one.network.reads.length
    one.network.faults.push('lost')
    await expect(one.store.update('books', row.id, { pages: 2 }).confirmed).rejects.toMatchObject({
      code: 'offline',
    })
    await settle(10)
    expect(one.network.reads.slice(reads)).toEqual([`books/${authorId(0)}`])
    expect(collectionsOf(one.store).books.get(row.id)?.pages).toBe(2)
    stop()
  })

  it('takes back with an insert what was built on it', async () => {
    const one = await client()
    one.network.hold = true
    const author = one.store.insert('authors', { firstName: 'A', lastName: 'B' })
    const renamed = one.store.update('authors', author.row.id, { firstName: 'C' })
    const book = one.store.insert('books', { authorId: author.row.id, title: 'T', pages: 1 })
    await settle()
    expect(one.network.held).toHaveLength(1)
    one.network.held[0]?.release('refuse')
    await expect(author.confirmed).rejects.toMatchObject({ entity: 'authors' })
    await expect(renamed.confirmed).rejects.toMatchObject({ code: 'invalid', operation: 'update' })
    await expect(book.confirmed).rejects.toMatchObject({ entity: 'books', operation: 'insert' })
    expect(collectionsOf(one.store).books.size).toBe(0)
    expect(collectionsOf(one.store).authors.size).toBe(3)
    await settle()
    expect(one.network.pushes).toHaveLength(1)
  })
})

describe('lanes', () => {
  it('keeps one write of a row in flight, in order, and others beside it', async () => {
    const one = await client()
    one.network.hold = true
    const first = one.store.update('authors', authorId(0), { firstName: 'One' })
    const second = one.store.update('authors', authorId(0), { firstName: 'Two' })
    await settle()
    const beside = one.store.update('authors', authorId(1), { firstName: 'Beside' })
    await settle()
    expect(one.network.held.map(({ mutations }) => mutations.length)).toEqual([1, 1])
    one.network.held[1]?.release()
    await beside.confirmed
    expect(one.network.held).toHaveLength(2)
    one.network.held[0]?.release()
    await first.confirmed
    await settle()
    expect(one.network.held[2]?.mutations).toMatchObject([{ changes: { firstName: 'Two' }, baseVersion: 2 }])
    one.network.held[2]?.release()
    await second.confirmed
    expect(one.store.meta('authors', authorId(0))?.version).toBe(3)
  })

  it("sends a child's insert after its parent's, and a delete after the writes below it", async () => {
    const one = await client()
    one.network.hold = true
    const author = one.store.insert('authors', { firstName: 'A', lastName: 'B' })
    const book = one.store.insert('books', { authorId: author.row.id, title: 'T', pages: 1 })
    const gone = one.store.delete('authors', author.row.id)
    const sent: string[] = []
    for (let round = 0; round < 3; round += 1) {
      await settle()
      const [held] = one.network.held.splice(0)
      sent.push(...(held?.mutations ?? []).map(({ op, entity }) => `${op} ${entity}`))
      held?.release()
    }
    await Promise.all([author.confirmed, book.confirmed, gone.confirmed])
    expect(sent).toEqual(['insert authors', 'insert books', 'delete authors'])
  })

  it('sends independent writes of one moment together', async () => {
    const one = await client(40)
    const writes = Array.from({ length: 40 }, (_, index) =>
      one.store.update('authors', authorId(index), { firstName: 'X' }),
    )
    await Promise.all(writes.map(({ confirmed }) => confirmed))
    expect(one.network.pushes.map(({ length }) => length)).toEqual([25, 15])
  })
})
