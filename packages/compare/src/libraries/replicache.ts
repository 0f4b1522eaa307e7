import { Replicache, type WriteTransaction } from 'replicache'
import { createLedger, isRefused, type Ledger } from '../ledger.ts'
import type { Backend, Client, Entity, Library, Row } from '../library.types.ts'

// The documented server: a place for each client, one more with each mutation, also of one that fails; what was seen is
// skipped, and a pull tells how far each client has come with the rows that have changed since.

interface Mutation {
  readonly id: number
  readonly clientID: string
  readonly name: string
  readonly args: unknown
}
type Insert = { readonly entity: Entity; readonly row: Row }
type Update = { readonly entity: Entity; readonly id: string; readonly changes: Record<string, string> }

interface Place {
  readonly last: number
  readonly group: string
  readonly at: number
}

function createBackend(): Backend {
  const ledger = createLedger()
  const clients = new Map<string, Place>()
  // Of rows and of clients.
  let version = 0

  const apply = ({ name, args }: Mutation): void => {
    // Sound: the mutators below have these arguments.
    const { entity, row, id, changes } = args as Insert & Update
    const next = name === 'insert' ? row : { ...ledger.get(entity, id)?.row, ...changes, id }
    if (!isRefused(next)) ledger.put(entity, next)
  }
  const push = ({ clientGroupID, mutations }: { clientGroupID: string; mutations: Mutation[] }): Response => {
    for (const mutation of mutations) {
      const last = clients.get(mutation.clientID)?.last ?? 0
      if (mutation.id <= last) continue
      if (mutation.id > last + 1) return new Response('From the future.', { status: 500 })
      apply(mutation)
      version += 1
      clients.set(mutation.clientID, { last: mutation.id, group: clientGroupID, at: version })
    }
    return Response.json({})
  }
  const pull = ({ clientGroupID, cookie }: { clientGroupID: string; cookie: Cookie | null }): Response => {
    const own = [...clients].filter(
      ([, { group, at }]) => group === clientGroupID && at > (cookie?.version ?? 0),
    )
    return Response.json({
      cookie: { order: version + ledger.place() + 1, version, place: ledger.place() },
      lastMutationIDChanges: Object.fromEntries(own.map(([id, { last }]) => [id, last])),
      patch: patchSince(ledger, cookie),
    })
  }
  return {
    async handle(request) {
      // Sound: Replicache sends these.
      const body = (await request.json()) as never
      return new URL(request.url).pathname === '/push' ? push(body) : pull(body)
    },
    log: async () => ledger.log,
    write: async (entity, row) => ledger.put(entity, row),
    remove: async (entity, id) => ledger.remove(entity, id),
    forget: async () => ledger.forget(),
  }
}

interface Cookie {
  readonly order: number
  readonly version: number
  readonly place: number
}

/** What has changed; everything where the history does not go back so far. */
function patchSince(ledger: Ledger, cookie: Cookie | null): object[] {
  const isWhole = cookie === null || cookie.place < ledger.horizon()
  const rows = ledger.all().filter(({ place }) => isWhole || place > cookie.place)
  const changes = rows.map(({ entity, id, row }) =>
    row === null ? { op: 'del', key: `${entity}/${id}` } : { op: 'put', key: `${entity}/${id}`, value: row },
  )
  return isWhole ? [{ op: 'clear' }, ...changes] : changes
}

const mutators = {
  async insert(tx: WriteTransaction, { entity, row }: Insert) {
    await tx.set(`${entity}/${row.id}`, row)
  },
  async update(tx: WriteTransaction, { entity, id, changes }: Update) {
    const row = await tx.get<Row>(`${entity}/${id}`)
    if (row) await tx.set(`${entity}/${id}`, { ...row, ...changes })
  },
}

async function open({ origin }: { readonly origin: string }): Promise<Client> {
  const replicache = new Replicache({
    name: 'user',
    pushURL: `${origin}/push`,
    pullURL: `${origin}/pull`,
    mutators,
    // In the place of pokes.
    pullInterval: 200,
    requestOptions: { minDelayMs: 30, maxDelayMs: 200 },
    logSinks: [],
  })
  return {
    insert: (entity, row) => replicache.mutate.insert({ entity, row }),
    update: (entity, id, changes) => replicache.mutate.update({ entity, id, changes }),
    rows: (entity) =>
      replicache.query(async (tx) => {
        const rows = await tx.scan<Row>({ prefix: `${entity}/` }).toArray()
        return [...rows]
      }),
    network(isOnline) {
      if (!isOnline) return
      replicache.push({ now: true }).catch(() => {})
      replicache.pull({ now: true }).catch(() => {})
    },
    waiting: async () => (await replicache.experimentalPendingMutations()).length,
    notices: () => [],
    isKept: async () => false,
    retry: () => {},
    close: () => replicache.close(),
  }
}

export const replicache: Library = {
  name: 'Replicache',
  appsOwn: ['conflicts', 'refusals'],
  hasServer: true,
  // It stores in the background, and tabs read then what others have stored.
  settling: 4_000,
  createBackend,
  open,
  isPush: ({ path }) => path === '/push',
}
