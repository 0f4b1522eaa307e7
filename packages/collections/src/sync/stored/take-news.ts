import type { AnyModelEntity, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { FoldTable } from '../../fold-table.ts'
import type { TabNews } from '../../offline/tabs.types.ts'
import { isEager } from '../../parent-link.ts'
import type { StoredContext } from './stored.types.ts'

/** Shows rows that another tab has stored: those that are kept here, by version. */
export function takeNews({ model, fold }: StoredContext, { parts }: Pick<TabNews, 'parts'>): void {
  const known = parts.flatMap(({ entity: name, rows, tombs }) => {
    const entity = Object.hasOwn(model.entities, name) ? model.entities[name] : undefined
    if (!entity) return []
    const table = fold.table(name)
    // By now: a row that goes with one above it has its own tombstone, too.
    const here = new Set(tombs.flatMap(({ key }) => (table.base.has(key) || isEager(entity) ? [key] : [])))
    return { entity, table, rows, tombs, here }
  })
  fold.batch(() => {
    for (const { entity, table, rows, tombs, here } of known) {
      for (const stored of rows) if (isHere(table, entity, stored)) fold.put(table, stored)
      for (const { key, version, below } of tombs) {
        if (here.has(key) || table.base.has(key)) fold.bury(table, key, { version }, below)
      }
    }
  })
}

function isHere({ base, pending }: FoldTable, entity: AnyModelEntity, { row }: StoredRow): boolean {
  const key = keyString(entity, row)
  return isEager(entity) || base.has(key) || pending.has(key)
}
