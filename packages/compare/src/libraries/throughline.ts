import { createStore } from '@throughline/collections'
import { offline } from '@throughline/collections/offline'
import { feedSync } from '@throughline/collections/sync'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { defineEntity, defineModel, type Mutation } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { createApi } from '@throughline/trpc'
import { createTRPCTransport } from '@throughline/trpc/client'
import * as z from 'zod'
import { isRefused } from '../ledger.ts'
import type { Backend, Client, Entity, Library, Notice, Row, Write } from '../library.types.ts'
import { until } from '../wait.ts'

const modelOf = (title: z.ZodString) =>
  defineModel({
    service: 'compare',
    entities: {
      lists: defineEntity({ singular: 'list', schema: z.object({ id: z.string(), name: z.string() }) }),
      items: defineEntity({
        singular: 'item',
        schema: z.object({ id: z.string(), listId: z.string(), title, note: z.string() }),
      }),
    },
  })
const model = modelOf(z.string())
type Model = typeof model

const month = 31 * 86_400_000

function createBackend(): Backend {
  let ahead = 0
  // The rule that only the server knows.
  const strict = modelOf(z.string().refine((title) => !isRefused({ title })))
  const store = memoryStore(strict, { now: () => new Date(Date.now() + ahead).toISOString() })
  const api = createApi(strict, { store, endpoint: '/api', limits: { rate: false } })
  const log: Write[] = []
  let cursor = store.heads()
  let tail = Promise.resolve()
  const read = (): Promise<void> => {
    tail = tail.then(async () => {
      const page = await store.pull({ cursor: await cursor, limit: 1_000 })
      if (page.kind === 'reset') throw new Error('The log lost its place.')
      cursor = Promise.resolve(page.cursor)
      for (const change of page.changes) {
        const row = change.op === 'put' ? change.stored.row : null
        log.push({ entity: change.entity, id: change.key.id, row })
      }
    })
    return tail
  }
  const push = async (mutation: Mutation<Model>): Promise<void> => {
    const [outcome] = await store.push([mutation])
    if (outcome?.status !== 'applied') throw new Error(`Not applied: ${JSON.stringify(outcome)}`)
  }
  const mutationId = (): string => crypto.randomUUID()
  return {
    handle: (request) => api.fetch(request),
    async log() {
      await read()
      return log
    },
    async write(entity, row) {
      const before = log.findLast((write) => write.entity === entity && write.id === row.id)?.row
      const key = { id: row.id, ...(entity === 'items' && { listId: row['listId'] ?? '' }) }
      const changes = Object.fromEntries(
        Object.entries(row).filter(([name, value]) => before?.[name] !== value),
      )
      // Sound: rows of these tests have the fields of their entity.
      const mutation = (
        before
          ? { op: 'update', mutationId: mutationId(), entity, key, changes }
          : { op: 'insert', mutationId: mutationId(), entity, row }
      ) as Mutation<Model>
      await push(mutation)
      await read()
    },
    async remove(entity, id) {
      const listId = log.findLast((write) => write.entity === entity && write.id === id)?.row?.['listId']
      // Sound: as above.
      const key = { id, ...(listId !== undefined && { listId }) } as { id: string; listId: string }
      await push({ op: 'delete', mutationId: mutationId(), entity, key })
      await read()
    },
    async forget() {
      await read()
      ahead += month
    },
  }
}

async function open({ origin }: { readonly origin: string }): Promise<Client> {
  const notices: Notice[] = []
  const store = createStore(model, {
    transport: createTRPCTransport(model, { url: `${origin}/api` }),
    sync: feedSync({ load: 'all', storage: offline({ user: 'user' }) }),
    onError: ({ key, operation }) => {
      if (operation !== 'load' && key !== undefined) notices.push({ id: key, by: 'library' })
    },
  })
  const collections = collectionsOf(store)
  for (const entity of ['lists', 'items'] as const) collections[entity].preload().catch(() => {})
  const pending = () => store.pendingMutations.get()
  const stored = async (): Promise<void> => void (await until(() => pending().every((edit) => edit.isStored)))
  return {
    async insert(entity, row) {
      // Sound: rows of these tests have the fields of their entity.
      store.insert(entity, row as never).confirmed.catch(() => {})
      await stored()
    },
    async update(entity, id, changes) {
      store.update(entity, id, changes).confirmed.catch(() => {})
      await stored()
    },
    // Sound: as above.
    rows: async (entity: Entity) => collections[entity].toArray as readonly unknown[] as Row[],
    network: (isOnline) => void (isOnline && store.refresh()),
    waiting: async () => pending().length,
    notices: () => [
      ...notices,
      ...store.conflicts.get().map(({ key }): Notice => ({ id: key, by: 'library' })),
    ],
    isKept: async (id) => pending().some(({ key, state }) => key === id && state === 'parked'),
    retry: () => store.outbox.retry(),
    close: async () => store.dispose(),
  }
}

export const throughline: Library = {
  name: 'Throughline',
  hasServer: true,
  settling: 500,
  createBackend,
  open,
  isPush: ({ method, path }) => method === 'POST' && path.includes('sync.push'),
}
