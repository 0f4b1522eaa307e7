import type { StoredRow } from '../mutation.types.ts'
import { StoreError } from '../store-error.ts'
import { readCursor } from './opaque-cursor.ts'
import type { Table } from './tables.ts'

/** The row that a page ended with. */
export interface PageEnd {
  readonly entity: string
  readonly path: string
}

/** A row where it was found. */
export interface FoundRow extends PageEnd {
  readonly stored: StoredRow
}

/** Reads rows of tables, one table after the other, after the end of another page. */
export function readPage(
  tables: readonly Table[],
  { after, limit }: { after: PageEnd | undefined; limit: number },
): { rows: FoundRow[]; next: PageEnd | undefined } {
  const first = after ? tables.findIndex(({ entity }) => entity.name === after.entity) : 0
  if (first === -1) throw unknownCursor()
  const rows: FoundRow[] = []
  for (const [index, table] of tables.slice(first).entries()) {
    const end = index === 0 ? after?.path : undefined
    for (const path of table.scan('', end)) {
      if (path === end) continue
      if (rows.length === limit) return { rows, next: rows.at(-1) }
      const stored = table.get(path)
      if (stored) rows.push({ entity: table.entity.name, path, stored })
    }
  }
  return { rows, next: undefined }
}

/** The place in a list that a cursor of it stands for: as many texts as `length`. @throws {StoreError} `invalid` */
export function readPosition(
  scope: readonly string[],
  length: number,
  cursor: string | undefined,
): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  const parts = readCursor(cursor) ?? []
  const isOfList = scope.every((part, index) => parts[index] === part)
  const position = parts.slice(scope.length).filter((part) => typeof part === 'string')
  if (isOfList && parts.length === scope.length + length && position.length === length) return position
  throw unknownCursor()
}

/** The error of a cursor that is not one of the list that was asked for. */
export function unknownCursor(): StoreError {
  return new StoreError('invalid', 'The cursor is not one of this list. Start again without it.')
}
