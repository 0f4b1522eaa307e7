import { QueryClient } from '@tanstack/query-core'
import { type CollectionsError, createStore } from '@throughline/collections'
import { liveQueries } from '@throughline/collections/query'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { openSharedStorage, openStorage } from '../../src/offline/index.ts'
import { memoryStorage } from '../../src/offline/memory-storage.ts'
import { createMemoryDisk, type MemoryDisk } from '../../src/offline/memory-disk.ts'
import type { LoadTarget, OfflineStorage } from '../../src/offline/storage.types.ts'
import type { SharedStorage, TabLead } from '../../src/offline/tabs.types.ts'
import { feedSync } from '@throughline/collections/sync'
import { createStored } from '../../src/sync/stored/create-stored.ts'
import type { OfflineSource } from '../../src/sync/stored/offline-source.types.ts'
import { type Library, library, settle } from '../library.ts'
import { createHub, createNetwork, type SyncHub } from '../sync-server.ts'
import { createFakeLocks } from './fake-locks.ts'

/** A browser that outlives the stores in it. */
export interface Device {
  /** The rows of one more tab; `kill` is its end without a word. */
  tab(options?: { readonly waits?: Promise<void> }): { readonly source: OfflineSource; kill(): void }
  /** All that is stored, by entity and own key. */
  stored(): Promise<{
    readonly rows: Record<string, number>
    readonly tombs: string[]
    readonly cursor: string
  }>
}

let count = 0

/** On IndexedDB, with tabs that agree. */
export function createDevice(): Device {
  const database = { indexedDB: new IDBFactory(), IDBKeyRange }
  const locks = createFakeLocks()
  const user = `stored ${(count += 1)}`
  const channel = (name: string) => new BroadcastChannel(name)
  return {
    tab({ waits } = {}) {
      const own = locks.createTab()
      let open: SharedStorage | undefined
      let isDead = false
      const source: OfflineSource = {
        open: (context) =>
          createStored(async () => {
            await waits
            open = await openSharedStorage({
              model: context.model,
              user,
              database,
              tabs: { locks: own, channel },
            })
            const { write } = open
            return { ...open, write: (asked) => (isDead ? new Promise(() => {}) : write(asked)) }
          }, context),
      }
      return {
        source,
        kill() {
          isDead = true
          own.kill()
        },
      }
    },
    async stored() {
      const storage = await openStorage({ model: library, user, database })
      const all = await read(storage)
      await storage.close()
      return all
    },
  }
}

/** On a disk in memory, whose storage is one tab's alone. */
export function createMemoryDevice(disk: MemoryDisk = createMemoryDisk()): Device {
  const open = (): SharedStorage => alone(memoryStorage({ model: library, disk }))
  return {
    tab: ({ waits } = {}) => ({
      source: {
        open: (context) =>
          createStored(async () => {
            await waits
            return open()
          }, context),
      },
      kill() {},
    }),
    stored: async () => read(open()),
  }
}

/** A storage that no other tab has. */
function alone(storage: OfflineStorage): SharedStorage {
  return {
    ...storage,
    role: () => 'leader',
    onNews: () => () => {},
    onNote: () => () => {},
    onAsk: () => () => {},
    note: () => {},
    onLead(listener: (lead: TabLead) => void) {
      void storage.lead().then((state) => listener({ state, since: undefined }))
      return () => {}
    },
  }
}

async function read(storage: Pick<SharedStorage, 'load'>) {
  const rows: Record<string, number> = {}
  const tombs: string[] = []
  let cursor = ''
  const target: LoadTarget = {
    state: (state) => void ({ cursor } = state),
    part(part) {
      for (const { row, meta } of part.rows) rows[`${part.entity} ${String(row['id'])}`] = meta.version
      for (const { key } of part.tombs) tombs.push(`${part.entity} ${key}`)
    },
  }
  await storage.load(target)
  return { rows, tombs, cursor }
}

const open = new Set<{ dispose(): void }>()

interface TabOptions {
  readonly hub?: SyncHub<Library>
  readonly load?: 'all' | 'in-use'
  readonly isOffline?: boolean
  readonly waits?: Promise<void>
}

/** A store in one more tab of a device. */
export function openTab(device: Device, options: TabOptions = {}) {
  const { hub = createHub(library), load, isOffline = false, waits } = options
  const errors: CollectionsError[] = []
  const { network, transport } = createNetwork(hub)
  network.offline = isOffline
  const { source, kill } = device.tab({ ...(waits && { waits }) })
  const store = createStore(library, {
    transport,
    sync: feedSync({ load, storage: source }),
    queries: liveQueries(),
    queryClient: new QueryClient(),
    pollInterval: false,
    onError: (error) => void errors.push(error),
  })
  open.add(store)
  return {
    hub,
    server: hub.server,
    network,
    store,
    errors,
    kill() {
      kill()
      store.dispose()
    },
    /** Closes the tab, and waits until all that it wrote is there. */
    async close() {
      await settle(10)
      store.dispose()
      await settle(10)
    },
  }
}

export function closeTabs(): void {
  for (const store of open) store.dispose()
  open.clear()
}
