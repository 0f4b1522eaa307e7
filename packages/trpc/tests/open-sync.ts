import type { SyncStore, SyncTransport } from '@throughline/schema'
import { memoryStore, type MemoryStoreOptions } from '@throughline/schema/testing'
import { createTRPCTransport, type HttpTransportOptions } from '../src/client/trpc-transport.ts'
import { createFetchHandler } from '../src/http/fetch-handler.ts'
import { createModelRouter } from '../src/model-router.ts'
import { createSyncHandler, type SyncHandlerOptions } from '../src/sync/sync-handler.ts'
import { bookOf, libraryModel, type LibraryModel, uuid } from './library-model.ts'
import { serve, type Served } from './serve.ts'

type Options = Partial<SyncHandlerOptions<LibraryModel, object, object>>

/** A server process: all that it shares with others is the table. */
export interface SyncServer extends Served {
  readonly url: string
  readonly transport: (options?: Partial<HttpTransportOptions>) => SyncTransport<LibraryModel>
}

/** Serves a store's sync, and its procedures, as a process of its own would. */
export async function serveSync(store: SyncStore<LibraryModel>, options: Options = {}): Promise<SyncServer> {
  // Another object, so that it has a feed hub, a cache and streams of its own.
  const own = { ...store }
  const sync = createSyncHandler(libraryModel, { ...options, store: own, endpoint: '/api' })
  const trpc = createFetchHandler(createModelRouter(libraryModel, { store: own }), {
    endpoint: '/api',
    limits: { rate: false },
  })
  const served = await serve(async (request) => (await sync(request)) ?? trpc(request))
  const url = `${served.origin}/api`
  return {
    ...served,
    url,
    transport: (transportOptions) => createTRPCTransport(libraryModel, { url, ...transportOptions }),
  }
}

export const openMemory = (options: MemoryStoreOptions = {}): SyncStore<LibraryModel> =>
  memoryStore(libraryModel, options)

/** Makes random writes of shelves and books, a few at a time, as a client whose order is kept. */
export function createWriter(random: () => number) {
  const clientId = crypto.randomUUID()
  let seq = 1
  const shelf = (): string => uuid(Math.floor(random() * 12))
  const book = (): string => uuid(100 + Math.floor(random() * 30))
  type Mutations = Parameters<SyncStore<LibraryModel>['push']>[0]
  const mutation = (): Mutations[number] => {
    const mutationId = crypto.randomUUID()
    const kind = random()
    if (kind < 0.3)
      return { op: 'insert', mutationId, entity: 'shelves', row: { id: shelf(), name: `S${random()}` } }
    if (kind < 0.6) {
      const row = { ...bookOf(book(), shelf()), bought: new Date(1e12 + Math.floor(random() * 1e9)) }
      return { op: 'insert', mutationId, entity: 'books', row }
    }
    if (kind < 0.9) {
      return {
        op: 'update',
        mutationId,
        entity: 'shelves',
        key: { id: shelf() },
        changes: { name: `T${random()}` },
      }
    }
    return { op: 'delete', mutationId, entity: 'shelves', key: { id: shelf() } }
  }
  return {
    next(): { readonly mutations: Mutations; readonly source: { clientId: string; seq: number } } {
      const mutations = Array.from({ length: 1 + Math.floor(random() * 4) }, mutation)
      const source = { clientId, seq }
      seq += mutations.length
      return { mutations, source }
    },
  }
}

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}
