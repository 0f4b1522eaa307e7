import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMemoryDisk } from '../../src/offline/memory-disk.ts'
import { authorId, library, seedAuthors } from '../library.ts'
import { createHub } from '../sync-server.ts'
import { closeTabs, createDevice, createMemoryDevice, type Device, openTab } from './stored-client.ts'

const devices: readonly (readonly [string, () => Device])[] = [
  ['IndexedDB', createDevice],
  ['memory', () => createMemoryDevice(createMemoryDisk())],
]

type Tab = ReturnType<typeof openTab>

const names = ({ store }: Tab): unknown[] =>
  store
    .list('authors', { orderBy: { id: 'asc' } })
    .get()
    .data.map(({ firstName }) => firstName)

const remotely = async ({ server }: Pick<Tab, 'server'>, index: number, firstName: string) => {
  const mutation = {
    mutationId: crypto.randomUUID(),
    entity: 'authors' as const,
    key: { id: authorId(index) },
  }
  await server.push([{ ...mutation, op: 'update', changes: { firstName } }])
}
const removed = async ({ server }: Pick<Tab, 'server'>, index: number) => {
  await server.push([
    { mutationId: crypto.randomUUID(), entity: 'authors', key: { id: authorId(index) }, op: 'delete' },
  ])
}
const book = async ({ server }: Pick<Tab, 'server'>, id: string, author: number) => {
  const row = { id, authorId: authorId(author), title: id, pages: 9 }
  await server.push([{ mutationId: crypto.randomUUID(), entity: 'books', op: 'insert', row }])
}

/** Its authors are shown, and it follows the feed. */
const shown = async (tab: Tab): Promise<Tab> => {
  await collectionsOf(tab.store).authors.preload()
  await vi.waitFor(() => expect(tab.store.status.get().live).toBe('open'), { timeout: 3_000 })
  return tab
}

const same = async (tab: Tab): Promise<void> => {
  const { items } = await tab.server.list('authors', { limit: 1_000 })
  const rows = new Map(items.map(({ row }) => [row.id, row]))
  await vi.waitFor(() => {
    const mine = tab.store.list('authors').get().data
    expect(new Map(mine.map((row) => [row.id, row]))).toEqual(rows)
  })
}

afterEach(closeTabs)

describe.each(devices)('rows on %s', (_, createDeviceOf) => {
  it.each(['all', 'in-use'] as const)('are shown again without a network (%s)', async (load) => {
    const device = createDeviceOf()
    const hub = createHub(library)
    await seedAuthors(hub.server, 3)
    const first = await shown(openTab(device, { hub, load }))
    await remotely(first, 1, 'Later')
    await removed(first, 2)
    await vi.waitFor(() => expect(names(first)).toEqual(['First0', 'Later']))
    await first.close()

    const offline = openTab(device, { hub, load, isOffline: true })
    await collectionsOf(offline.store).authors.preload()
    expect(names(offline)).toEqual(['First0', 'Later'])
    expect(offline.network.count('list') + offline.network.count('snapshot')).toBe(0)
    await vi.waitFor(() => expect(offline.store.status.get()).toMatchObject({ loading: false, rows: 2 }))
    await offline.close()
  })

  it.each(['all', 'in-use'] as const)('go on from the cursor (%s)', async (load) => {
    const device = createDeviceOf()
    const hub = createHub(library)
    await seedAuthors(hub.server, 4)
    await (await shown(openTab(device, { hub, load }))).close()
    await remotely({ server: hub.server }, 0, 'Meanwhile')
    await removed({ server: hub.server }, 3)

    const second = await shown(openTab(device, { hub, load }))
    await same(second)
    expect(names(second)).toEqual(['Meanwhile', 'First1', 'First2'])
    expect(second.network.count('list') + second.network.count('snapshot')).toBe(0)
    await second.close()
    const { rows, tombs } = await device.stored()
    expect(Object.keys(rows)).toHaveLength(3)
    expect(tombs).toEqual([`authors ${authorId(3)}`])
  })

  it('of one parent are read once, and followed while nobody looks at them', async () => {
    const device = createDeviceOf()
    const hub = createHub(library)
    await seedAuthors(hub.server, 2)
    await book(hub, 'a', 0)
    await book(hub, 'b', 1)
    const first = await shown(openTab(device, { hub }))
    const books = first.store.list('books', { where: { authorId: authorId(0) } })
    const stop = books.subscribe(() => {})
    await vi.waitFor(() => expect(books.get().data).toHaveLength(1))
    stop()
    await first.close()
    await book(hub, 'c', 0)
    await book(hub, 'd', 1)

    const second = await shown(openTab(device, { hub }))
    await vi.waitFor(async () => expect((await device.stored()).rows).toHaveProperty('books c'))
    await second.close()
    const third = openTab(device, { hub, isOffline: true })
    const again = third.store.list('books', { where: { authorId: authorId(0) } })
    again.subscribe(() => {})
    await vi.waitFor(() => expect(again.get().isLoading).toBe(false))
    expect(again.get().data.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(third.network.count('query')).toBe(0)
    // Of the other parent nothing was asked for, and nothing is stored.
    expect((await device.stored()).rows).not.toHaveProperty('books d')
  })

  it('of a first reading that was cut off are shown, and it goes on at its page', async () => {
    const device = createDeviceOf()
    const hub = createHub(library)
    await seedAuthors(hub.server, 2_500)
    const first = openTab(device, { hub, load: 'all' })
    first.network.faults.snapshot = [undefined, undefined, undefined, 'denied']
    collectionsOf(first.store)
      .authors.preload()
      .catch(() => {})
    await vi.waitFor(async () => expect(Object.keys((await device.stored()).rows)).toHaveLength(2_250), {
      timeout: 5_000,
    })
    await first.close()
    await removed({ server: hub.server }, 0)

    const second = openTab(device, { hub, load: 'all' })
    second.network.hold.add('snapshot')
    second.store.list('authors').subscribe(() => {})
    await vi.waitFor(() => expect(second.store.status.get().rows).toBe(2_250), { timeout: 5_000 })
    second.network.hold.clear()
    await vi.waitFor(() => expect(second.network.held).toHaveLength(1))
    for (const { release } of second.network.held.splice(0)) release()
    await vi.waitFor(() => expect(second.store.status.get().live).toBe('open'), { timeout: 5_000 })
    expect(second.network.count('snapshot')).toBe(1)
    await vi.waitFor(() => expect(second.store.status.get().rows).toBe(2_499))
    await second.close()
    expect(Object.keys((await device.stored()).rows)).toHaveLength(2_499)
  })

  it.each(['all', 'in-use'] as const)('are read anew where the feed is reset (%s)', async (load) => {
    const device = createDeviceOf()
    const hub = createHub(library)
    await seedAuthors(hub.server, 4)
    await (await shown(openTab(device, { hub, load }))).close()
    const rows = (await hub.server.list('authors')).items.slice(1).map(({ row }) => row)
    await hub.server.clear()
    await hub.server.load(rows.map((row) => ({ entity: 'authors' as const, row })))

    const second = await shown(openTab(device, { hub, load }))
    await vi.waitFor(() => expect(names(second)).toHaveLength(3))
    await same(second)
    await remotely(second, 1, 'After')
    await vi.waitFor(() => expect(names(second)[0]).toBe('After'))
    await second.close()

    const third = openTab(device, { hub, load, isOffline: true })
    await collectionsOf(third.store).authors.preload()
    expect(names(third)).toEqual(['After', 'First2', 'First3'])
  })

  it('are not shown where a row above them was deleted', async () => {
    const device = createDeviceOf()
    const hub = createHub(library)
    await seedAuthors(hub.server, 2)
    await book(hub, 'a', 0)
    const first = await shown(openTab(device, { hub, load: 'all' }))
    await removed(first, 0)
    await vi.waitFor(() => expect(names(first)).toHaveLength(1))
    await first.close()
    const second = openTab(device, { hub, load: 'all', isOffline: true })
    await collectionsOf(second.store).authors.preload()
    expect(second.store.status.get()).toMatchObject({ rows: 1 })
  })
})

describe('tabs', () => {
  const twoTabs = async (load: 'all' | 'in-use', authors = 3) => {
    const device = createDevice()
    const hub = createHub(library)
    await seedAuthors(hub.server, authors)
    const first = await shown(openTab(device, { hub, load }))
    const second = await shown(openTab(device, { hub, load }))
    return { device, hub, first, second }
  }

  it.each(['all', 'in-use'] as const)('store on when the one that did is closed (%s)', async (load) => {
    const { device, hub, first, second } = await twoTabs(load)
    await remotely(second, 0, 'Before')
    await vi.waitFor(async () => expect((await device.stored()).rows[`authors ${authorId(0)}`]).toBe(2))
    await first.close()
    await remotely(second, 1, 'After')
    await removed(second, 2)
    await vi.waitFor(async () => expect(Object.keys((await device.stored()).rows)).toHaveLength(2))
    await second.close()
    const third = openTab(device, { hub, load, isOffline: true })
    await collectionsOf(third.store).authors.preload()
    expect(names(third)).toEqual(['Before', 'After'])
  })

  it('leave nothing out that the dead one had not stored, and the living one knew', async () => {
    const { device, hub, first, second } = await twoTabs('all')
    first.network.offline = true
    first.network.cut()
    await remotely(second, 0, 'Gap')
    await second.store.refresh()
    await vi.waitFor(() => expect(names(second)[0]).toBe('Gap'))
    expect((await device.stored()).rows[`authors ${authorId(0)}`]).toBe(1)
    first.kill()
    await vi.waitFor(async () => expect((await device.stored()).rows[`authors ${authorId(0)}`]).toBe(2))
    await second.close()
    const third = openTab(device, { hub, load: 'all', isOffline: true })
    await collectionsOf(third.store).authors.preload()
    expect(names(third)[0]).toBe('Gap')
  })

  it('store all that is shown where the dead one was in the middle of its first reading', async () => {
    const device = createDevice()
    const hub = createHub(library)
    await seedAuthors(hub.server, 1_500)
    const first = openTab(device, { hub, load: 'all' })
    first.network.faults.snapshot = [undefined, 'denied']
    first.store.list('authors').subscribe(() => {})
    await vi.waitFor(async () => expect(Object.keys((await device.stored()).rows)).toHaveLength(250))
    const second = await shown(openTab(device, { hub, load: 'all' }))
    expect(second.store.status.get().rows).toBe(1_500)
    first.kill()
    await vi.waitFor(async () => expect(Object.keys((await device.stored()).rows)).toHaveLength(1_500), {
      timeout: 5_000,
    })
    await second.close()
    const third = openTab(device, { hub, load: 'all', isOffline: true })
    await collectionsOf(third.store).authors.preload()
    expect(names(third)).toHaveLength(1_500)
  })

  it('do not stay where the leader tells them late, of a past that this tab has left before it', async () => {
    const device = createDevice()
    const hub = createHub(library)
    await seedAuthors(hub.server, 3)
    const first = openTab(device, { hub })
    first.network.faults.list = ['late']
    first.store.list('authors').subscribe(() => {})
    await vi.waitFor(() => expect(first.network.held).toHaveLength(1))
    const second = await shown(openTab(device, { hub }))
    expect(names(second)).toEqual(['First0', 'First1', 'First2'])
    first.network.offline = true
    first.network.cut()
    const { items } = await hub.server.list('authors', { limit: 10 })
    await hub.server.clear()
    await hub.server.load(items.slice(1).map(({ row }) => ({ entity: 'authors' as const, row })))
    await second.store.refresh()
    await vi.waitFor(() => expect(names(second)).toEqual(['First1', 'First2']))

    first.network.held[0]?.release()
    await vi.waitFor(() => expect(names(second)).toEqual(['First0', 'First1', 'First2']))
    first.network.offline = false
    first.network.cut()
    await vi.waitFor(
      () =>
        expect([names(first), names(second)]).toEqual([
          ['First1', 'First2'],
          ['First1', 'First2'],
        ]),
      { timeout: 5_000 },
    )
    // Once more, and no further.
    expect(second.network.count('list')).toBe(3)
    await second.store.refresh()
    expect(second.network.count('list')).toBe(3)
  })

  it('go on in memory where another tab has taken the lead, and store nothing any more', async () => {
    // Each leads as soon as it is opened, as a frozen one that wakes up believes it does.
    const device = createMemoryDevice()
    const hub = createHub(library)
    await seedAuthors(hub.server, 3)
    const first = await shown(openTab(device, { hub }))
    const second = await shown(openTab(device, { hub }))
    second.network.offline = true
    second.network.cut()
    await remotely(first, 0, 'On')
    await remotely(first, 1, 'And on')
    await vi.waitFor(() => expect(names(first)).toEqual(['On', 'And on', 'First2']))
    expect(Object.values((await device.stored()).rows)).toEqual([1, 1, 1])
    expect([first.errors, first.store.status.get().live]).toEqual([[], 'open'])
    second.network.offline = false
    second.network.cut()
    await vi.waitFor(async () => expect(Object.values((await device.stored()).rows)).toEqual([2, 2, 1]))
  })
})
