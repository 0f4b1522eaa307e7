import { collectionsOf } from '@throughline/collections/tanstack-db'
import { type Mutation, StoreError, type WriteGuard } from '@throughline/schema'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from '../library.ts'
import { atOnce } from '../sync-client.ts'
import { createHub } from '../sync-server.ts'
import { closeLives, historyOf, openLife } from './outbox-client.ts'

beforeEach(() => void atOnce())
afterEach(() => {
  closeLives()
  vi.restoreAllMocks()
})

type Life = ReturnType<typeof openLife>

/** A rule of the server that no client knows. */
const guard: WriteGuard = {
  admit: ({ after }) =>
    after?.row['firstName'] === 'Bad'
      ? {
          code: 'invalid',
          message: 'Not this name.',
          issues: [{ path: ['firstName'], message: 'Not this name.' }],
        }
      : undefined,
}

async function seeded() {
  const hub = createHub(library)
  await seedAuthors(hub.server, 3)
  return { hub, from: await hub.server.heads() }
}

async function opened(options: Parameters<typeof openLife>[0] = {}): Promise<Life> {
  const one = openLife(options)
  const { server } = one.hub
  one.transport.push = (mutations, given) => server.push(mutations, { ...given, guard })
  one.transport.transact = (mutations, given) => server.transact(mutations, { ...given, guard })
  await one.show()
  return one
}

const states = ({ store }: Life) => store.pendingMutations.get().map(({ state }) => state)
const parkedOf = ({ store }: Life) => store.pendingMutations.get().find(({ state }) => state === 'parked')
const synced = async (one: Life) =>
  vi.waitFor(() => expect(one.store.pendingMutations.get()).toEqual([]), { timeout: 5_000 })

describe('a write that the server refuses', () => {
  it('is parked with its error, shown, and told once; the next life shows it', async () => {
    const { hub } = await seeded()
    const one = await opened({ hub })
    const bad = one.store.update('authors', authorId(0), { firstName: 'Bad' })
    await expect(bad.confirmed).rejects.toMatchObject({ code: 'invalid', reason: 'invalid' })
    expect(parkedOf(one)).toMatchObject({ key: authorId(0), error: { message: 'Not this name.' } })
    expect(collectionsOf(one.store).authors.get(authorId(0))?.firstName).toBe('Bad')
    expect(one.errors).toHaveLength(1)
    // Others go on.
    await one.store.update('authors', authorId(1), { firstName: 'Good' }).confirmed
    await settle(3)
    one.kill()
    const two = await opened({ hub, disk: one.disk })
    await settle(5)
    expect(states(two)).toEqual(['parked'])
    expect(parkedOf(two)).toMatchObject({
      error: { code: 'invalid', reason: 'invalid', issues: [{ path: ['firstName'] }] },
    })
    expect(two.errors).toEqual([])
  })

  it('is corrected by the next edit of its row', async () => {
    const { hub, from } = await seeded()
    const one = await opened({ hub })
    const bad = one.store.update('authors', authorId(0), { firstName: 'Bad', lastName: 'Kept' })
    await expect(bad.confirmed).rejects.toMatchObject({ code: 'invalid' })
    const good = one.store.update('authors', authorId(0), { firstName: 'Good' })
    expect(await good.confirmed).toMatchObject({ firstName: 'Good', lastName: 'Kept' })
    expect(one.store.pendingMutations.get()).toEqual([])
    expect(await historyOf(hub, from)).toHaveLength(1)
    await settle(2)
    expect(one.disk.outbox.size).toBe(0)
  })

  it('holds what is built on it, and nothing else; edited, all goes', async () => {
    const { hub } = await seeded()
    const one = await opened({ hub })
    one.store.insert('authors', { id: authorId(9), firstName: 'Bad', lastName: 'X' })
    const book = one.store.insert('books', { id: 'b', authorId: authorId(9), title: 'T', pages: 3 })
    await vi.waitFor(() => expect(parkedOf(one)).toBeDefined())
    await settle(3)
    expect(states(one)).toEqual(['parked', 'queued'])
    one.store.outbox.retry(parkedOf(one)?.id)
    await vi.waitFor(() => expect(one.errors).toHaveLength(2))
    expect(states(one)).toEqual(['parked', 'queued'])
    expect(() => one.store.outbox.edit(parkedOf(one)?.id ?? '', { firstName: '' })).toThrow(/not valid/)
    one.store.outbox.edit(parkedOf(one)?.id ?? '', { firstName: 'Good' })
    await book.confirmed
    await synced(one)
    expect(await hub.server.get('authors', { id: authorId(9) })).toMatchObject({ row: { firstName: 'Good' } })
  })

  it('is discarded with what is built on it', async () => {
    const { hub, from } = await seeded()
    const one = await opened({ hub })
    one.store.insert('authors', { id: authorId(9), firstName: 'Bad', lastName: 'X' })
    const book = one.store.insert('books', { id: 'b', authorId: authorId(9), title: 'T', pages: 3 })
    await vi.waitFor(() => expect(parkedOf(one)).toBeDefined())
    one.store.outbox.discard(parkedOf(one)?.id ?? '')
    await expect(book.confirmed).rejects.toMatchObject({ code: 'invalid' })
    expect(one.store.pendingMutations.get()).toEqual([])
    expect(collectionsOf(one.store).authors.has(authorId(9))).toBe(false)
    expect(one.errors).toHaveLength(1)
    await settle(3)
    expect(one.disk.outbox.size).toBe(0)
    expect(await historyOf(hub, from)).toEqual([])
    expect(() => one.store.outbox.discard('other')).toThrow(/waits any more/)
  })

  it('goes with the row that is deleted', async () => {
    const { hub } = await seeded()
    const one = await opened({ hub })
    one.store.update('authors', authorId(0), { firstName: 'Bad' })
    await vi.waitFor(() => expect(parkedOf(one)).toBeDefined())
    await one.store.delete('authors', authorId(0)).confirmed
    await synced(one)
    expect(await hub.server.get('authors', { id: authorId(0) })).toBeUndefined()
  })

  it.each(['alone', 'with another'])(
    'goes, deleted, without the row that another has made under its key (%s)',
    async (how) => {
      const { hub } = await seeded()
      const theirs = { id: 'b', authorId: authorId(0), title: 'Theirs', pages: 1 }
      await hub.server.push([{ mutationId: 'theirs', entity: 'books', op: 'insert', row: theirs }], {
        clientId: 'other',
        seq: 1,
      })
      const from = await hub.server.heads()
      const one = await opened({ hub, load: 'in-use' })
      const own = one.store.insert('books', { ...theirs, title: 'Mine' })
      await expect(own.confirmed).rejects.toMatchObject({ reason: 'already_exists' })
      expect(collectionsOf(one.store).books.get('b')?.title).toBe('Mine')
      if (how === 'alone') await one.store.delete('books', 'b').confirmed
      else {
        const { confirmed } = one.store.transaction(() => {
          one.store.delete('books', 'b')
          one.store.update('authors', authorId(1), { firstName: 'With' })
        })
        await confirmed
      }
      await synced(one)
      const history = await historyOf(hub, from)
      expect(history.map(({ entity, op }) => `${op} ${entity}`)).toEqual(
        how === 'alone' ? [] : ['put authors'],
      )
      expect(await hub.server.get('books', { id: 'b', authorId: authorId(0) })).toMatchObject({ row: theirs })
      await settle(3)
      expect(one.disk.outbox.size).toBe(0)
    },
  )

  it('parks its whole transaction', async () => {
    const { hub, from } = await seeded()
    const one = await opened({ hub })
    const { confirmed } = one.store.transaction(() => {
      one.store.update('authors', authorId(1), { firstName: 'With' })
      one.store.update('authors', authorId(0), { firstName: 'Bad' })
    })
    await expect(confirmed).rejects.toMatchObject({ code: 'invalid' })
    expect(states(one)).toEqual(['parked', 'parked'])
    const bad = one.store.pendingMutations.get().find(({ key }) => key === authorId(0))
    one.store.outbox.edit(bad?.id ?? '', { firstName: 'Good' })
    await synced(one)
    expect(await historyOf(hub, from)).toHaveLength(2)
  })

  it('tells which of the edits that went as one it is', async () => {
    const { hub } = await seeded()
    const one = await opened({ hub, isOffline: false })
    const { server } = hub
    one.transport.push = () => Promise.reject(new StoreError('offline', 'No connection.'))
    one.store.update('authors', authorId(1), { firstName: 'First' })
    await settle(2)
    one.store.update('authors', authorId(0), { lastName: 'Fine' })
    one.store.update('authors', authorId(0), { firstName: 'Bad' })
    await settle(2)
    one.transport.push = (mutations, given) => server.push(mutations, { ...given, guard })
    await vi.waitFor(() => expect(states(one)).toEqual(['parked']))
    expect(parkedOf(one)?.values).toEqual({ firstName: 'Bad' })
    expect(await hub.server.get('authors', { id: authorId(0) })).toMatchObject({ row: { lastName: 'Fine' } })
  })
})

describe('a server that fails for one row', () => {
  const isPoison = (mutations: readonly Mutation[]) =>
    mutations.some((one) => 'key' in one && one.key['id'] === authorId(0))

  it.each(['before', 'after'] as const)(
    'delays no other row, and parks it (%s it has written)',
    async (when) => {
      const { hub, from } = await seeded()
      const one = await opened({ hub })
      const { server } = hub
      let isBroken = true
      one.transport.push = async (mutations, given) => {
        if (isBroken && isPoison(mutations) && when === 'before')
          throw new StoreError('unavailable', 'Broken: 401.')
        const answer = await server.push(mutations, given)
        if (isBroken && isPoison(mutations)) throw new StoreError('unavailable', 'Broken: 401.')
        return answer
      }
      one.store.update('authors', authorId(0), { firstName: 'Poison' })
      const others = [
        one.store.update('authors', authorId(1), { firstName: 'One' }),
        one.store.insert('authors', { id: authorId(8), firstName: 'New', lastName: 'N' }),
      ]
      await Promise.all(others.map(({ confirmed }) => confirmed))
      await one.store.update('authors', authorId(1), { firstName: 'Two' }).confirmed
      await vi.waitFor(() => expect(states(one)).toEqual(['parked']))
      expect(parkedOf(one)?.error).toMatchObject({ code: 'unavailable' })
      expect(one.store.status.get().error).toBeNull()
      isBroken = false
      one.store.outbox.retry()
      await synced(one)
      const history = await historyOf(hub, from)
      expect(history.filter(({ key }) => key.id === authorId(0))).toHaveLength(1)
      expect(history).toHaveLength(4)
    },
  )

  it('is waited for where it fails for all', async () => {
    const { hub, from } = await seeded()
    const one = await opened({ hub })
    const { server } = hub
    let calls = 0
    const { push, pull } = one.transport
    one.transport.pull = () => Promise.reject(new StoreError('unavailable', 'Down.'))
    one.transport.push = () => {
      calls += 1
      return Promise.reject(new StoreError('unavailable', 'Down.'))
    }
    one.store.update('authors', authorId(0), { firstName: 'A' })
    one.store.update('authors', authorId(1), { firstName: 'B' })
    await vi.waitFor(() => expect(calls).toBeGreaterThan(8))
    expect(states(one)).toEqual(['sent', 'sent'])
    expect(one.store.status.get().offline).toBe(true)
    Object.assign(one.transport, { push, pull })
    void server
    await synced(one)
    expect(await historyOf(hub, from)).toHaveLength(2)
  })
})

describe('a user who has to sign in again', () => {
  it('finds all that waits, and it goes on', async () => {
    const { hub, from } = await seeded()
    const one = openLife({ hub })
    await one.show()
    one.network.faults.push = ['denied']
    const edit = one.store.update('authors', authorId(0), { firstName: 'A' })
    await vi.waitFor(() => expect(one.store.status.get().error).toMatchObject({ code: 'denied' }))
    await settle(5)
    expect(one.network.count('push')).toBe(1)
    expect(one.disk.outbox.size).toBe(1)
    await one.store.refresh()
    await edit.confirmed
    expect(await historyOf(hub, from)).toHaveLength(1)
  })

  it('signs out, and nothing is left', async () => {
    const { hub, from } = await seeded()
    const one = openLife({ hub })
    await one.show()
    one.network.offline = true
    one.network.cut()
    const edit = one.store.update('authors', authorId(0), { firstName: 'A' })
    await settle(3)
    await one.store.clear()
    await expect(edit.confirmed).rejects.toMatchObject({ code: 'disposed' })
    expect(collectionsOf(one.store).authors.size).toBe(0)
    expect(() => one.store.update('authors', authorId(0), { firstName: 'B' })).toThrow(/disposed/)
    one.network.offline = false
    one.network.cut()
    const two = openLife({ hub, disk: one.disk, isOffline: true })
    await two.show()
    expect(two.store.pendingMutations.get()).toEqual([])
    expect(collectionsOf(two.store).authors.size).toBe(0)
    expect(await historyOf(hub, from)).toEqual([])
  })
})
