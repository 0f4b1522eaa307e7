import type { AnyModel } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { createFoldTable, foldRow, type FoldTable, parentKeyOf } from './fold-table.ts'

/** The tables of a model, and how their rows hang together. */
export interface FoldTree {
  table(name: string): FoldTable
  tables(): Iterable<FoldTable>
  /** The known rows below one, each parent before its children. */
  descendants(table: FoldTable, key: string): Iterable<readonly [FoldTable, string]>
  /** Whether the row, or one above it, is being deleted. */
  isHidden(table: FoldTable, key: string): boolean
}

export function createFoldTree(model: AnyModel): FoldTree {
  const tables = new Map(
    Object.values(model.entities).map((entity) => [entity.name, createFoldTable(model, entity)]),
  )

  const table = (name: string): FoldTable => {
    const found = tables.get(entityOf(model, name).name)
    if (found) return found
    throw new TypeError(`The entity "${name}" has no table.`)
  }

  function* descendants(parent: FoldTable, key: string): Generator<readonly [FoldTable, string]> {
    for (const child of parent.entity.children.map(table)) {
      for (const childKey of child.children.get(key) ?? []) {
        yield [child, childKey]
        yield* descendants(child, childKey)
      }
    }
  }

  const isHidden = (of: FoldTable, key: string): boolean => {
    const isDeleting =
      of.pending.get(key)?.some(({ kind, optimistic }) => kind === 'delete' && optimistic) ?? false
    if (isDeleting && foldRow(of, key) === undefined) return true
    const parentKey = parentKeyOf(of, key)
    return parentKey !== undefined && of.link !== undefined && isHidden(table(of.link.parent.name), parentKey)
  }

  return { table, tables: () => tables.values(), descendants, isHidden }
}
