import { type AnyModel, defineEntity, defineModel } from '@throughline/schema'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openSharedStorage, soleTab } from '../../src/offline/index.ts'
import type { SharedStorage, TabLead, TabNews } from '../../src/offline/tabs.types.ts'
import { createFakeLocks } from './fake-locks.ts'
import { loaded as loadedFrom, type Loaded } from './storage-check.ts'
import { entry, owner, owners, storageModel } from './storage-model.ts'

const newerModel = defineModel({
  service: 'storage',
  entities: {
    owners: defineEntity({
      singular: 'owner',
      schema: z.object({ id: z.string(), name: z.string(), nick: z.string() }),
    }),
  },
})

const open: SharedStorage[] = []
let count = 0

/** Tabs of one browser, each with what it was told. */
function createBrowser() {
  const database = { indexedDB: new IDBFactory(), IDBKeyRange }
  const locks = createFakeLocks()
  const user = `user ${(count += 1)}`
  return {
    async tab(options: { readonly isDeaf?: boolean; readonly model?: AnyModel } = {}) {
      const own = locks.createTab()
      const channel = (name: string) => {
        const real = new BroadcastChannel(name)
        return options.isDeaf ? Object.assign(real, { postMessage() {} }) : real
      }
      const storage = await openSharedStorage({
        model: options.model ?? storageModel,
        user,
        database,
        tabs: { locks: own, channel },
      })
      open.push(storage)
      const news: TabNews[] = []
      const leads: TabLead[] = []
      storage.onNews((one) => void news.push(one))
      storage.onLead((one) => void leads.push(one))
      return { storage, news, leads, kill: own.kill }
    },
  }
}

const loaded = (storage: SharedStorage, since?: number): Promise<Loaded> =>
  loadedFrom(
    { ...storage, lead: () => Promise.reject(new Error('It leads by itself.')) },
    since === undefined ? {} : { since },
  )

/** What was told of some other moment is here by now. */
const settled = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 30)
  })

afterEach(async () => {
  for (const storage of open.splice(0)) await storage.close()
})

describe('tabs', () => {
  it('have one leader, and each hears what the others write', async () => {
    const browser = createBrowser()
    const [one, two] = [await browser.tab(), await browser.tab()]
    await expect.poll(() => one.storage.role()).toBe('leader')
    await loaded(two.storage)
    expect(two.storage.role()).toBe('follower')
    expect(await two.storage.write({ cursor: 'x' })).toEqual({ kind: 'refused', reason: 'not-leader' })
    await one.storage.write({ parts: [owners([owner('1')])], cursor: 'c' })
    await expect.poll(() => two.news).toHaveLength(1)
    expect(two.news[0]).toMatchObject({ parts: [owners([owner('1')])], isReset: false })
    expect(two.news[0]).not.toHaveProperty('since')
    await two.storage.write({ outbox: { add: [entry('a')] } })
    await expect.poll(() => one.news).toHaveLength(1)
    expect(one.news[0]?.outbox.added).toEqual([{ ...entry('a'), at: 1, revision: 1 }])
    expect(two.news).toHaveLength(1)
  })

  it('hand the lead over when the leader closes, and when it dies', async () => {
    const browser = createBrowser()
    const [one, two, three] = [await browser.tab(), await browser.tab(), await browser.tab()]
    await expect.poll(() => one.storage.role()).toBe('leader')
    await one.storage.write({ parts: [owners([owner('1')])], cursor: 'c' })
    await one.storage.close()
    await expect.poll(() => two.leads).toHaveLength(1)
    expect(two.leads[0]?.state.cursor).toBe('c')
    two.kill()
    await expect.poll(() => three.leads).toHaveLength(1)
    // Frozen and not dead, it comes back.
    expect(await two.storage.write({ cursor: 'x' })).toEqual({ kind: 'refused', reason: 'not-leader' })
    expect(await three.storage.write({ cursor: 'd' })).toMatchObject({ kind: 'written' })
  })

  it('are told from where on to read, where the dead leader said nothing of its last writes', async () => {
    const browser = createBrowser()
    const one = await browser.tab({ isDeaf: true })
    const [two, three] = [await browser.tab(), await browser.tab()]
    await expect.poll(() => one.storage.role()).toBe('leader')
    await one.storage.write({ parts: [owners([owner('1')])], cursor: 'c' })
    await loaded(two.storage)
    await loaded(three.storage)
    await one.storage.write({ parts: [owners([owner('2')])], cursor: 'd' })
    one.kill()
    await expect.poll(() => two.leads).toHaveLength(1)
    expect(two.leads[0]).toMatchObject({ since: 1, state: { cursor: 'd' } })
    expect(Object.keys((await loaded(two.storage, 1)).rows)).toEqual(['owners 2'])
    await two.storage.write({ parts: [owners([owner('3')])] })
    await expect.poll(() => three.news).toHaveLength(1)
    expect(three.news[0]).toMatchObject({ since: 1 })
    expect(Object.keys((await loaded(three.storage, 1)).rows)).toEqual(['owners 2', 'owners 3'])
    await two.storage.write({ parts: [owners([owner('4')])] })
    await expect.poll(() => three.news).toHaveLength(2)
    expect(three.news[1]).not.toHaveProperty('since')
  })

  it('are told to read what is too much to be told, and what was read anew', async () => {
    const browser = createBrowser()
    const [one, two] = [await browser.tab(), await browser.tab()]
    await expect.poll(() => one.storage.role()).toBe('leader')
    await loaded(two.storage)
    const many = Array.from({ length: 500 }, (_, index) => owner(String(index)))
    await one.storage.write({ parts: [owners(many)] })
    await expect.poll(() => two.news).toHaveLength(1)
    expect(two.news[0]).toMatchObject({ since: 0, parts: [] })
    await loaded(two.storage, 0)
    await one.storage.write({ anew: 'begin' })
    await one.storage.write({ anew: 'part', parts: [owners(many)] })
    await one.storage.write({ anew: 'end', cursor: 'd' })
    await expect.poll(() => two.news).toHaveLength(2)
    expect(two.news[1]).toMatchObject({ isReset: true, since: 1 })
  })

  it('hear what was written while they read', async () => {
    const browser = createBrowser()
    const [one, two] = [await browser.tab(), await browser.tab()]
    await expect.poll(() => one.storage.role()).toBe('leader')
    const many = Array.from({ length: 500 }, (_, index) => owner(String(index)))
    const reading = loaded(two.storage)
    await one.storage.write({ parts: [owners(many)] })
    await reading
    await settled()
    const { since } = two.news.at(-1) ?? {}
    const { rows, state } = since === undefined ? await reading : await loaded(two.storage, since)
    expect([Object.keys(rows).length, state.writes]).toEqual([500, 1])
  })

  it('all close when one signs out, and none of them deletes what comes after', async () => {
    const browser = createBrowser()
    const [one, two] = [await browser.tab(), await browser.tab()]
    await one.storage.write({ outbox: { add: [entry('a')] } })
    await two.storage.clear()
    const again = await browser.tab()
    expect(await again.storage.write({ outbox: { add: [entry('b')] } })).toMatchObject({ kind: 'written' })
    await settled()
    expect(one.storage.status()).toEqual({ kind: 'closed', reason: 'cleared' })
    expect((await loaded(again.storage)).state.outbox.map(({ id }) => id)).toEqual(['b'])
    expect(again.storage.role()).toBe('leader')
  })

  it('of another version of the application take the lead, and still hear of edits', async () => {
    const browser = createBrowser()
    const old = await browser.tab()
    await expect.poll(() => old.storage.role()).toBe('leader')
    const newer = await browser.tab({ model: newerModel })
    await expect.poll(() => newer.storage.role()).toBe('leader')
    await newer.storage.write({ parts: [owners([owner('1')])], cursor: 'c' })
    expect(await old.storage.write({ cursor: 'x' })).toEqual({ kind: 'refused', reason: 'not-leader' })
    expect(old.storage.role()).toBe('follower')
    await old.storage.write({ outbox: { add: [entry('a')] } })
    await expect.poll(() => newer.news).toMatchObject([{ outbox: { added: [{ id: 'a' }] } }])
    expect(old.news).toMatchObject([{ parts: [] }])
  })

  it('share nothing where there are no locks, and each leads itself', async () => {
    const database = { indexedDB: new IDBFactory(), IDBKeyRange }
    const alone = () =>
      openSharedStorage({ model: storageModel, user: 'me', database, tabs: { locks: undefined } })
    const [one, two] = [await alone(), await alone()]
    open.push(one, two)
    expect(one.status()).toMatchObject({ kind: 'memory', reason: 'no-locks' })
    await expect.poll(() => [one.role(), two.role()]).toEqual(['leader', 'leader'])
    await one.write({ outbox: { add: [entry('a')] } })
    const [mine, theirs] = [(await loaded(one)).state, (await loaded(two)).state]
    expect([mine.outbox.length, theirs.outbox.length]).toEqual([1, 0])
    expect(mine.client.clientId).not.toBe(theirs.client.clientId)
    expect(await database.indexedDB.databases()).toEqual([])
  })

  it('are one where a script says that it is alone', async () => {
    const database = { indexedDB: new IDBFactory(), IDBKeyRange }
    const script = () =>
      openSharedStorage({ model: storageModel, user: 'me', database, tabs: { locks: soleTab } })
    const first = await script()
    await first.write({ outbox: { add: [entry('a')] } })
    await first.close()
    const second = await script()
    open.push(second)
    expect((await loaded(second)).state.outbox).toHaveLength(1)
    await expect.poll(() => second.role()).toBe('leader')
  })
})
