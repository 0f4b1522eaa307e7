import { setTimeout as pause } from 'node:timers/promises'
import { QueryClient } from '@tanstack/query-core'
import { type CollectionsError, createStore } from '@throughline/collections'
import {
  createMemoryDisk,
  type DatabaseSource,
  memoryStorage,
  type MemoryDisk,
  offline,
  openStorage,
} from '@throughline/collections/offline'
import { liveQueries } from '@throughline/collections/query'
import { feedSync, type FeedSyncOptions } from '@throughline/collections/sync'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import type { Change } from '@throughline/schema'
import { type Library, library, settle } from '../library.ts'
import { createHub, createNetwork, type SyncHub } from '../sync-server.ts'
import type { createFakeLocks } from './fake-locks.ts'

/** When a life ends: before or after this write of its storage, counted from 1. */
export interface Crash {
  readonly write: number
  readonly isBefore: boolean
}

/** What tabs on IndexedDB share. */
export interface Browser {
  readonly user: string
  readonly database: DatabaseSource
}

interface LifeOptions extends Pick<FeedSyncOptions<Library['names'][number]>, 'conflicts' | 'load'> {
  readonly hub?: SyncHub<Library>
  readonly disk?: MemoryDisk
  /** Instead of a disk in memory; with locks. */
  readonly browser?: Browser | undefined
  readonly isOffline?: boolean
  readonly crash?: Crash | undefined
  /** Milliseconds that a write of the storage takes. */
  readonly delay?: number
  /** Tabs of one browser: on one disk, with one that leads. */
  readonly locks?: ReturnType<typeof createFakeLocks>
}

/** Channels of one disk are those of no other. */
const users = new WeakMap<MemoryDisk, string>()
let count = 0

function userOf(disk: MemoryDisk): string {
  const user = users.get(disk) ?? `user ${(count += 1)}`
  users.set(disk, user)
  return user
}

const open = new Set<{ dispose(): void }>()

/** A store on a disk that outlives it. */
export function openLife(options: LifeOptions = {}) {
  const {
    hub = createHub(library),
    disk = createMemoryDisk(),
    isOffline = false,
    crash,
    delay = 0,
    locks,
    browser,
    ...rest
  } = options
  const own = locks?.createTab()
  const { network, transport } = createNetwork(hub)
  network.offline = isOffline
  const errors: CollectionsError[] = []
  const life = { isDead: false, writes: 0 }
  const end = (): void => {
    life.isDead = true
    own?.kill()
    network.offline = true
    network.cut()
  }
  const store = createStore(library, {
    transport,
    sync: feedSync({
      ...rest,
      storage: offline({
        user: browser?.user ?? userOf(disk),
        ...(own && { tabs: { locks: own, channel: (name) => new BroadcastChannel(name) } }),
        async open(model) {
          const storage = browser ? await openStorage({ model, ...browser }) : memoryStorage({ model, disk })
          return {
            ...storage,
            async write(write) {
              if (life.isDead) return new Promise(() => {})
              life.writes += 1
              const isNow = crash?.write === life.writes
              if (isNow && crash.isBefore) end()
              if (life.isDead) return new Promise(() => {})
              if (delay > 0) await pause(delay)
              const result = await storage.write(write)
              if (!isNow) return result
              end()
              return new Promise(() => {})
            },
          }
        },
      }),
    }),
    queries: liveQueries(),
    queryClient: new QueryClient(),
    pollInterval: false,
    onError: (error) => void errors.push(error),
  })
  open.add(store)
  return {
    hub,
    disk,
    transport,
    server: hub.server,
    network,
    store,
    errors,
    life,
    /** Shows the authors. */
    async show() {
      collectionsOf(store)
        .authors.preload()
        .catch(() => {})
      await settle(5)
    },
    online() {
      network.offline = false
      network.cut()
      return store.refresh()
    },
    /** Ends without a word. */
    kill() {
      end()
      store.dispose()
    },
  }
}

export function closeLives(): void {
  for (const store of open) store.dispose()
  open.clear()
}

/** All that was ever written to a server. */
export async function historyOf({ server }: SyncHub<Library>, from: string): Promise<Change<Library>[]> {
  const page = await server.pull({ cursor: from, limit: 1_000 })
  if (page.kind === 'reset') throw new Error('The feed was reset.')
  return [...page.changes]
}
