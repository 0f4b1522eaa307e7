import { collectionsOf } from '@throughline/collections/tanstack-db'
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

async function seeded(authors = 3) {
  const hub = createHub(library)
  await seedAuthors(hub.server, authors)
  return { hub, from: await hub.server.heads() }
}

const synced = async ({ store }: ReturnType<typeof openLife>) =>
  vi.waitFor(() => expect(store.pendingMutations.get()).toEqual([]), { timeout: 5_000 })

describe('an edit without a network', () => {
  it('is stored, shown by the next life, and sent once', async () => {
    const { hub, from } = await seeded()
    const one = openLife({ hub })
    await one.show()
    one.network.offline = true
    one.network.cut()
    one.store.update('authors', authorId(0), { firstName: 'Mine' })
    const made = one.store.insert('authors', { firstName: 'New', lastName: 'One' }).row
    one.store.delete('authors', authorId(1))
    expect(one.store.pendingMutations.get().map(({ isStored }) => isStored)).toEqual([false, false, false])
    await settle(5)
    expect(one.store.pendingMutations.get().map(({ isStored }) => isStored)).toEqual([true, true, true])
    one.kill()

    const two = openLife({ hub, disk: one.disk, isOffline: true })
    await two.show()
    expect(collectionsOf(two.store).authors.get(authorId(0))?.firstName).toBe('Mine')
    expect(collectionsOf(two.store).authors.has(authorId(1))).toBe(false)
    expect(collectionsOf(two.store).authors.get(made.id)).toMatchObject({ firstName: 'New' })
    expect(two.store.pendingMutations.get()).toHaveLength(3)
    expect(two.store.status.get().pending).toBe(3)
    await two.online()
    await synced(two)
    expect(two.errors).toEqual([])
    const history = await historyOf(hub, from)
    expect(history.map(({ op, key }) => [op, key.id])).toEqual(
      expect.arrayContaining([
        ['put', authorId(0)],
        ['put', made.id],
        ['delete', authorId(1)],
      ]),
    )
    expect(history).toHaveLength(3)
    two.kill()

    const three = openLife({ hub, disk: one.disk, isOffline: true })
    await three.show()
    expect(three.store.pendingMutations.get()).toEqual([])
    expect(collectionsOf(three.store).authors.get(authorId(0))?.firstName).toBe('Mine')
    expect(collectionsOf(three.store).authors.size).toBe(3)
  })

  it('goes as one mutation with those of its row that come next', async () => {
    const { hub, from } = await seeded()
    const one = openLife({ hub })
    await one.show()
    one.network.offline = true
    one.network.cut()
    // One is under way by itself.
    const all = ['A', 'B', 'C', 'D'].map((firstName) =>
      one.store.update('authors', authorId(0), { firstName }),
    )
    one.store.update('authors', authorId(0), { lastName: 'E' })
    await settle(5)
    await one.online()
    await synced(one)
    expect(await all[2]?.confirmed).toMatchObject({ firstName: 'D' })
    const history = await historyOf(hub, from)
    expect(history.length).toBeLessThanOrEqual(2)
    expect(await hub.server.get('authors', { id: authorId(0) })).toMatchObject({
      row: { firstName: 'D', lastName: 'E' },
    })
  })

  it('is sent again at its place where the answer was lost with the tab', async () => {
    const { hub, from } = await seeded()
    const one = openLife({ hub })
    await one.show()
    one.network.faults.push = ['late']
    one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle(5)
    expect(await historyOf(hub, from)).toHaveLength(1)
    one.kill()
    const two = openLife({ hub, disk: one.disk })
    await two.show()
    await synced(two)
    expect(await historyOf(hub, from)).toHaveLength(1)
    expect(two.errors).toEqual([])
  })

  it('is on the disk when the store is disposed at once', async () => {
    const { hub } = await seeded()
    const one = openLife({ hub })
    await one.show()
    one.network.offline = true
    one.store.update('authors', authorId(0), { firstName: 'Mine' })
    one.store.dispose()
    await settle(3)
    expect(one.disk.outbox.size).toBe(1)
  })
})

describe('a transaction', () => {
  it.each(['late', 'offline'] as const)('is applied once when the tab dies (%s)', async (fault) => {
    const { hub, from } = await seeded()
    const one = openLife({ hub })
    await one.show()
    one.network.faults.transact = [fault]
    if (fault === 'offline') one.network.hold.add('transact')
    one.store.transaction(() => {
      one.store.update('authors', authorId(0), { firstName: 'A' })
      one.store.update('authors', authorId(1), { firstName: 'B' })
    })
    await settle(5)
    one.kill()
    const two = openLife({ hub, disk: one.disk })
    await two.show()
    await synced(two)
    expect(two.errors).toEqual([])
    expect(await historyOf(hub, from)).toHaveLength(2)
  })
})
