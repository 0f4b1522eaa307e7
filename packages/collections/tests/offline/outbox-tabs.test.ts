import { createMemoryDisk } from '@throughline/collections/offline'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from '../library.ts'
import { atOnce } from '../sync-client.ts'
import { createHub } from '../sync-server.ts'
import { createFakeLocks } from './fake-locks.ts'
import { closeLives, historyOf, openLife } from './outbox-client.ts'

beforeEach(() => void atOnce())
afterEach(() => {
  closeLives()
  vi.restoreAllMocks()
})

type Life = ReturnType<typeof openLife>

async function browser(load: 'all' | 'in-use' = 'in-use') {
  const hub = createHub(library)
  await seedAuthors(hub.server, 3)
  const from = await hub.server.heads()
  const disk = createMemoryDisk()
  const locks = createFakeLocks()
  const tab = async (isOffline = false): Promise<Life> => {
    const life = openLife({ hub, disk, locks, load, isOffline })
    await life.show()
    return life
  }
  return { hub, from, tab, disk }
}

const shown = ({ store }: Life, index = 0) => collectionsOf(store).authors.get(authorId(index))
const none = async (...tabs: readonly Life[]) =>
  vi.waitFor(
    () => {
      for (const { store } of tabs) expect(store.pendingMutations.get()).toEqual([])
    },
    { timeout: 4_000 },
  )

describe.each(['all', 'in-use'] as const)('tabs of one browser (%s)', (load) => {
  it('send by one of them, and see each edit at once', async () => {
    const { tab, hub, from } = await browser(load)
    const one = await tab()
    const two = await tab()
    await vi.waitFor(() => expect(one.network.streams).toBe(1))
    // One live connection for all of them.
    expect(two.network.streams).toBe(0)
    const edit = two.store.update('authors', authorId(0), { firstName: 'Two' })
    await vi.waitFor(() => expect(shown(one)?.firstName).toBe('Two'))
    expect(await edit.confirmed).toMatchObject({ firstName: 'Two' })
    one.store.update('authors', authorId(0), { lastName: 'One' })
    await vi.waitFor(() => expect(shown(two)).toMatchObject({ firstName: 'Two', lastName: 'One' }))
    await none(one, two)
    expect(two.network.count('push')).toBe(0)
    expect(await historyOf(hub, from)).toHaveLength(2)
    expect([one.errors, two.errors]).toEqual([[], []])
  })

  it('edit one row without a network, as one client', async () => {
    const { tab, hub, from, disk } = await browser(load)
    const [one, two] = [await tab(), await tab()]
    for (const { network } of [one, two]) {
      network.offline = true
      network.cut()
    }
    for (let step = 0; step < 6; step += 1) {
      const { store } = step % 2 ? one : two
      store.update('authors', authorId(0), { firstName: `Step ${step}` })
      store.insert('authors', { firstName: `New ${step}`, lastName: 'X' })
      // At the same moment in both, as well.
      if (step % 3) await settle(2)
    }
    await settle(5)
    expect(shown(one)).toEqual(shown(two))
    expect(one.store.pendingMutations.get()).toHaveLength(12)
    expect(two.store.pendingMutations.get()).toHaveLength(12)
    const last = shown(one)?.firstName
    one.kill()
    two.kill()
    expect(disk.outbox.size).toBe(12)
    const three = await tab(true)
    expect(shown(three)?.firstName).toBe(last)
    void three.online()
    await none(three)
    const rows = await hub.server.list('authors')
    expect(rows.items).toHaveLength(9)
    expect(rows.items.find(({ row }) => row.id === authorId(0))?.row.firstName).toBe(last)
    const history = await historyOf(hub, from)
    expect(history.filter(({ key }) => key.id !== authorId(0))).toHaveLength(6)
    expect(three.errors).toEqual([])
  })

  it('tell who has made it of an edit that another tab discards', async () => {
    const { tab, hub, from } = await browser(load)
    const one = await tab()
    const two = await tab()
    for (const each of [one, two]) each.network.offline = true
    one.network.cut()
    const first = two.store.update('authors', authorId(0), { firstName: 'Sent' })
    const states = () => one.store.pendingMutations.get().map(({ state }) => state)
    await vi.waitFor(() => expect(states()).toEqual(['sent']))
    const second = two.store.update('authors', authorId(0), { lastName: 'Not sent' })
    await vi.waitFor(() => expect(states()).toEqual(['sent', 'queued']))
    one.store.outbox.discard(one.store.pendingMutations.get()[1]?.id ?? '')
    await expect(second.confirmed).rejects.toMatchObject({ code: 'rejected' })
    expect(shown(two)).toMatchObject({ firstName: 'Sent', lastName: 'Last00000' })
    for (const each of [one, two]) each.network.offline = false
    await one.store.refresh()
    await first.confirmed
    await none(one, two)
    expect(await historyOf(hub, from)).toHaveLength(1)
  })

  it('go on with another one that leads, once, where the first dies', async () => {
    const { tab, hub, from } = await browser(load)
    const [one, two] = [await tab(), await tab()]
    one.network.faults.push = ['late']
    two.store.update('authors', authorId(0), { firstName: 'Two' })
    await vi.waitFor(async () => expect(await historyOf(hub, from)).toHaveLength(1))
    two.store.update('authors', authorId(1), { firstName: 'Later' })
    await settle(2)
    one.kill()
    await none(two)
    expect(await historyOf(hub, from)).toHaveLength(2)
    await vi.waitFor(() => expect(two.network.streams).toBe(1))
    await hub.server.push([
      {
        mutationId: crypto.randomUUID(),
        entity: 'authors',
        op: 'update',
        key: { id: authorId(2) },
        changes: { firstName: 'Other' },
      },
    ])
    await vi.waitFor(() => expect(shown(two, 2)?.firstName).toBe('Other'))
    expect(two.errors).toEqual([])
  })

  it('find what has ended where they were not told of it, as those that were frozen', async () => {
    const { tab, hub, from } = await browser(load)
    const [one, two] = [await tab(), await tab()]
    for (const { network } of [one, two]) {
      network.offline = true
      network.cut()
    }
    two.store.update('authors', authorId(0), { firstName: 'Two' })
    await vi.waitFor(() => expect(one.store.pendingMutations.get()).toHaveLength(1))
    const lost = vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(() => {})
    await one.online()
    await none(one)
    await settle(5)
    expect(two.store.pendingMutations.get()).toHaveLength(1)
    lost.mockRestore()
    // Its rows cannot show it yet.
    await two.store.refresh()
    expect(two.store.pendingMutations.get()).toHaveLength(1)
    await two.online()
    await none(two)
    expect(shown(two)?.firstName).toBe('Two')
    expect(await historyOf(hub, from)).toHaveLength(1)
  })

  it('see what others write, by the one that listens', async () => {
    const { tab, hub } = await browser(load)
    const [one, two] = [await tab(), await tab()]
    const pulls = two.network.count('pull')
    await hub.server.push([
      {
        mutationId: crypto.randomUUID(),
        entity: 'authors',
        op: 'update',
        key: { id: authorId(2) },
        changes: { firstName: 'Other' },
      },
    ])
    await vi.waitFor(() => expect(shown(two, 2)?.firstName).toBe('Other'))
    expect(shown(one, 2)?.firstName).toBe('Other')
    if (load === 'all') expect(two.network.count('pull')).toBe(pulls)
  })
})
