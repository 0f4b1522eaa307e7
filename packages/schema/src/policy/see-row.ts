import type { StoredRow } from '../mutation.types.ts'
import { selectFields } from '../read-plan.ts'
import { maskValue } from './mask-value.ts'
import { allows, type EntityRights, type FieldRights } from './rights.ts'

/** Whether a user may read a row at all. */
export function canSee({ read }: EntityRights, user: unknown, stored: StoredRow): boolean {
  return allows(read, user, stored.row)
}

/**
 * A row as a user sees it, `undefined` where they may not; the same object where nothing of it is withheld.
 *
 * `withheld` names a field whether the row has a value there or not: that too would tell of it.
 */
export function seeRow<TStored extends StoredRow>(
  rights: EntityRights,
  user: unknown,
  stored: TStored,
): TStored | undefined {
  if (!canSee(rights, user, stored)) return undefined
  return rights.restricted.length === 0 ? stored : withhold(rights.restricted, user, stored)
}

/** A row as a user sees it, with these fields alone; all where none are named. */
export function seeFields(
  rights: EntityRights,
  user: unknown,
  stored: StoredRow,
  fields: readonly string[] | undefined,
): StoredRow | undefined {
  const seen = seeRow(rights, user, stored)
  if (!seen || !fields) return seen
  const { withheld, ...rest } = seen
  const named = withheld?.filter((field) => fields.includes(field)) ?? []
  return { ...rest, row: selectFields(seen.row, fields), ...(named.length > 0 && { withheld: named }) }
}

function withhold<TStored extends StoredRow>(
  restricted: readonly FieldRights[],
  user: unknown,
  stored: TStored,
): TStored {
  const hidden = restricted.filter(({ read }) => !allows(read, user, stored.row))
  if (hidden.length === 0) return stored
  const row: Record<string, unknown> = {}
  for (const name of Object.keys(stored.row)) {
    const value = stored.row[name]
    const field = fieldOf(hidden, name)
    if (!field) keep(row, name, value)
    else if (field.kind && typeof value === 'string' && allows(field.mask, user, stored.row))
      row[name] = maskValue(field.kind, value)
  }
  return { ...stored, row, withheld: hidden.map(({ name }) => name) }
}

/** One of a few: a loop is the fastest, and this is asked of every field of every row. */
function fieldOf(fields: readonly FieldRights[], name: string): FieldRights | undefined {
  for (const field of fields) if (field.name === name) return field
  return undefined
}

function keep(row: Record<string, unknown>, name: string, value: unknown): void {
  // Assigned, it would set the prototype.
  if (name === '__proto__')
    Object.defineProperty(row, name, { value, configurable: true, enumerable: true, writable: true })
  else row[name] = value
}
