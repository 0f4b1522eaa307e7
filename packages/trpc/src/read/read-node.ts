import type { AnyModelEntity, StoredRow } from '@throughline/schema'

/** A row that was read, while the rows that are related to it are added. */
export interface ReadNode {
  readonly entity: AnyModelEntity
  readonly stored: StoredRow
  /** One row that several others lead to is one node. */
  readonly related: Map<string, ReadNode | readonly ReadNode[] | null>
  /** Relations that have more rows than came. */
  readonly more: Set<string>
}

export function readNode(entity: AnyModelEntity, stored: StoredRow): ReadNode {
  return { entity, stored, related: new Map(), more: new Set() }
}

/** The values of these fields, where the reader may see all of them and none is absent. */
export function visibleValues(
  { stored: { row, withheld = [] } }: ReadNode,
  fields: readonly string[],
): readonly (number | string)[] | undefined {
  const values = fields.map((field) => (withheld.includes(field) ? undefined : row[field]))
  return values.every((value) => typeof value === 'string' || typeof value === 'number') ? values : undefined
}
