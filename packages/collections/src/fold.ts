import type { AnyModel, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { createFoldPublisher, type FoldPublisher } from './fold-publisher.ts'
import { foldRow, type FoldTable, isNewer, linkRow, unlinkRow } from './fold-table.ts'
import { createFoldTree, type FoldTree } from './fold-tree.ts'
import type { Operation } from './operation.ts'
import { sameValues } from './values.ts'

/**
 * All rows of a model as they are shown: the server's, with the operations that it has not confirmed yet.
 *
 * Rows change inside `batch` only; at its end each entity's writer and listeners are told once.
 */
export interface Fold extends Omit<FoldTree, 'tables'>, Omit<FoldPublisher, 'mark'> {
  add(operation: Operation): void
  remove(operation: Operation): void
  /** Takes the server's answer to an own write: the row as it is now, `null` where it is gone (with its children). */
  confirm(table: FoldTable, key: string, stored: StoredRow | null): void
  /** Takes rows of a read that began at `asOf`; what is known to be newer stays. */
  receive(table: FoldTable, rows: readonly StoredRow[], asOf: number): void
  /** Drops rows that a read begun at `asOf` did not find; those with pending operations stay. */
  forget(table: FoldTable, keys: Iterable<string>, asOf: number): void
  beginRead(): number
  endRead(): void
}

export function createFold(model: AnyModel): Fold {
  const tree = createFoldTree(model)
  const publisher = createFoldPublisher(model.names, (name, key) => refold(tree, tree.table(name), key))
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
    ...baseWrites(tree, publisher),
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
function operationWrites(tree: FoldTree, publisher: FoldPublisher): Pick<Fold, 'add' | 'remove'> {
  const mark = (table: FoldTable, { key, kind }: Operation): void => {
    publisher.mark(table.entity.name, key)
    if (kind !== 'delete') return
    for (const [below, childKey] of tree.descendants(table, key)) publisher.mark(below.entity.name, childKey)
  }
  return {
    add(operation) {
      const table = tree.table(operation.entity.name)
      const operations = table.pending.get(operation.key)
      if (operations) operations.push(operation)
      else table.pending.set(operation.key, [operation])
      linkRow(table, operation.key)
      mark(table, operation)
    },
    remove(operation) {
      const table = tree.table(operation.entity.name)
      mark(table, operation)
      const rest = (table.pending.get(operation.key) ?? []).filter((other) => other !== operation)
      if (rest.length > 0) return void table.pending.set(operation.key, rest)
      if (!table.base.has(operation.key)) unlinkRow(table, operation.key)
      table.pending.delete(operation.key)
    },
  }
}

type BaseWrites = Pick<Fold, 'beginRead' | 'confirm' | 'endRead' | 'forget' | 'receive'>

/** What the server says about its rows, in answers to writes and by reads that may overtake each other. */
function baseWrites(tree: FoldTree, publisher: FoldPublisher): BaseWrites {
  let clock = 0
  let reads = 0

  const touch = (table: FoldTable, key: string): void => {
    clock += 1
    if (reads > 0) table.touched.set(key, clock)
  }

  const setBase = (table: FoldTable, key: string, stored: StoredRow): void => {
    table.base.set(key, stored)
    linkRow(table, key)
    publisher.mark(table.entity.name, key)
  }

  const dropBase = (table: FoldTable, key: string): void => {
    if (!table.pending.has(key)) unlinkRow(table, key)
    table.base.delete(key)
    publisher.mark(table.entity.name, key)
  }

  const isUntouched = (table: FoldTable, key: string, asOf: number): boolean =>
    (table.touched.get(key) ?? 0) <= asOf

  return {
    confirm(table, key, stored) {
      touch(table, key)
      const known = table.base.get(key)
      // A read may have brought a later state than the answer to the write.
      if (stored) return setBase(table, key, known && isNewer(known, stored) ? known : stored)
      for (const [below, childKey] of [...tree.descendants(table, key)].toReversed()) {
        touch(below, childKey)
        dropBase(below, childKey)
      }
      dropBase(table, key)
    },
    receive(table, rows, asOf) {
      for (const stored of rows) {
        const key = keyString(table.entity, stored.row)
        const known = table.base.get(key)
        if (known ? isNewer(stored, known) : isUntouched(table, key, asOf)) setBase(table, key, stored)
      }
    },
    forget(table, keys, asOf) {
      const isGone = (from: FoldTable, key: string): boolean =>
        from.base.has(key) && !from.pending.has(key) && isUntouched(from, key, asOf)
      for (const key of keys) {
        if (!isGone(table, key)) continue
        for (const [below, childKey] of [...tree.descendants(table, key)].toReversed()) {
          if (isGone(below, childKey)) dropBase(below, childKey)
        }
        dropBase(table, key)
      }
    },
    beginRead() {
      reads += 1
      return clock
    },
    endRead() {
      reads -= 1
      if (reads > 0) return
      for (const table of tree.tables()) table.touched.clear()
    },
  }
}
