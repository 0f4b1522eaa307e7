import type { AnyModel } from '@throughline/schema'
import { type BaseWrites, createBaseWrites, type FoldRules } from './fold-base.ts'
import { createFoldPublisher, type FoldPublisher } from './fold-publisher.ts'
import { foldRow, type FoldTable, parentKeyOf, relinkRow } from './fold-table.ts'
import { createFoldTree, type FoldTree } from './fold-tree.ts'
import type { Operation } from './operation.ts'
import { sameValues } from './values.ts'

/**
 * All rows of a model as they are shown: the server's, with the operations that it has not confirmed yet.
 *
 * Rows change inside `batch` only; at its end each entity's writer and listeners are told once.
 */
export interface Fold
  extends BaseWrites, Omit<FoldTree, 'hiddenBelow' | 'tables'>, Omit<FoldPublisher, 'mark'> {
  add(operation: Operation): void
  remove(operation: Operation): void
  /** An operation is another than it was. */
  changed(operation: Operation): void
}

export function createFold(model: AnyModel, rules?: FoldRules): Fold {
  const tree = createFoldTree(model)
  const publisher = createFoldPublisher(
    model.names,
    (name) => {
      const of = tree.table(name)
      return (key) => refold(tree, of, key)
    },
    () => {
      for (const { left } of tree.tables()) if (left.size > 0) left.clear()
    },
  )
  const { table, isHidden, descendants } = tree
  const { batch, revision, listen } = publisher
  return {
    table,
    isHidden,
    descendants,
    batch,
    revision,
    listen,
    ...operationWrites(tree, publisher),
    ...createBaseWrites(tree, publisher, rules),
  }
}

/** Computes one row again; `true` where what is shown changed. */
function refold(tree: FoldTree, table: FoldTable, key: string): boolean {
  const shown = table.rows.get(key)
  const folded = foldRow(table, key)
  const row = folded && tree.isHidden(table, key) ? undefined : folded
  if (row === shown || (row && shown && sameValues(row, shown))) return false
  if (row) table.rows.set(key, row)
  else table.rows.delete(key)
  return true
}

/** Operations that come and go above the server's rows. */
function operationWrites(tree: FoldTree, publisher: FoldPublisher): Pick<Fold, 'add' | 'changed' | 'remove'> {
  /** With the rows below, which may be known before it: they go with a delete, and need not come back with what is made again. */
  const mark = (table: FoldTable, { key, kind }: Operation): void => {
    publisher.mark(table.entity.name, key)
    if (kind === 'update') return
    for (const [below, childKey] of tree.descendants(table, key)) publisher.mark(below.entity.name, childKey)
  }
  return {
    changed: (operation) => mark(tree.table(operation.entity.name), operation),
    add(operation) {
      const table = tree.table(operation.entity.name)
      const parentKey = parentKeyOf(table, operation.key)
      const operations = table.pending.get(operation.key)
      if (operations) operations.push(operation)
      else table.pending.set(operation.key, [operation])
      relinkRow(table, operation.key, parentKey)
      mark(table, operation)
    },
    remove(operation) {
      const table = tree.table(operation.entity.name)
      mark(table, operation)
      const parentKey = parentKeyOf(table, operation.key)
      const rest = (table.pending.get(operation.key) ?? []).filter((other) => other !== operation)
      if (rest.length > 0) table.pending.set(operation.key, rest)
      else table.pending.delete(operation.key)
      relinkRow(table, operation.key, parentKey)
    },
  }
}
