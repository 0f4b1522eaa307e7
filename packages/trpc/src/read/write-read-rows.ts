import type { AnyModelEntity, StoredRow } from '@throughline/schema'
import { selectFields } from '@throughline/schema/adapter'
import type { ReadNode } from './read-node.ts'

/** A row as `list` and `byId` answer it. */
export interface WrittenRow extends StoredRow {
  readonly related?: Readonly<Record<string, WrittenRow | readonly WrittenRow[] | null>>
  readonly more?: readonly string[]
}

/**
 * Writes rows with the rows that are related to them, as JSON holds them.
 *
 * A row that several lead to is written for each of them: of all of these, `most` at most; the relations of the others are
 * named in `more`.
 */
export function writeReadRows(
  nodes: readonly ReadNode[],
  toWire: (entity: AnyModelEntity, stored: StoredRow) => StoredRow,
  most: number,
  fields?: readonly string[],
): WrittenRow[] {
  let left = most
  const writeOne = (node: ReadNode): WrittenRow => {
    left -= 1
    return write(node)
  }
  const write = ({ entity, stored, related, more: known }: ReadNode): WrittenRow => {
    const more = new Set(known)
    const written = [...related].map(([name, found]) => {
      const rows = Array.isArray(found) ? found : found === null ? [] : [found]
      if (rows.length > left) more.add(name)
      const some = rows.slice(0, Math.max(0, left)).map(writeOne)
      return [name, Array.isArray(found) ? some : (some[0] ?? null)] as const
    })
    return {
      ...toWire(entity, stored),
      ...(written.length > 0 && { related: Object.fromEntries(written) }),
      ...(more.size > 0 && { more: [...more] }),
    }
  }
  return nodes.map((node) => {
    const written = write(node)
    return fields ? { ...written, row: selectFields(written.row, fields) } : written
  })
}
