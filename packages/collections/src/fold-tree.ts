import type { AnyModel } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type { Operation } from './operation.ts'
import { createFoldTable, foldRow, type FoldTable, parentKeyOf } from './fold-table.ts'

const none: readonly Operation[] = []

/** The tables of a model, and how their rows hang together. */
export interface FoldTree {
  table(name: string): FoldTable
  tables(): Iterable<FoldTable>
  /** The known rows below one, each parent before its children. */
  descendants(table: FoldTable, key: string): Iterable<readonly [FoldTable, string]>
  /** The known rows below one that is hidden; none below another. */
  hiddenBelow(table: FoldTable, key: string): Iterable<readonly [FoldTable, string]>
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

  const above = new Map(
    Array.from(tables.values(), (of) => [of, of.link ? table(of.link.parent.name) : undefined] as const),
  )
  const hasPendingAbove = (of: FoldTable): boolean => {
    const parent = above.get(of)
    return parent !== undefined && (parent.pending.size > 0 || hasPendingAbove(parent))
  }

  /** Whether it goes with a row above, or went with it before that one was made again; `inserts` are the own row's. */
  const goesWithAbove = (of: FoldTable, key: string, inserts: readonly Operation[]): boolean => {
    if (!hasPendingAbove(of)) return false
    const parent = above.get(of)
    const parentKey = parentKeyOf(of, key)
    if (parentKey === undefined || !parent) return false
    const ending = parent.pending.get(parentKey)?.findLast(isShownDelete)
    if (ending && foldRow(parent, parentKey) === undefined) return true
    if (ending && inserts.every((one) => ending.waits.includes(one))) return true
    return goesWithAbove(parent, parentKey, inserts)
  }

  const isHidden = (of: FoldTable, key: string): boolean => {
    const pending = of.pending.get(key)
    if (!pending) return goesWithAbove(of, key, none)
    if (pending.some(isShownDelete) && foldRow(of, key) === undefined) return true
    return goesWithAbove(
      of,
      key,
      pending.filter(({ kind }) => kind === 'insert'),
    )
  }

  const below = new Map(Array.from(tables.values(), (of) => [of, of.entity.children.map(table)]))
  const hiddenBelow: FoldTree['hiddenBelow'] = (of, key) => {
    const hasBelow = below.get(of)?.some(({ children }) => children.has(key))
    return hasBelow && isHidden(of, key) ? descendants(of, key) : []
  }

  return { hiddenBelow, table, tables: () => tables.values(), descendants, isHidden }
}

function isShownDelete({ kind, optimistic }: Operation): boolean {
  return kind === 'delete' && optimistic
}
