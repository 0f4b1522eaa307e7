import type { AnyModel, AnyModelEntity, StoredRow } from '@throughline/schema'
import { applyOperation, type Operation } from './operation.ts'
import { linkToParent, type ParentLink, parentKeyString } from './parent-link.ts'
import type { Values } from './values.ts'

/** What is known of one entity's rows. */
export interface FoldTable {
  readonly entity: AnyModelEntity
  /** To the parent's table; absent for a root. */
  readonly link: ParentLink | undefined
  /** Rows as the server last said, by own key. */
  readonly base: Map<string, StoredRow>
  /** Operations not confirmed yet, first to last, by own key. */
  readonly pending: Map<string, Operation[]>
  /** Rows as they are shown. */
  readonly rows: Map<string, Values>
  /** Own keys by the parent's own key; also of rows that are not shown. */
  readonly children: Map<string, Set<string>>
  /** The parents' own keys of rows that were forgotten in the batch that is told, or under way. */
  readonly left: Map<string, string>
  /** When a write of this client was last confirmed, while reads are under way: their pages may be older. */
  readonly touched: Map<string, number>
}

export function createFoldTable(model: AnyModel, entity: AnyModelEntity): FoldTable {
  return {
    entity,
    link: linkToParent(model, entity),
    base: new Map(),
    pending: new Map(),
    rows: new Map(),
    children: new Map(),
    left: new Map(),
    touched: new Map(),
  }
}

/** The row with its pending operations, whatever becomes of its parent. */
export function foldRow(table: FoldTable, key: string): Values | undefined {
  let row: Values | undefined = table.base.get(key)?.row
  if (table.pending.size === 0) return row
  for (const operation of table.pending.get(key) ?? []) row = applyOperation(row, operation)
  return row
}

/** Whether `next` is a later state of the row than `known`; a row made again under its old key starts at version 1. */
export function isNewer(next: StoredRow, known: StoredRow): boolean {
  return next.meta.createdAt === known.meta.createdAt
    ? next.meta.version > known.meta.version
    : next.meta.createdAt > known.meta.createdAt
}

/** What names the row in the table, perhaps among other fields; `undefined` for a row that is not known. */
export function knownPath(table: FoldTable, key: string): Values | undefined {
  const base = table.base.get(key)?.row
  if (table.pending.size === 0) return base
  const pending = table.pending.get(key)
  // One that was deleted here may have been made again below another row.
  return pending ? (foldRow(table, key) ?? base ?? pending[0]?.path) : base
}

/** The own key of the row's parent; `undefined` for a root and for a row that is not known. */
export function parentKeyOf(table: FoldTable, key: string): string | undefined {
  const path = table.link && knownPath(table, key)
  return path && table.link && parentKeyString(table.link, path)
}

/** Keeps `children` in step after a change of what is known of a row; `before` is what `parentKeyOf` said until then. */
export function relinkRow(table: FoldTable, key: string, before: string | undefined): void {
  const parentKey = parentKeyOf(table, key)
  if (before !== undefined && before !== parentKey) {
    table.left.set(key, before)
    const siblings = table.children.get(before)
    siblings?.delete(key)
    if (siblings?.size === 0) table.children.delete(before)
  }
  if (parentKey === undefined || parentKey === before) return
  const siblings = table.children.get(parentKey)
  if (siblings) siblings.add(key)
  else table.children.set(parentKey, new Set([key]))
}
