import { Dexie } from 'dexie'
import addCloud from 'dexie-cloud-addon'
import type { Backend, Client, Library, Row } from '../library.types.ts'

const noBackend: Backend = {
  handle: async () => new Response(null, { status: 503 }),
  log: async () => [],
  write: async () => {},
  remove: async () => {},
  forget: async () => {},
}

/** As much of it as is used. */
interface Cloud {
  configure(options: { databaseUrl: string; nameSuffix: boolean; requireAuth: boolean }): void
}

async function open({ origin }: { readonly origin: string }): Promise<Client> {
  // Others than this database are looked for on the same disk.
  Object.assign(Dexie.dependencies, { indexedDB, IDBKeyRange })
  const database = new Dexie('compare', { addons: [addCloud], indexedDB, IDBKeyRange })
  database.version(1).stores({ lists: 'id', items: 'id' })
  // Sound: the addon gives it.
  const { cloud } = database as Dexie & { readonly cloud: Cloud }
  // Each tab of these tests has an address of its own, which would be a part of the name.
  cloud.configure({ databaseUrl: origin, nameSuffix: false, requireAuth: false })
  await database.open()
  return {
    insert: async (entity, row) => void (await database.table(entity).add(row)),
    update: async (entity, id, changes) => void (await database.table(entity).update(id, changes)),
    rows: async (entity) => database.table<Row>(entity).toArray(),
    network: () => {},
    waiting: async () => 0,
    notices: () => [],
    isKept: async () => false,
    retry: () => {},
    close: async () => database.close(),
  }
}

/** Its server is bought or a service, and cannot be part of a test. */
const noServer = 'its server is a service or bought'

export const dexieCloud: Library = {
  name: 'Dexie Cloud',
  notRun: (scenario) => (scenario.needsServer ? noServer : undefined),
  hasServer: false,
  settling: 500,
  createBackend: () => noBackend,
  open,
  isPush: () => false,
}
