import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { SnapshotPage, SyncStore } from '@throughline/schema'
import { openStore } from '@throughline/schema/policy'
import { memoryStore } from '@throughline/schema/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { anyStore } from '../../tests/any-store.ts'
import { libraryModel, uuid } from '../../tests/library-model.ts'
import { watchedStore, type WatchedStore } from '../../tests/watched-store.ts'
import type { Access } from '../access.ts'
import { createSnapshotPages, type PackedPage } from './snapshot-pages.ts'

let watched: WatchedStore<typeof libraryModel>
let store: SyncStore
let access: Access

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  watched = watchedStore(memoryStore(libraryModel))
  store = anyStore(watched.store)
  access = { store, view: openStore(store) }
  await load(50)
})
afterEach(() => vi.useRealTimers())

async function load(count: number, name = 'x'): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => ({
    entity: 'shelves' as const,
    row: { id: uuid(n), name, color: 'red' as const, createdAt: '2026-01-01T00:00:00.000Z' },
  }))
  await watched.store.load(rows)
}

/** The same store for users who see the half of it. */
function halfAccess(): Access {
  const view: Access['view'] = {
    ...access.view,
    scope: 'half',
    seeRows: (rows) => rows.filter(({ row }) => Number(String(row['id']).slice(-1)) % 2 === 0),
    seeCursor: (cursor) => `half.${cursor}`,
    readCursor: (cursor) => (cursor.startsWith('half.') ? cursor.slice(5) : undefined),
  }
  return { store, view }
}

const textOf = (page: PackedPage): string => gunzipSync(page.gzip).toString()
const read = (page: PackedPage): SnapshotPage => JSON.parse(textOf(page)) as SnapshotPage

async function readAll(
  pages: ReturnType<typeof createSnapshotPages>,
  opened: Access,
  limit: number,
): Promise<{ ids: unknown[]; sizes: number[] }> {
  const ids: unknown[] = []
  const sizes: number[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const page = await pages(opened, { cursor, limit })
    ids.push(...read(page).items.map(({ row }) => row['id']))
    sizes.push(textOf(page).length)
    cursor = page.cursor ?? undefined
    more = cursor !== undefined
  }
  return { ids, sizes }
}

describe('snapshot pages', () => {
  it('are the store’s own, as JSON, and named by a hash of it', async () => {
    const page = await createSnapshotPages()(access, { limit: 20 })
    expect(read(page)).toEqual(JSON.parse(JSON.stringify(await store.snapshot({ limit: 20 }))))
    expect(page).toMatchObject({ rows: 20, cursor: read(page).cursor, feed: read(page).feed })
    expect(page.hash).toBe(createHash('sha256').update(textOf(page)).digest('hex'))
  })

  it('are read once for all who ask, at one time and later, for as long as nothing is written', async () => {
    const pages = createSnapshotPages()
    const all = await Promise.all(Array.from({ length: 100 }, () => pages(access)))
    expect(new Set(all).size).toBe(1)
    expect(watched.calls).toMatchObject({ snapshot: 1, heads: 1 })
    for (let n = 0; n < 10; n += 1) {
      vi.setSystemTime(Date.now() + 10_000)
      await Promise.all(Array.from({ length: 100 }, () => pages(access)))
    }
    expect(watched.calls).toMatchObject({ snapshot: 1, heads: 11, pull: 0 })
    vi.setSystemTime(Date.now() + 300_000)
    await pages(access)
    expect(watched.calls.snapshot).toBe(2)
  })

  it('begin anew a second after something was written, and go on as they began', async () => {
    const pages = createSnapshotPages()
    const before = await pages(access, { limit: 20 })
    await load(1, 'new')
    expect(await pages(access, { limit: 20 })).toBe(before)
    vi.setSystemTime(Date.now() + 1001)
    const after = await pages(access, { limit: 20 })
    expect(read(after).items).toContainEqual(
      expect.objectContaining({ row: expect.objectContaining({ name: 'new' }) }),
    )
    expect(after.hash).not.toBe(before.hash)
    const next = { cursor: before.cursor ?? undefined, limit: 20 }
    expect(read(await pages(access, next)).feed).toBe(before.feed)
    const { snapshot } = watched.calls
    await pages(access, next)
    expect(watched.calls.snapshot).toBe(snapshot)
  })

  it('begin anew at once where the feed does', async () => {
    const pages = createSnapshotPages()
    expect((await pages(access)).rows).toBe(50)
    await watched.store.clear()
    const page = await pages(access)
    expect([page.rows, (await store.pull({ cursor: page.feed })).kind]).toEqual([0, 'changes'])
  })

  it('hold the rows of their scope, read once for all scopes', async () => {
    const pages = createSnapshotPages()
    const other = { ...halfAccess(), view: { ...halfAccess().view, scope: 'other' } }
    expect((await readAll(pages, halfAccess(), 20)).ids).toHaveLength(25)
    const { snapshot } = watched.calls
    expect(snapshot).toBe(3)
    expect((await readAll(pages, other, 20)).ids).toHaveLength(25)
    expect(watched.calls.snapshot).toBe(snapshot)
    expect((await readAll(pages, access, 20)).ids).toHaveLength(50)
    const { cursor } = await pages(access, { limit: 20 })
    await expect(pages(halfAccess(), { cursor: cursor ?? '' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(pages(access, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('are of a size, whatever the rows are, and bring every row once', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => uuid(n))
    for (const opened of [access, halfAccess()]) {
      const { ids: found, sizes } = await readAll(createSnapshotPages({ maxPageBytes: 2500 }), opened, 1000)
      expect(found).toEqual(ids.filter((id) => opened === access || Number(id.slice(-1)) % 2 === 0))
      expect(Math.max(...sizes)).toBeLessThanOrEqual(2500)
      expect(sizes.length).toBeLessThan(12)
    }
    const { ids: single, sizes } = await readAll(createSnapshotPages({ maxPageBytes: 10 }), access, 1000)
    expect([single, sizes.length]).toEqual([ids, 50])
  })

  it('are kept up to a number of bytes', async () => {
    const pages = createSnapshotPages({ cacheBytes: 5000 })
    await readAll(pages, access, 5)
    const { snapshot } = watched.calls
    await readAll(pages, access, 5)
    expect(watched.calls.snapshot - snapshot).toBeGreaterThanOrEqual(5)
  })

  it('are tried again after an error', async () => {
    const pages = createSnapshotPages()
    watched.around = () => {
      throw new Error('once')
    }
    await expect(pages(access)).rejects.toThrow('once')
    watched.around = () => undefined
    expect((await pages(access)).rows).toBe(50)
  })
})
