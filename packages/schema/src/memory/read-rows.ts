import { checkedLimit, throwIfAborted } from '../call-options.ts'
import type { AnyModelEntity } from '../model.types.ts'
import type { StoredRow } from '../mutation.types.ts'
import { StoreError } from '../store-error.ts'
import type { Page, PageOptions, SnapshotRow } from '../store.types.ts'
import type { SyncStore } from '../sync.types.ts'
import type { Feed } from './feed.ts'
import { writeCursor } from './opaque-cursor.ts'
import { readPage, readPosition } from './page.ts'
import { copyOf } from './plain-data.ts'
import { areKeyParts, parentPathOf, pathOf } from './row-path.ts'
import type { Table, Tables } from './tables.ts'

type Values = Readonly<Record<string, unknown>>

/** The reads of a store, each answer a copy. */
export function createReads(
  tables: Tables,
  feed: Feed,
): Pick<SyncStore, 'get' | 'list' | 'query' | 'snapshot'> {
  return {
    async get(name, key) {
      const table = tables.of(name)
      return copyOf(table.get(pathOf(table.entity, key)))
    },
    async list(name, options) {
      return readList(tables.of(name), ['list', name], '', options)
    },
    async query(name, options) {
      const table = tables.of(name)
      const { entity } = table
      checkWhere(entity, options.where)
      // No row has a parent of such a key; and only whole parts may be a prefix.
      const path = areKeyParts(entity.parentFields, options.where)
        ? parentPathOf(entity, options.where)
        : undefined
      return readList(table, ['query', name, path ?? ''], path, options)
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

/** Reads a page of the rows whose paths begin with `prefix`; of none where there is no prefix. */
function readList(
  table: Table,
  scope: readonly string[],
  prefix: string | undefined,
  { limit, cursor, signal }: PageOptions = {},
): Page<StoredRow> {
  throwIfAborted(signal)
  const [path] = readPosition(scope, 1, cursor) ?? []
  const after = path === undefined ? undefined : { entity: table.entity.name, path }
  const page = { prefix: prefix ?? '', after, limit: checkedLimit(limit) }
  const { rows, next } = readPage(prefix === undefined ? [] : [table], page)
  return {
    items: rows.map(({ stored }) => copyOf(stored)),
    cursor: next ? writeCursor([...scope, next.path]) : null,
  }
}

function checkWhere({ name, parentFields }: AnyModelEntity, where: Values): void {
  const given = Object.keys(where)
  const isParent = given.length === parentFields.length && parentFields.every((field) => field in where)
  if (isParent && given.length > 0) return
  const advice =
    parentFields.length === 0 ? 'It has no parent: use list.' : `Give its parent: ${parentFields.join(', ')}.`
  throw new StoreError(
    'invalid',
    `"${name}" cannot be queried by ${given.join(', ') || 'nothing'}. ${advice}`,
  )
}
