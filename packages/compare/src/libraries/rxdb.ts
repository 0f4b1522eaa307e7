import {
  addRxPlugin,
  createRxDatabase,
  type RxCollection,
  type RxConflictHandler,
  type RxJsonSchema,
  type WithDeleted,
} from 'rxdb/plugins/core'
import { disableWarnings, RxDBDevModePlugin } from 'rxdb/plugins/dev-mode'
import { RxDBLeaderElectionPlugin } from 'rxdb/plugins/leader-election'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv'
import { createLedger, isRefused } from '../ledger.ts'
import type { Backend, Client, Entity, Library, Notice, Row } from '../library.types.ts'

// The documented protocol: rows are pushed with the state that the client takes for the server's; where the server's is
// another it answers with it, and the client's conflict handler decides.

/** As RxDB has it beside its own mark. */
type Fields = { id: string; name?: string; listId?: string; title?: string; note?: string }
type Doc = WithDeleted<Fields>

interface PushRow {
  readonly assumedMasterState?: Doc
  readonly newDocumentState: Doc
}

const toDoc = (id: string, row: Row | null): Doc =>
  row ? { ...row, _deleted: false } : { id, _deleted: true }

const isSame = (one: object | undefined, other: object | undefined): boolean => sorted(one) === sorted(other)
const sorted = (doc: object = {}): string =>
  JSON.stringify(Object.entries(doc).toSorted(([one], [other]) => (one < other ? -1 : 1)))

function createBackend(): Backend {
  const ledger = createLedger()
  const push = (entity: Entity, rows: readonly PushRow[]): Doc[] =>
    rows.flatMap(({ assumedMasterState, newDocumentState }) => {
      const stored = ledger.get(entity, newDocumentState.id)
      const master = stored && toDoc(stored.id, stored.row)
      const { _deleted, ...row } = newDocumentState
      const isConflict = master && !(assumedMasterState && isSame(master, assumedMasterState))
      if (isConflict || isRefused(row)) return [master ?? { ...newDocumentState, _deleted: true }]
      if (_deleted) ledger.remove(entity, row.id)
      else ledger.put(entity, row)
      return []
    })
  const pull = (entity: Entity, since: number) => {
    const rows = ledger.all().filter((stored) => stored.entity === entity && stored.place > since)
    const documents = rows.map(({ id, row }) => toDoc(id, row))
    return { documents, checkpoint: { place: Math.max(since, ...rows.map(({ place }) => place)) } }
  }
  return {
    async handle(request) {
      const { pathname, searchParams } = new URL(request.url)
      // Sound: the client below names it so.
      const entity = pathname.split('/')[2] as Entity
      if (request.method === 'GET') return Response.json(pull(entity, Number(searchParams.get('since'))))
      // Sound: as above.
      return Response.json(push(entity, (await request.json()) as PushRow[]))
    },
    log: async () => ledger.log,
    write: async (entity, row) => ledger.put(entity, row),
    remove: async (entity, id) => ledger.remove(entity, id),
    forget: async () => ledger.forget(),
  }
}

/**
 * The best that a handler can do with what it is given: fields that one side changed are merged, of those that both did the
 * server's stay. Where nobody else changed the row, the server has refused it.
 */
const conflictHandler: RxConflictHandler<Fields> = {
  isEqual: (one, other) => isSame(plain(one), plain(other)),
  async resolve({ assumedMasterState: base, realMasterState: theirs, newDocumentState: mine }) {
    if (!base || isSame(plain(base), plain(theirs))) return theirs
    const from = new Map(Object.entries(base))
    const changed = new Map(Object.entries(mine).filter(([name, value]) => from.get(name) !== value))
    for (const [name, value] of Object.entries(theirs)) if (from.get(name) !== value) changed.delete(name)
    return { ...theirs, ...Object.fromEntries(changed) }
  },
}

function plain(doc: object): object {
  return Object.fromEntries(Object.entries(doc).filter(([name]) => !/^_(attachments|meta|rev)$/.test(name)))
}

const text = { type: 'string' }

const schemaOf = (properties: object): RxJsonSchema<Fields> => ({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  // Sound: fields of these tests, each a text.
  properties: {
    id: { ...text, maxLength: 100 },
    ...properties,
  } as RxJsonSchema<Fields>['properties'],
  required: ['id'],
})

disableWarnings()
// Two tabs in one process are allowed in this mode alone.
addRxPlugin(RxDBDevModePlugin)
addRxPlugin(RxDBLeaderElectionPlugin)

function replicate(collection: RxCollection<Fields>, entity: Entity, origin: string) {
  return replicateRxCollection<Fields, { place: number }>({
    collection,
    replicationIdentifier: `server-${entity}`,
    retryTime: 50,
    live: true,
    push: {
      async handler(rows) {
        const response = await fetch(`${origin}/push/${entity}`, {
          method: 'POST',
          body: JSON.stringify(rows),
        })
        if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`)
        // Sound: the server above answers it.
        return (await response.json()) as Doc[]
      },
    },
    pull: {
      async handler(checkpoint) {
        const response = await fetch(`${origin}/pull/${entity}?since=${checkpoint?.place ?? 0}`)
        // Sound: as above.
        return (await response.json()) as { documents: Doc[]; checkpoint: { place: number } }
      },
    },
  })
}

async function open({ origin }: { readonly origin: string }): Promise<Client> {
  const notices: Notice[] = []
  const database = await createRxDatabase({
    name: 'compare',
    storage: wrappedValidateAjvStorage({ storage: getRxStorageDexie({ indexedDB, IDBKeyRange }) }),
    multiInstance: true,
    ignoreDuplicate: true,
  })
  const collections: Record<Entity, RxCollection<Fields>> = await database.addCollections({
    lists: { schema: schemaOf({ name: text }), conflictHandler },
    items: { schema: schemaOf({ listId: text, title: text, note: text }), conflictHandler },
  })
  const replications = (['lists', 'items'] as const).map((entity) =>
    replicate(collections[entity], entity, origin),
  )
  for (const replication of replications) {
    replication.conflict$.subscribe(({ input }) => {
      notices.push({ id: input.realMasterState.id, by: 'library' })
    })
  }
  return {
    insert: async (entity, row) => void (await collections[entity].insert({ ...row })),
    async update(entity, id, changes) {
      const doc = await collections[entity].findOne(id).exec(true)
      await doc.incrementalPatch(changes)
    },
    rows: async (entity) => {
      const docs = await collections[entity].find().exec()
      return docs.map((doc) => doc.toMutableJSON())
    },
    network(isOnline) {
      if (isOnline) for (const replication of replications) replication.reSync()
    },
    // There is no count of them: the tests go by what the server has.
    waiting: async () => 0,
    notices: () => notices,
    isKept: async () => false,
    retry: () => {},
    close: async () => void (await database.close()),
  }
}

export const rxdb: Library = {
  name: 'RxDB',
  hasServer: true,
  settling: 500,
  createBackend,
  open,
  isPush: ({ path }) => path.startsWith('/push/'),
}
