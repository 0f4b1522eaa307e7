import type { Mutation, SnapshotRow, StoredRow, SyncOutcome, SyncTransport } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { type Register, register } from './register-model.ts'

const pageSize = 1_000
type Rows = readonly SnapshotRow<Register>[]

/** A server that takes no time: what is measured on it is the client alone. It answers writes and keeps none. */
export function createInstantServer(rows: Rows): SyncTransport<Register> {
  const byKey = new Map(
    rows.map((row) => [`${row.entity} ${keyString(register.entities[row.entity], row.row)}`, row]),
  )
  const listed = new Map<string, Rows>()
  let place = 0

  const page = <T extends StoredRow>(items: readonly T[], cursor: string | undefined) => {
    const start = Number(cursor ?? 0)
    const end = start + pageSize
    return { items: items.slice(start, end), cursor: end < items.length ? String(end) : null }
  }
  const rowsOf = (name: string): Rows => {
    const known = listed.get(name) ?? rows.filter(({ entity }) => entity === name)
    listed.set(name, known)
    return known
  }

  const apply = (mutation: Mutation<Register>): SyncOutcome => {
    place += 1
    const { mutationId, entity } = mutation
    if (mutation.op !== 'update') throw new TypeError('The benches update rows only.')
    const name = `${entity} ${mutation.key.id}`
    const known = byKey.get(name)!
    const stored = {
      row: { ...known.row, ...mutation.changes },
      meta: { ...known.meta, version: known.meta.version + 1 },
    }
    byKey.set(name, { entity, ...stored })
    const { version } = stored.meta
    return { status: 'applied', mutationId, stored, version, place: { shard: 0, seq: place } }
  }

  return {
    list: async (entity, options) => page(rowsOf(entity) as never, options?.cursor),
    query: async (entity, { where, cursor }) => {
      const wanted = Object.entries(where)
      const found = rowsOf(entity).filter(({ row }) =>
        wanted.every(([field, value]) => Reflect.get(row, field) === value),
      )
      return page(found as never, cursor)
    },
    push: async (mutations) => mutations.map(apply),
    transact: () => Promise.reject(new TypeError('The benches have no transactions.')),
    snapshot: async (options) => ({ ...page(rows, options?.cursor), feed: '0' }),
    pull: async () => ({ kind: 'changes', changes: [], cursor: '0', more: false }),
    async *live({ signal }) {
      yield { kind: 'open', cursor: '0' }
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true })
      })
    },
  }
}
