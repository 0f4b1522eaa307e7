import type { SnapshotPage, SyncStore } from '@throughline/schema'
import type { GuardedStore } from '@throughline/schema/policy'
import type { Access } from '../access.ts'
import { ApiError } from '../api-error.ts'
import { type ByteCache, createByteCache, createSharing } from './byte-cache.ts'
import { gzip } from './compression.ts'
import { pageText } from './page-text.ts'
import type { SnapshotInput } from './sync-procedures.types.ts'

/** A page of a snapshot as it is sent. */
export interface PackedPage {
  /** `{ items, cursor, feed }` as JSON, compressed. */
  readonly gzip: Uint8Array<ArrayBuffer>
  /** SHA-256 of the JSON. */
  readonly hash: string
  readonly rows: number
  /** Of the next page; `null` after the last one. */
  readonly cursor: string | null
  /** The user's cursor of the feed, of before the snapshot. */
  readonly feed: string
}

/** What is chosen of snapshots. */
export interface SnapshotPageOptions {
  /** Bytes of pages that are kept; 64 MiB when absent. */
  readonly cacheBytes?: number | undefined
  /** Most bytes of a page's JSON; 6,000,000 when absent. A page of one row may be larger. */
  readonly maxPageBytes?: number | undefined
}

/** Milliseconds that a first page is answered though something was written meanwhile. */
const freshFor = 1000
/** Milliseconds that a page is kept: the cursors in it grow old. */
const keptFor = 300_000

interface Kept {
  readonly page: PackedPage
  /** When it was read. */
  readonly at: number
  /** Of a first page: where the feed stood before it was read. */
  readonly heads: string | undefined
}

/**
 * Makes the reader of packed pages, which reads and compresses a page once for all who see the same.
 *
 * A page may be as old as it likes: it was read after the moment of its `feed`, and a pull from there brings what was
 * written since, so that snapshot and feed end with what the table has. That a first page is read again where the feed
 * has moved only keeps that pull short; and all whose first page is the same go on through the same pages.
 */
export function createSnapshotPages({
  cacheBytes = 64 * 1024 * 1024,
  maxPageBytes = 6_000_000,
}: SnapshotPageOptions = {}): (access: Access, request?: SnapshotInput) => Promise<PackedPage> {
  const cache = createByteCache(cacheBytes)
  const pages = cache.part<Kept>('page ')
  const nameOf = createNames()
  const readRaw = createRawReader(cache, nameOf)
  const sharePage = createSharing<PackedPage>()

  const readPage = async (
    { view, store }: Access,
    from: string | undefined,
    heads: string | undefined,
    limit: number,
  ): Promise<PackedPage> => {
    const isShared = view.scope !== 'all'
    for (let size = limit; ;) {
      const raw = await readRaw(store, { from, heads, limit: size, isShared })
      const cursor = raw.cursor === null ? null : view.seeCursor(raw.cursor)
      const { text, rows } = pageText(view, raw, cursor)
      const bytes = new TextEncoder().encode(text)
      if (bytes.length <= maxPageBytes || raw.items.length <= 1) {
        const [packed, hash] = await Promise.all([gzip(bytes), hashOf(bytes)])
        return { gzip: packed, hash, rows, cursor, feed: view.seeCursor(raw.feed) }
      }
      // The same rows again, fewer of them, since the cursor behind them is that of the last row.
      size = Math.max(1, Math.floor((raw.items.length * maxPageBytes * 0.9) / bytes.length))
    }
  }
  return async (access, { cursor, limit = 1000 } = {}) => {
    const { view, store } = access
    const from = cursor === undefined ? undefined : readPageCursor(view, cursor)
    const name = JSON.stringify([nameOf(store), view.scope, limit, from])
    return sharePage(name, async () => {
      const heads = from === undefined ? await store.heads() : undefined
      const found = pages.get(name)
      const at = Date.now()
      if (found && at - found.at < keptFor) {
        if (found.heads === heads) return found.page
        // Many who begin at one time while others write are to share what they read.
        if (at - found.at < freshFor && (await isReached(store, view, found.page))) return found.page
      }
      const page = await readPage(access, from, heads, limit)
      pages.set(name, { page, at, heads }, page.gzip.byteLength + 1024)
      return page
    })
  }
}

/** Whether the feed still reaches back to a page's: it is begun anew where rows are loaded or cleared. */
async function isReached(store: SyncStore, view: GuardedStore, { feed }: PackedPage): Promise<boolean> {
  const cursor = view.readCursor(feed)
  return cursor !== undefined && (await store.pull({ cursor, limit: 1 })).kind === 'changes'
}

/** The store's own cursor of one that was given to users of this scope. */
function readPageCursor(view: GuardedStore, cursor: string): string {
  const from = view.readCursor(cursor)
  if (from !== undefined) return from
  const message =
    'The cursor is not one of this snapshot, or what you may read has changed. Begin again without it.'
  throw new ApiError({ code: 'BAD_REQUEST', message, issues: [{ path: ['cursor'], message }] })
}

interface RawRequest {
  readonly from: string | undefined
  /** Of a first page: pages that were read at the same heads are the same. */
  readonly heads: string | undefined
  readonly limit: number
  /** Others see other things of the same rows: they are kept too. */
  readonly isShared: boolean
}

/** Reads the store's own pages, once for the users of all scopes. */
function createRawReader(
  cache: ByteCache,
  nameOf: (store: SyncStore) => string,
): (store: SyncStore, request: RawRequest) => Promise<SnapshotPage> {
  const rows = cache.part<{ readonly raw: SnapshotPage; readonly at: number }>('rows ')
  const share = createSharing<SnapshotPage>()
  return (store, { from, heads, limit, isShared }) => {
    const name = JSON.stringify([nameOf(store), limit, from, heads])
    return share(name, async () => {
      const found = isShared ? rows.get(name) : undefined
      const at = Date.now()
      if (found && at - found.at < keptFor) return found.raw
      const raw = await store.snapshot({ limit, cursor: from })
      if (isShared) rows.set(name, { raw, at }, sizeOf(raw))
      return raw
    })
  }
}

/** About what rows take in memory: a few of them tell of all. */
function sizeOf({ items }: SnapshotPage): number {
  const some = items.filter((_, index) => index % 16 === 0)
  const text = JSON.stringify(some, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return 1024 + (text.length / Math.max(1, some.length)) * items.length * 3
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A name for each store, for as long as the store is there. */
function createNames(): (store: SyncStore) => string {
  const names = new WeakMap<SyncStore, string>()
  let count = 0
  return (store) => {
    const name = names.get(store) ?? String((count += 1))
    names.set(store, name)
    return name
  }
}
