import { collectionsOf } from '@throughline/collections/tanstack-db'
import { forceCloseDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStorage, type OfflineStorage } from '../../src/offline/index.ts'
import { authorId, library, seedAuthors, settle } from '../library.ts'
import { atOnce } from '../sync-client.ts'
import { createHub } from '../sync-server.ts'
import { createFakeLocks } from './fake-locks.ts'
import { closeLives, historyOf, openLife } from './outbox-client.ts'
import { loaded } from './storage-check.ts'
import { entry, owner, storageModel } from './storage-model.ts'

beforeEach(() => void atOnce())
afterEach(() => {
  closeLives()
  vi.restoreAllMocks()
})

/** A browser's databases, whose connections it ends when it likes, with the data or without. */
function createBrowser() {
  const indexedDB = new IDBFactory()
  const connections = new Set<IDBDatabase>()
  const open = indexedDB.open.bind(indexedDB)
  vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
    const request = open(name, version)
    request.addEventListener('success', () => void connections.add(request.result))
    return request
  })
  return {
    database: { indexedDB, IDBKeyRange },
    lose(isGone: boolean): void {
      // Sound: fields of this implementation, which is pinned.
      const { _databases: databases } = indexedDB as unknown as { readonly _databases: Map<string, unknown> }
      if (isGone) databases.clear()
      for (const one of connections) {
        // Sound: it is one of this implementation.
        forceCloseDatabase(one as unknown as Parameters<typeof forceCloseDatabase>[0])
      }
      connections.clear()
    },
  }
}

describe('a storage that loses its connection', () => {
  const opened = async (browser: ReturnType<typeof createBrowser>): Promise<OfflineStorage> =>
    openStorage({ model: storageModel, user: 'me', database: browser.database })

  it('goes on with the database where that is still there', async () => {
    const browser = createBrowser()
    const storage = await opened(browser)
    await storage.lead()
    await storage.write({ outbox: { add: [entry('a')] } })
    browser.lose(false)
    const parts = [{ entity: 'owners', rows: [owner('1', 1)], tombs: [] }]
    expect(await storage.write({ outbox: { add: [entry('b')] }, parts, cursor: 'c' })).toMatchObject({
      kind: 'written',
      added: [{ id: 'b', at: 2 }],
    })
    expect(storage.status()).toEqual({ kind: 'indexeddb' })
    browser.lose(false)
    expect((await storage.state())?.outbox.map(({ id }) => id)).toEqual(['a', 'b'])
    await storage.close()
    expect((await loaded(await opened(browser))).state).toMatchObject({ cursor: 'c' })
  })

  it('says that the database is gone, makes none anew, and takes what is written since', async () => {
    const browser = createBrowser()
    const storage = await opened(browser)
    await storage.lead()
    await storage.write({ outbox: { add: [entry('a')] } })
    browser.lose(true)
    await expect.poll(() => storage.status()).toMatchObject({ kind: 'memory', reason: 'evicted' })
    expect(await browser.database.indexedDB.databases()).toEqual([])
    const [a, b] = [entry('a'), entry('b')]
    expect(await storage.write({ outbox: { add: [b], change: [{ ...a, revision: 1 }] } })).toMatchObject({
      kind: 'written',
      added: [{ id: 'b', revision: 1 }],
    })
    expect(await storage.write({ cursor: 'c' })).toEqual({ kind: 'kept' })
    const next = await opened(browser)
    expect(next.status()).toEqual({ kind: 'indexeddb' })
    expect(next.stamp).not.toBe(storage.stamp)
  })
})

describe('tabs whose database is deleted', () => {
  async function tabs() {
    const hub = createHub(library)
    await seedAuthors(hub.server, 3)
    const from = await hub.server.heads()
    const browser = createBrowser()
    const locks = createFakeLocks()
    const tab = async (isOffline = false) => {
      const life = openLife({
        hub,
        locks,
        load: 'all',
        isOffline,
        browser: { user: 'evicted', database: browser.database },
      })
      await life.show()
      await vi.waitFor(() => expect(collectionsOf(life.store).authors.size).toBe(3))
      return life
    }
    return { hub, from, browser, tab }
  }
  type Life = Awaited<ReturnType<Awaited<ReturnType<typeof tabs>>['tab']>>
  const pending = ({ store }: Life) => store.pendingMutations.get()
  const online = async (life: Life): Promise<void> => {
    life.network.offline = false
    await life.store.refresh()
  }

  it('say so, and send each edit once: those that were stored, and those that came since', async () => {
    const { hub, from, browser, tab } = await tabs()
    const [one, two] = [await tab(), await tab()]
    for (const { network } of [one, two]) {
      network.offline = true
      network.cut()
    }
    one.store.update('authors', authorId(0), { firstName: 'One' })
    two.store.update('authors', authorId(1), { firstName: 'Two' })
    await vi.waitFor(() => expect(pending(two)).toMatchObject([{ isStored: true }, { isStored: true }]))
    browser.lose(true)
    await vi.waitFor(() => expect(pending(two)).toMatchObject([{ isStored: false }, { isStored: false }]))
    expect(two.store.status.get().storage).toMatchObject({ kind: 'memory', reason: 'evicted', atRisk: 2 })
    two.store.update('authors', authorId(2), { firstName: 'Since' })
    await vi.waitFor(() => expect(pending(one)).toHaveLength(3))
    await Promise.all([online(one), online(two)])
    await vi.waitFor(() => expect([...pending(one), ...pending(two)]).toEqual([]), { timeout: 4_000 })
    expect(await historyOf(hub, from)).toHaveLength(3)
    expect(two.network.count('push')).toBe(0)
    expect(one.store.status.get().storage).toMatchObject({ atRisk: 0 })
  })

  it('leave a tab that is opened since alone, whose edits are its own', async () => {
    const { hub, from, browser, tab } = await tabs()
    const old = await tab()
    old.network.offline = true
    old.network.cut()
    old.store.update('authors', authorId(0), { firstName: 'Old' })
    await vi.waitFor(() => expect(pending(old)).toMatchObject([{ isStored: true }]))
    browser.lose(true)
    await vi.waitFor(() => expect(pending(old)).toMatchObject([{ isStored: false }]))
    const fresh = await tab()
    expect(pending(fresh)).toEqual([])
    expect(fresh.store.status.get().storage).toEqual({ kind: 'indexeddb' })
    await fresh.store.update('authors', authorId(1), { firstName: 'Fresh' }).confirmed
    expect(pending(old)).toHaveLength(1)
    await online(old)
    await vi.waitFor(() => expect(pending(old)).toEqual([]), { timeout: 4_000 })
    await settle(10)
    expect(await historyOf(hub, from)).toHaveLength(2)
    // Signing out in either is told to both.
    await fresh.store.clear()
    await vi.waitFor(() => expect(old.store.status.get().storage).toMatchObject({ kind: 'closed' }))
  })
})
