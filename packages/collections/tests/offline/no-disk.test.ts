import { QueryClient } from '@tanstack/query-core'
import { createStore } from '@throughline/collections'
import { offline, soleTab } from '@throughline/collections/offline'
import { feedSync } from '@throughline/collections/sync'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, expect, it, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from '../library.ts'
import { atOnce } from '../sync-client.ts'
import { createHub, createNetwork } from '../sync-server.ts'

const stores: { dispose(): void }[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.dispose()
  vi.restoreAllMocks()
})

async function opened(options: Parameters<typeof offline>[0]) {
  atOnce()
  const hub = createHub(library)
  await seedAuthors(hub.server, 3)
  const { network, transport } = createNetwork(hub)
  const store = createStore(library, {
    transport,
    sync: feedSync({ load: 'all', storage: offline(options) }),
    queryClient: new QueryClient(),
    pollInterval: false,
  })
  stores.push(store)
  await collectionsOf(store).authors.preload()
  return { hub, network, store }
}

it('a browser without a database works in memory, says so, and counts what is at risk', async () => {
  const { hub, network, store } = await opened({ user: 'none', tabs: { locks: soleTab } })
  expect(store.status.get().storage).toEqual({ kind: 'memory', reason: 'unavailable', atRisk: 0 })
  network.offline = true
  network.cut()
  store.update('authors', authorId(0), { firstName: 'Here' })
  await settle(5)
  expect(store.status.get().storage).toMatchObject({ kind: 'memory', atRisk: 1 })
  expect(store.pendingMutations.get()).toMatchObject([{ isStored: false, state: 'sent' }])
  network.offline = false
  await store.refresh()
  await vi.waitFor(() => expect(store.pendingMutations.get()).toEqual([]))
  expect(await hub.server.get('authors', { id: authorId(0) })).toMatchObject({ row: { firstName: 'Here' } })
  expect(store.status.get().storage).toMatchObject({ atRisk: 0 })
})

it('a database that does not open is told, and the store goes on', async () => {
  const indexedDB = new IDBFactory()
  indexedDB.open = () => {
    throw new DOMException('No.', 'SecurityError')
  }
  const { store } = await opened({
    user: 'broken',
    tabs: { locks: soleTab },
    database: { indexedDB, IDBKeyRange },
  })
  expect(collectionsOf(store).authors.size).toBe(3)
  expect(store.status.get().storage).toMatchObject({ kind: 'memory' })
})

it('an edit that is made before it is known that there is no database is not told to be stored', async () => {
  const { network, store } = await opened({ user: 'early', tabs: { locks: soleTab } })
  network.offline = true
  network.cut()
  store.update('authors', authorId(0), { firstName: 'Here' })
  await settle(5)
  // What is looked at is what is written, which is in memory.
  await store.refresh()
  await settle(5)
  expect(store.pendingMutations.get()).toMatchObject([{ isStored: false }])
})

/** A life on IndexedDB that has ended with an edit that is stored, and was not sent. */
async function endedOffline(user: string) {
  const database = { indexedDB: new IDBFactory(), IDBKeyRange }
  const options = { user, tabs: { locks: soleTab }, database }
  const one = await opened(options)
  one.network.offline = true
  one.network.cut()
  one.store.update('authors', authorId(0), { firstName: 'Later' })
  await vi.waitFor(() => expect(one.store.pendingMutations.get()).toMatchObject([{ isStored: true }]))
  one.store.dispose()
  await settle(10)
  return { one, options }
}

it('edits of an earlier life are sent by a store at which nobody looks', async () => {
  const { one, options } = await endedOffline('worker')
  const { transport } = createNetwork(one.hub)
  const sync = feedSync({ load: 'all', storage: offline(options) })
  const store = createStore(library, { transport, sync, pollInterval: false })
  stores.push(store)
  await store.refresh()
  await vi.waitFor(async () =>
    expect(await one.hub.server.get('authors', { id: authorId(0) })).toMatchObject({
      row: { firstName: 'Later' },
    }),
  )
})

it('a script on IndexedDB keeps its edits for the next run', async () => {
  const { options } = await endedOffline('script')
  const two = await opened(options)
  expect(two.store.status.get().storage).toEqual({ kind: 'indexeddb' })
  await vi.waitFor(() => expect(two.store.pendingMutations.get()).toEqual([]))
  expect(await two.hub.server.get('authors', { id: authorId(0) })).toMatchObject({
    row: { firstName: 'Later' },
  })
})
