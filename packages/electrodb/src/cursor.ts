import { keyOf, StoreError } from '@throughline/schema'
import type { EntityItems, ModelItems } from './item.ts'

/** Which list a cursor belongs to: the call, the entity and the parent's key, as far as it has them. */
export type CursorScope = readonly string[]

/** The row that a page ended with. */
export interface Position {
  readonly items: EntityItems
  readonly key: Readonly<Record<string, string>>
}

/** Writes where a page ended: the list it belongs to and the last row's key, no key of the table. */
export function writeCursor(scope: CursorScope, { items, key }: Position): string {
  const values = items.entity.path.map((field) => key[field])
  return Buffer.from(JSON.stringify([scope, items.entity.name, values])).toString('base64url')
}

/** @throws {StoreError} `invalid` for a cursor that is malformed, or of another list. */
export function readCursor(model: ModelItems, scope: CursorScope, cursor: string): Position {
  const parsed = parse(cursor)
  if (!parsed) throw new StoreError('invalid', 'The cursor is malformed. Begin again without a cursor.')
  if (JSON.stringify(parsed.scope) !== JSON.stringify(scope)) {
    throw new StoreError('invalid', 'The cursor belongs to another list. Begin again without a cursor.')
  }
  const items = model.all.find(({ entity }) => entity.name === parsed.entity)
  const path = items?.entity.path ?? []
  const named = Object.fromEntries(path.map((field, index) => [field, parsed.values[index]]))
  const key = items?.entity.variants.key.safeParse(keyOf(items.entity, named))
  if (!items || !key?.success || parsed.values.length !== path.length) {
    throw new StoreError(
      'invalid',
      'The cursor names a row that this list cannot hold. Begin again without a cursor.',
    )
  }
  return { items, key: key.data }
}

function parse(cursor: string): { scope: unknown; entity: unknown; values: unknown[] } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(value) || value.length !== 3) return undefined
    const parts: readonly unknown[] = value
    const [scope, entity, values] = parts
    return Array.isArray(values) ? { scope, entity, values } : undefined
  } catch {
    return undefined
  }
}
