import { createCollection } from '@tanstack/db'
import { NonRetriableError, type OnlineDetector, startOfflineExecutor } from '@tanstack/offline-transactions'
import { createLedger, isRefused } from '../ledger.ts'
import type { Backend, Client, Entity, Library, Notice, Row } from '../library.types.ts'
import { until } from '../wait.ts'

// As the package's README has it: each edit is an offline transaction, the application's `mutationFn` sends it with the key
// that makes it idempotent, says `NonRetriableError` to a 422, and reads the rows again.

interface Sent {
  readonly key: string
  readonly mutations: readonly { readonly entity: Entity; readonly id: string; readonly changes: Row }[]
}

/** The application's own server: it remembers the keys, and writes the fields that were changed. */
export function createKeyedBackend({ isForgetful = false } = {}): Backend {
  const ledger = createLedger()
  const seen = new Set<string>()
  const push = ({ key, mutations }: Sent): Response => {
    if (mutations.some(({ changes }) => isRefused(changes))) {
      return Response.json({ message: 'Refused.' }, { status: 422 })
    }
    if (!isForgetful && seen.has(key)) return Response.json({})
    seen.add(key)
    for (const { entity, id, changes } of mutations) {
      ledger.put(entity, { ...ledger.get(entity, id)?.row, ...changes, id })
    }
    return Response.json({})
  }
  return {
    async handle(request) {
      // Sound: the client below sends it.
      if (request.method === 'POST') return push((await request.json()) as Sent)
      return Response.json(ledger.all().filter(({ row }) => row !== null))
    },
    log: async () => ledger.log,
    write: async (entity, row) => ledger.put(entity, row),
    remove: async (entity, id) => ledger.remove(entity, id),
    forget: async () => ledger.forget(),
  }
}

/** A collection that shows what was read last. */
function createReadCollection(entity: Entity, read: () => Promise<readonly Row[]>) {
  let refetch = async (): Promise<void> => {}
  const collection = createCollection<Row, string>({
    id: entity,
    getKey: (row) => row.id,
    startSync: true,
    gcTime: 0,
    sync: {
      sync({ begin, write, commit, markReady }) {
        const known = new Set<string>()
        refetch = async () => {
          const rows = await read()
          const ids = new Set(rows.map(({ id }) => id))
          begin()
          for (const key of [...known].filter((id) => !ids.has(id))) {
            known.delete(key)
            write({ type: 'delete', key })
          }
          for (const value of rows) {
            write({ type: known.has(value.id) ? 'update' : 'insert', value })
            known.add(value.id)
          }
          void commit()
        }
        refetch().then(markReady, markReady)
      },
    },
  })
  return { collection, refetch: () => refetch() }
}

/** Told by the test what a browser's events would tell. */
function createDetector(isOnline: boolean) {
  const listeners = new Set<() => void>()
  const state = { isOnline }
  const notify = (): void => {
    for (const listener of listeners) listener()
  }
  const detector: OnlineDetector = {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notifyOnline: notify,
    isOnline: () => state.isOnline,
    dispose: () => listeners.clear(),
  }
  return {
    detector,
    set(next: boolean) {
      state.isOnline = next
      if (next) notify()
    },
  }
}

/** What is sent, and what is said to the executor where it fails. */
async function send(origin: string, sent: Sent, onRefused: (id: string) => void): Promise<void> {
  const response = await fetch(`${origin}/rows`, { method: 'POST', body: JSON.stringify(sent) })
  if (response.status === 422) {
    for (const { id } of sent.mutations) onRefused(id)
    throw new NonRetriableError('Refused by the server.')
  }
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`)
}

/** Both collections, read again together. */
function createCollections(origin: string) {
  const readAll = async (entity: Entity): Promise<readonly Row[]> => {
    const response = await fetch(`${origin}/rows`)
    // Sound: the server above answers it.
    const all = (await response.json()) as readonly { readonly entity: Entity; readonly row: Row }[]
    return all.filter((stored) => stored.entity === entity).map(({ row }) => row)
  }
  const lists = createReadCollection('lists', () => readAll('lists'))
  const items = createReadCollection('items', () => readAll('items'))
  return {
    collections: { lists: lists.collection, items: items.collection },
    refetch: () => Promise.all([lists.refetch(), items.refetch()]),
  }
}

async function open({ origin, isOnline }: Parameters<Library['open']>[0]): Promise<Client> {
  const notices: Notice[] = []
  const online = createDetector(isOnline)
  const { collections, refetch } = createCollections(origin)
  const executor = startOfflineExecutor({
    collections,
    onlineDetector: online.detector,
    mutationFns: {
      async sync({ transaction, idempotencyKey }) {
        const mutations = transaction.mutations.map(({ collection, modified, changes, type }) => ({
          // Sound: the collections have these names, and their rows are texts with an id.
          entity: collection.id as Entity,
          id: String(modified['id']),
          changes: (type === 'insert' ? modified : changes) as Row,
        }))
        const onRefused = (id: string): void => void notices.push({ id, by: 'app' })
        await send(origin, { key: idempotencyKey, mutations }, onRefused)
        await refetch()
      },
    },
  })
  await executor.waitForInit()
  const edit = async (id: string, work: () => void): Promise<void> => {
    const before = (await executor.peekOutbox()).length
    const transaction = executor.createOfflineTransaction({ mutationFnName: 'sync', autoCommit: false })
    transaction.mutate(work)
    let isOver = false
    const end = (): void => void (isOver = true)
    transaction.commit().then(end, () => {
      end()
      notices.push({ id, by: 'library' })
    })
    await until(async () => isOver || (await executor.peekOutbox()).length > before)
  }
  return {
    insert: (entity, row) => edit(row.id, () => void collections[entity].insert(row)),
    update: (entity, id, changes) =>
      edit(id, () => void collections[entity].update(id, (draft) => void Object.assign(draft, changes))),
    rows: async (entity) => collections[entity].toArray,
    network(next) {
      online.set(next)
      if (next) refetch().catch(() => {})
    },
    waiting: async () => (await executor.peekOutbox()).length,
    notices: () => notices,
    isKept: async (id) =>
      (await executor.peekOutbox()).some(({ keys }) => keys.some((key) => key.endsWith(id))),
    retry: () => {},
    close: async () => executor.dispose(),
  }
}

export const tanstack: Library = {
  name: 'TanStack DB',
  appsOwn: ['conflicts'],
  hasServer: true,
  settling: 500,
  createBackend: createKeyedBackend,
  open,
  isPush: ({ method }) => method === 'POST',
}
