import type { AnyModel } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type { Operation } from './operation.ts'
import { createFoldTable, foldRow, type FoldTable, parentKeyOf } from './fold-table.ts'

/** The tables of a model, and how their rows hang together. */
export interface FoldTree {
  table(name: string): FoldTable
  tables(): Iterable<FoldTable>
  /** The known rows below one, each parent before its children. */
  descendants(table: FoldTable, key: string): Iterable<readonly [FoldTable, string]>
  /** Whether the row, or one above it, is being deleted; what is made below a row that was made again since is not. */
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

  /** Whether it goes with the row above of that key, or went with it before that one was made again. */
  const goesWith = (above: FoldTable, key: string, inserts: readonly Operation[]): boolean => {
    const ending = above.pending.get(key)?.findLast(isShownDelete)
    if (ending && !(inserts.some((one) => !ending.waits.includes(one)) && foldRow(above, key))) return true
    const next = parentOf(above, key)
    return next !== undefined && goesWith(next[0], next[1], inserts)
  }

  const parentOf = (of: FoldTable, key: string): readonly [FoldTable, string] | undefined => {
    const parentKey = parentKeyOf(of, key)
    return parentKey === undefined || !of.link ? undefined : [table(of.link.parent.name), parentKey]
  }

  const isHidden = (of: FoldTable, key: string): boolean => {
    const pending = of.pending.get(key) ?? []
    if (pending.some(isShownDelete) && foldRow(of, key) === undefined) return true
    const above = parentOf(of, key)
    const inserts = pending.filter(({ kind }) => kind === 'insert')
    return above !== undefined && goesWith(above[0], above[1], inserts)
  }

  return { table, tables: () => tables.values(), descendants, isHidden }
}

function isShownDelete({ kind, optimistic }: Operation): boolean {
  return kind === 'delete' && optimistic
}
