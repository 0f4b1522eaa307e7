import { checkedLimit, throwIfAborted } from '../call-options.ts'
import type { StoredRow } from '../mutation.types.ts'
import { planGet, planQuery, planRead } from '../read-plan.ts'
import type { SnapshotRow } from '../store.types.ts'
import type { SyncStore } from '../sync.types.ts'
import type { Feed } from './feed.ts'
import { writeCursor } from './opaque-cursor.ts'
import { readPage, readPosition } from './page.ts'
import { copyOf } from './plain-data.ts'
import { answer, readList } from './read-list.ts'
import { parentPathOf, pathOf } from './row-path.ts'
import type { Table, Tables } from './tables.ts'

type Values = Readonly<Record<string, unknown>>

/** The reads of a store, each answer a copy. */
export function createReads(
  tables: Tables,
  feed: Feed,
  pageWork: number,
): Pick<SyncStore, 'batchGet' | 'get' | 'list' | 'query' | 'snapshot'> {
  return {
    async get(name, key, { fields, signal } = {}) {
      throwIfAborted(signal)
      const table = tables.of(name)
      return readRow(table, key, planGet(table.entity, { fields }).fields)
    },
    async batchGet(name, keys, { fields, signal } = {}) {
      throwIfAborted(signal)
      const table = tables.of(name)
      const plan = planGet(table.entity, { fields })
      return keys.map((key) => readRow(table, key, plan.fields))
    },
    async list(name, options = {}) {
      const table = tables.of(name)
      const plan = planRead(table.entity, options)
      return readList({ table, scope: ['list', name], plan, within: {}, pageWork }, options)
    },
    async query(name, options) {
      const table = tables.of(name)
      const { parent, ...plan } = planQuery(table.entity, options)
      const scope = ['query', name, parentPathOf(table.entity, parent)]
      return readList({ table, scope, plan, within: parent, pageWork }, options)
    },
    async snapshot({ limit, cursor, signal } = {}) {
      throwIfAborted(signal)
      const [begun = feed.heads(), entity = '', path = ''] = readPosition(['snapshot'], 3, cursor) ?? []
      const after = cursor === undefined ? undefined : { entity, path }
      const { rows, next } = readPage(tables.all, { after, limit: checkedLimit(limit) })
      return {
        items: rows.map(({ entity: name, stored: { row, meta } }): SnapshotRow =>
          copyOf({ entity: name, row, meta }),
        ),
        cursor: next ? writeCursor(['snapshot', begun, next.entity, next.path]) : null,
        feed: begun,
      }
    },
  }
}

function readRow(table: Table, key: Values, fields: readonly string[] | undefined): StoredRow | undefined {
  const stored = table.get(pathOf(table.entity, key))
  return stored && answer(stored, fields)
}
