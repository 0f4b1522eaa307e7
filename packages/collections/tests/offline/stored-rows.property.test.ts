import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from '../library.ts'
import { createHub } from '../sync-server.ts'
import { closeTabs, createDevice, openTab } from './stored-client.ts'

type Tab = ReturnType<typeof openTab>
type Step =
  | { readonly kind: 'book' | 'delete' | 'edit' | 'rename'; readonly of: number }
  | { readonly kind: 'close' | 'cut' | 'kill' | 'look' | 'open' | 'wait'; readonly who: number }
  | { readonly kind: 'reset' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('book', 'delete', 'edit', 'rename'), of: fc.nat(4) }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constantFrom('close', 'cut', 'kill', 'look', 'open', 'open', 'wait'),
      who: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'reset' }) },
)

/** A browser of two tabs, and what happens to it and to the server. */
async function createWorld(load: 'all' | 'in-use') {
  const device = createDevice()
  const hub = createHub(library)
  await seedAuthors(hub.server, 4)
  const tabs: (Tab | undefined)[] = [undefined, undefined]
  let count = 0

  const open = async (who: number, isOffline = false): Promise<Tab> => {
    const tab = openTab(device, { hub, load, isOffline })
    tabs[who] = tab
    tab.store.list('authors').subscribe(() => {})
    await settle(2)
    return tab
  }
  const look = (tab: Tab): (() => void) =>
    tab.store.list('books', { where: { authorId: authorId(0) } }).subscribe(() => {})

  const happen = async (given: Step): Promise<void> => {
    if (given.kind === 'reset') return reset()
    if ('of' in given) return write(given.kind, given.of)
    const tab = tabs[given.who]
    if (given.kind === 'open') return void (tab ?? (await open(given.who)))
    if (!tab) return
    if (given.kind === 'look') look(tab)
    else if (given.kind === 'cut') {
      tab.network.offline = !tab.network.offline
      tab.network.cut()
    } else if (given.kind !== 'wait') {
      tabs[given.who] = undefined
      if (given.kind === 'kill') tab.kill()
      else tab.store.dispose()
    }
    await settle(given.kind === 'wait' ? 15 : 1)
  }

  const write = async (kind: 'book' | 'delete' | 'edit' | 'rename', of: number): Promise<void> => {
    count += 1
    const key = { id: authorId(of) }
    const mutation = { mutationId: crypto.randomUUID(), entity: 'authors' as const, key }
    const names = { firstName: `Name ${count}` }
    if (kind === 'rename') await hub.server.push([{ ...mutation, op: 'update', changes: names }])
    else if (kind === 'book') {
      const row = { id: `b${count}`, authorId: key.id, title: `Book ${count}`, pages: 9 }
      await hub.server.push([{ mutationId: mutation.mutationId, entity: 'books', op: 'insert', row }])
    } else if (kind === 'edit') {
      const tab = tabs[count % 2]
      if (tab?.store.get('authors', key.id)) tab.store.update('authors', key.id, names)
    } else if (await hub.server.get('authors', key)) {
      await hub.server.push([{ ...mutation, op: 'delete' }])
    } else {
      const row = { ...key, ...names, lastName: 'Again' }
      await hub.server.push([{ mutationId: mutation.mutationId, entity: 'authors', op: 'insert', row }])
    }
    await settle(1)
  }

  /** The server's past is gone, with its versions. */
  const reset = async (): Promise<void> => {
    const { items } = await hub.server.list('authors', { limit: 1_000 })
    for (const tab of tabs) {
      if (!tab) continue
      tab.network.offline = true
      tab.network.cut()
    }
    await hub.server.clear()
    await hub.server.load(items.slice(1).map(({ row }) => ({ entity: 'authors' as const, row })))
    for (const tab of tabs) {
      if (!tab) continue
      tab.network.offline = false
      tab.network.cut()
    }
  }

  const isSame = async (tab: Tab): Promise<void> => {
    const where = { authorId: authorId(0) }
    const mine = tab.store.list('books', { where, orderBy: { id: 'asc' } })
    const stop = mine.subscribe(() => {})
    await vi.waitFor(
      async () => {
        // An edit of a row that the server has lost is refused, and waits for someone.
        for (const { id, state } of tab.store.pendingMutations.get()) {
          if (state === 'parked' || state === 'waiting') tab.store.outbox.discard(id)
        }
        expect(tab.store.pendingMutations.get()).toEqual([])
        // What another tab has made may arrive there meanwhile.
        const authors = await hub.server.list('authors', { limit: 1_000 })
        const books = await hub.server.query('books', { where, limit: 1_000 })
        const rows = tab.store.list('authors', { orderBy: { id: 'asc' } }).get().data
        expect(rows).toEqual(authors.items.map(({ row }) => row))
        expect(new Set(mine.get().data)).toEqual(new Set(books.items.map(({ row }) => row)))
        expect(mine.get().isLoading).toBe(false)
      },
      { timeout: 8_000 },
    )
    stop()
  }

  return {
    happen,
    /** Once quiet, each tab is as the server; so is a tab that opens without a network. */
    async end(): Promise<void> {
      const all = [tabs[0] ?? (await open(0)), tabs[1] ?? (await open(1))]
      // The one that leads sends for the other.
      for (const { network } of all) {
        network.offline = false
        network.cut()
      }
      for (const tab of all) {
        await tab.store.refresh()
        await isSame(tab)
      }
      await settle(20)
      for (const tab of tabs) tab?.store.dispose()
      await settle(10)
      await isSame(await open(0, true))
      closeTabs()
    },
  }
}

afterEach(() => {
  closeTabs()
  vi.restoreAllMocks()
})

it.each(['all', 'in-use'] as const)(
  'tabs that come, go and die keep rows as the server has them (%s)',
  async (load) => {
    // Pauses of no length.
    vi.spyOn(Math, 'random').mockReturnValue(0)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const world = await createWorld(load)
        await world.happen({ kind: 'open', who: 0 })
        for (const one of steps) await world.happen(one)
        await world.end()
      }),
      { numRuns: 25 },
    )
  },
  120_000,
)
