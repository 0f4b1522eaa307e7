import * as z from 'zod'
import type { AnyModel, AnyModelEntity } from './model.types.ts'

/** One field of a key: text under the grammar of {@link keyPartSchema}, or a whole number. */
export type KeyValue = number | string
/** The fields that name one row, by name. */
export type KeyValues = Readonly<Record<string, KeyValue>>

/** One part of a key: 1–256 characters, none of them `#` (the separator of table keys) or a control character. */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what the rule refuses
export const keyPartSchema = z.string().regex(/^[^#\u0000-\u001F\u007F]{1,256}$/, {
  error: 'A key is 1 to 256 characters long and holds no "#" and no control character.',
})

/** Picks the fields that name a row in the table (the parent's key and the own ones) out of a row or a key. */
export function keyOf(entity: AnyModelEntity, row: Readonly<Record<string, unknown>>): KeyValues {
  return Object.fromEntries(entity.path.map((field) => [field, keyValue(row[field])]))
}

/** The key of the row's parent, by the parent's own fields; `undefined` for a root. */
export function parentKeyOf(
  model: AnyModel,
  entity: AnyModelEntity,
  row: Readonly<Record<string, unknown>>,
): KeyValues | undefined {
  const parent = entity.parent === undefined ? undefined : model.entities[entity.parent]
  if (!parent) return undefined
  return Object.fromEntries(
    parent.path.map((field, index) => [field, keyValue(row[entity.parentFields[index] ?? ''])]),
  )
}

/** The row's own key as one string, unique within the entity: what collections and maps are keyed by. */
export function keyString(entity: AnyModelEntity, row: Readonly<Record<string, unknown>>): string {
  const [first = '', ...others] = entity.key
  let key = String(row[first])
  // A plain loop: this runs for every row that is read, and most keys have one field.
  for (const field of others) key += `#${String(row[field])}`
  return key
}

function keyValue(value: unknown): KeyValue {
  return typeof value === 'number' ? value : String(value)
}
