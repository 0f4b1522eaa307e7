import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoredRow } from '@throughline/schema'
import { createMemoryDisk } from '../../src/offline/memory-disk.ts'
import { memoryStorage } from '../../src/offline/memory-storage.ts'
import type { EntityPart, LoadTarget, StorageState } from '../../src/offline/storage.types.ts'
import type { SharedStorage } from '../../src/offline/tabs.types.ts'
import { createFeedFold } from '../../src/sync/feed-fold.ts'
import { createRowCheck } from '../../src/sync/row-check.ts'
import { showStored } from '../../src/sync/stored/show-stored.ts'
import { authorId, library, seedAuthors } from '../library.ts'
import { createHub } from '../sync-server.ts'
import { closeTabs, createMemoryDevice, openTab } from './stored-client.ts'

const meta = { version: 1, createdAt: '2024-01-01T00:00:00.000Z', updatedAt: '2024-01-01T00:00:00.000Z' }
const stamps = { createdAt: meta.createdAt, updatedAt: meta.updatedAt }
const author = (index: number): StoredRow => ({
  row: { id: authorId(index), firstName: 'Stored', lastName: 'Author', born: null, ...stamps },
  meta,
})
const book = { row: { id: 'b', authorId: authorId(0), title: 'B', pages: 9, read: 0 }, meta }
const chapter = { row: { id: 'c', authorId: authorId(0), bookId: 'b', heading: 'C' }, meta }
const whole = library.names.map((entity) => ({ entity, parentKey: undefined }))

const state: StorageState = {
  client: { clientId: 'me', seq: 1 },
  cursor: 'here',
  progress: null,
  scopes: whole,
  outbox: [],
  unreadable: 0,
  edits: 0,
  isStale: false,
  writes: 3,
}

/** What a store shows of these parts, in this order. */
async function show(parts: readonly EntityPart[], told: Partial<StorageState> = {}, isWhole = true) {
  const fold = createFeedFold(library)
  const stub = {
    async load(target: LoadTarget) {
      target.state({ ...state, ...told })
      for (const part of parts) target.part(part)
      return { isWhole }
    },
  }
  const issues: string[] = []
  const check = createRowCheck(
    library,
    (error) => void issues.push(error.message),
    () => {},
  )
  const { signal } = new AbortController()
  const nothing = () => {}
  const listeners = {
    onChange: nothing,
    onState: nothing,
    onError: nothing,
    onCleared: nothing,
    opened: () => undefined,
    onMore: nothing,
    onReset: nothing,
    onRows: nothing,
    look: nothing,
    onNote: nothing,
    isTold: () => false,
    beforeCursor: async () => {},
    atRisk: () => 0,
  }
  const context = { model: library, fold, check, isAll: true, first: [], signal, ...listeners }
  // Sound: nothing else of it is called.
  const { start } = await showStored(stub as unknown as SharedStorage, context)
  const names = library.names.flatMap((name) => [...fold.table(name).rows.keys()])
  return { start, names, issues }
}

afterEach(closeTabs)

describe('what is stored', () => {
  const gone: EntityPart = {
    entity: 'authors',
    rows: [author(1)],
    tombs: [{ key: authorId(0), version: 4, below: true }],
  }
  const books: EntityPart = { entity: 'books', rows: [book], tombs: [] }
  const chapters: EntityPart = { entity: 'chapters', rows: [chapter], tombs: [] }

  it.each([
    [[gone, books, chapters]],
    [[chapters, books, gone]],
    [[books, gone, chapters]],
    [[chapters, gone, books]],
    [[gone, chapters, books]],
  ])('shows no row below one that is gone, whichever comes first (%#)', async (parts) => {
    expect((await show(parts)).names).toEqual([authorId(1)])
  })

  it('shows rows below one that may be seen no more', async () => {
    const hidden = { ...gone, tombs: [{ key: authorId(0), version: 4, below: false }] }
    expect((await show([hidden, books])).names).toEqual([authorId(1), 'b'])
  })

  it('has to be read anew where rows are missing, or are of another form', async () => {
    const stale = { cursor: '', progress: null, isStale: true }
    expect((await show([gone])).start).toMatchObject({ cursor: 'here', isStale: false })
    expect((await show([gone], {}, false)).start).toMatchObject(stale)
    expect((await show([gone], { isStale: true })).start).toMatchObject(stale)
    expect((await show([gone], { scopes: whole.slice(1) })).start).toMatchObject(stale)
    expect((await show([], { cursor: '', scopes: [] })).start).toMatchObject({ isStale: false })
    const progress = { cursor: 'page', feed: 'feed', rows: 1 }
    expect((await show([gone], { cursor: '', scopes: [], progress })).start).toMatchObject({ progress })
  })

  it('is held against a model that takes something else by now', async () => {
    const row = { ...author(2).row, firstName: '' }
    const part = { ...gone, rows: [{ row, meta }, author(1)] }
    expect(await show([part], { isStale: true })).toMatchObject({ names: [authorId(1)] })
    expect((await show([part], { isStale: true })).issues).toHaveLength(1)
  })
})

it.each(['all', 'in-use'] as const)(
  'rows that the feed cannot go on from are shown, and read anew behind it (%s)',
  async (load) => {
    const disk = createMemoryDisk()
    const storage = memoryStorage({ model: library, disk })
    await storage.lead()
    const rows = [author(0), author(8)]
    await storage.write({ parts: [{ entity: 'authors', rows, tombs: [] }], scopes: whole })
    const device = createMemoryDevice(disk)
    const hub = createHub(library)
    await seedAuthors(hub.server, 2)

    const tab = openTab(device, { hub, load, isOffline: true })
    const list = tab.store.list('authors', { orderBy: { id: 'asc' } })
    const sizes = new Set<number>()
    list.subscribe(() => sizes.add(list.get().data.length))
    await vi.waitFor(() => expect(list.get().data).toHaveLength(2))
    expect(list.get().data[0]?.firstName).toBe('Stored')
    tab.network.offline = false
    tab.network.cut()
    await tab.store.refresh()
    await vi.waitFor(() => expect(list.get().data[1]?.id).toBe(authorId(1)))
    await vi.waitFor(async () => expect(Object.keys((await device.stored()).rows)).toHaveLength(2))
    expect((await device.stored()).rows).toHaveProperty([`authors ${authorId(1)}`])
    expect(sizes.has(0)).toBe(false)
  },
)
