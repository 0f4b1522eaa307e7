import type { Fold } from '../fold.ts'
import type { Values } from '../values.ts'

/** An entity's rows by fields of theirs that name another row: kept up to date before anyone hears of a change. */
export interface EdgeIndex {
  /** Own keys of the rows that have this foreign key. */
  get(foreignKey: string): ReadonlySet<string>
  /** The foreign key of a row; `undefined` where it has none. */
  of(key: string): string | undefined
  /** Tells the foreign keys that rows came to, or left. */
  listen(listener: (foreignKeys: readonly string[]) => void): () => void
}

/** The index of an entity by fields; the same one each time. */
export type EdgeIndexes = (entity: string, fields: readonly string[]) => EdgeIndex

const nothing: ReadonlySet<string> = new Set()

export function createEdgeIndexes(fold: Fold): EdgeIndexes {
  const indexes = new Map<string, EdgeIndex>()
  return (entity, fields) => {
    const name = [entity, ...fields].join()
    const index = indexes.get(name) ?? createEdgeIndex(fold, entity, fields)
    indexes.set(name, index)
    return index
  }
}

/** The values of fields as one text, as `keyString` makes it of the row that they name; `undefined` where one is empty. */
export function joinedFields(fields: readonly string[], row: Values): string | undefined {
  const values = fields.map((field) => row[field])
  return values.some((value) => value === undefined || value === null) ? undefined : values.join('#')
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
