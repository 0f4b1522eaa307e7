import type { Fold } from '../fold.ts'
import { parentKeyOf } from '../fold-table.ts'
import type { Values } from '../values.ts'

/** An entity's rows by fields of theirs that name another row: kept up to date before anyone hears of a change. */
export interface EdgeIndex {
  /** Own keys of the rows that have this foreign key; perhaps of some that are not shown. */
  get(foreignKey: string): ReadonlySet<string>
  /** The foreign key of a row; `undefined` where it has none. */
  of(key: string): string | undefined
  /** Tells the foreign keys that rows came to, or left; perhaps of some that changed. */
  listen(listener: (foreignKeys: readonly string[]) => void): () => void
}

/** The index of an entity by fields; the same one each time. */
export type EdgeIndexes = (entity: string, fields: readonly string[]) => EdgeIndex

const nothing: ReadonlySet<string> = new Set()

export function createEdgeIndexes(fold: Fold): EdgeIndexes {
  const indexes = new Map<string, EdgeIndex>()
  return (entity, fields) => {
    const name = [entity, ...fields].join()
    const isOfParent = fold.table(entity).link?.keyFields.join() === fields.join()
    const create = isOfParent ? createChildIndex : createEdgeIndex
    const index = indexes.get(name) ?? create(fold, entity, fields)
    indexes.set(name, index)
    return index
  }
}

/** The values of fields as one text, as `keyString` makes it of the row that they name; `undefined` where one is empty. */
export function joinedFields(fields: readonly string[], row: Values): string | undefined {
  const values = fields.map((field) => row[field])
  return values.some((value) => value === undefined || value === null) ? undefined : values.join('#')
}

/** The fold knows the children of each row already; it tells of those that changed too, not only of those that came or left. */
function createChildIndex(fold: Fold, entity: string): EdgeIndex {
  const table = fold.table(entity)
  const { children, left } = table
  const of = (key: string): string | undefined => left.get(key) ?? parentKeyOf(table, key)
  return {
    get: (parentKey) => children.get(parentKey) ?? nothing,
    of,
    listen: (listener) =>
      fold.listen(
        entity,
        (keys) => {
          const parents = new Set<string>()
          for (const key of keys) {
            // Both, of a row that went from one to another.
            for (const parent of [left.get(key), parentKeyOf(table, key)]) {
              if (parent !== undefined) parents.add(parent)
            }
          }
          listener([...parents])
        },
        'index',
      ),
  }
}

function createEdgeIndex(fold: Fold, entity: string, fields: readonly string[]): EdgeIndex {
  const { rows } = fold.table(entity)
  const listeners = new Set<(foreignKeys: readonly string[]) => void>()
  const foreignKeys = new Map<string, string>()
  const byForeignKey = new Map<string, Set<string>>()

  const leave = (key: string, foreignKey: string): void => {
    const keys = byForeignKey.get(foreignKey)
    keys?.delete(key)
    if (keys?.size === 0) byForeignKey.delete(foreignKey)
    foreignKeys.delete(key)
  }

  const enter = (key: string, foreignKey: string): void => {
    const keys = byForeignKey.get(foreignKey)
    if (keys) keys.add(key)
    else byForeignKey.set(foreignKey, new Set([key]))
    foreignKeys.set(key, foreignKey)
  }

  const update = (keys: Iterable<string>): void => {
    const touched = new Set<string>()
    for (const key of keys) {
      const row = rows.get(key)
      const [before, after] = [foreignKeys.get(key), row && joinedFields(fields, row)]
      if (before === after) continue
      if (before !== undefined) leave(key, before)
      if (after !== undefined) enter(key, after)
      for (const foreignKey of [before, after]) if (foreignKey !== undefined) touched.add(foreignKey)
    }
    if (touched.size > 0) for (const tell of listeners) tell([...touched])
  }

  update(rows.keys())
  fold.listen(entity, update, 'index')
  return {
    get: (foreignKey) => byForeignKey.get(foreignKey) ?? nothing,
    of: (key) => foreignKeys.get(key),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
