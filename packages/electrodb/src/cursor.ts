import { type KeyValue, type KeyValues, StoreError } from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { EntityItems, ModelItems } from './item.ts'

/** Which list a cursor belongs to: the call, the entity and the parent's key, as far as it has them. */
export type CursorScope = readonly KeyValue[]

/** The row that a page ended with. */
export interface Position {
  readonly items: EntityItems
  readonly key: KeyValues
  /** Its sort key in the index, where its own key does not tell it. */
  readonly sort?: string
}

/** Writes where a page ended: the list it belongs to and the last row's key, no key of the table. */
export function writeCursor(scope: CursorScope, { items, key, sort }: Position): string {
  const values = items.entity.path.map((field) => key[field])
  return Buffer.from(
    JSON.stringify([scope, items.entity.name, values, ...(sort === undefined ? [] : [sort])]),
  ).toString('base64url')
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
  return { items, key: key.data, ...(parsed.sort !== undefined && { sort: parsed.sort }) }
}

interface Parsed {
  readonly scope: unknown
  readonly entity: unknown
  readonly values: readonly unknown[]
  readonly sort: string | undefined
}

function parse(cursor: string): Parsed | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(value) || value.length < 3 || value.length > 4) return undefined
    const parts: readonly unknown[] = value
    const [scope, entity, values, sort] = parts
    if (sort !== undefined && typeof sort !== 'string') return undefined
    return Array.isArray(values) ? { scope, entity, values, sort } : undefined
  } catch {
    return undefined
  }
}
