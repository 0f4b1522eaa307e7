import { createMemoryDisk } from '@throughline/collections/offline'
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

async function edited(load: 'all' | 'in-use') {
  const hub = createHub(library)
  await seedAuthors(hub.server, 3)
  const disk = createMemoryDisk()
  const one = openLife({ hub, disk, load })
  await one.show()
  one.network.offline = true
  one.network.cut()
  one.store.update('authors', authorId(0), { firstName: 'Away' })
  one.store.insert('authors', { id: authorId(9), firstName: 'New', lastName: 'Away' })
  await settle(4)
  one.kill()
  return { hub, disk }
}

const synced = async ({ store }: ReturnType<typeof openLife>) =>
  vi.waitFor(() => expect(store.pendingMutations.get()).toEqual([]), { timeout: 5_000 })

describe.each(['all', 'in-use'] as const)('a client that was away (%s)', (load) => {
  it('longer than the feed goes back reads everything anew, and delivers its edits', async () => {
    const { hub, disk } = await edited(load)
    const { items } = await hub.server.list('authors')
    await hub.server.clear()
    await hub.server.load(items.slice(0, 2).map(({ row }) => ({ entity: 'authors' as const, row })))
    const from = await hub.server.heads()
    const two = openLife({ hub, disk, load })
    await two.show()
    await synced(two)
    await vi.waitFor(() => expect(collectionsOf(two.store).authors.size).toBe(3))
    expect(collectionsOf(two.store).authors.get(authorId(0))?.firstName).toBe('Away')
    expect(collectionsOf(two.store).authors.has(authorId(2))).toBe(false)
    expect(await historyOf(hub, from)).toHaveLength(2)
    expect(two.errors).toEqual([])
  })

  it('has rows that are to be read anew, and its edits stay and are delivered', async () => {
    const { hub, disk } = await edited(load)
    const from = await hub.server.heads()
    // As a changed model leaves it.
    disk.feed = { ...disk.feed, isStale: true }
    const two = openLife({ hub, disk, load, isOffline: true })
    await two.show()
    expect(collectionsOf(two.store).authors.get(authorId(0))?.firstName).toBe('Away')
    void two.online()
    await synced(two)
    expect(await historyOf(hub, from)).toHaveLength(2)
  })

  it('has lost its rows, and not its edits', async () => {
    const { hub, disk } = await edited(load)
    const from = await hub.server.heads()
    disk.rows.clear()
    disk.scopes.clear()
    disk.feed = { ...disk.feed, cursor: '', progress: null }
    // Another has changed the same field meanwhile.
    await hub.server.push([
      {
        mutationId: crypto.randomUUID(),
        entity: 'authors',
        op: 'update',
        key: { id: authorId(0) },
        changes: { firstName: 'Other' },
      },
    ])
    const two = openLife({ hub, disk, load })
    await two.show()
    await vi.waitFor(() => expect(two.store.conflicts.get()).toHaveLength(1))
    expect(two.store.conflicts.get()[0]).toMatchObject({ mine: { firstName: 'Away' } })
    two.store.conflicts.get()[0]?.resolve('theirs')
    await synced(two)
    expect(await historyOf(hub, from)).toHaveLength(2)
  })
})

it('an edit that is made while another is being written gives no place twice', async () => {
  const hub = createHub(library)
  await seedAuthors(hub.server, 3)
  const from = await hub.server.heads()
  const disk = createMemoryDisk()
  const one = openLife({ hub, disk, delay: 20 })
  await one.show()
  await settle(60)
  one.network.hold.add('push')
  for (const index of [0, 1, 2]) {
    one.store.update('authors', authorId(index), { firstName: `A${index}` })
    await settle(2)
  }
  await vi.waitFor(() => expect(one.network.held.length).toBeGreaterThan(0))
  await settle(60)
  const places = [...disk.outbox.values()].flatMap(({ sent }) => sent?.seq ?? [])
  expect(disk.client.seq).toBe(Math.max(0, ...places) + 1)
  one.kill()
  const two = openLife({ hub, disk })
  await two.show()
  await synced(two)
  expect(await historyOf(hub, from)).toHaveLength(3)
  expect(two.errors).toEqual([])
})
