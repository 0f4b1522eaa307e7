import { keyOf } from '../key.ts'
import type { AnyModelEntity } from '../model.types.ts'
import type { StoredRow } from '../mutation.types.ts'
import { selectFields } from '../read-plan.ts'
import { checkFields } from '../read-conditions.ts'
import { StoreError } from '../store-error.ts'
import { allows } from './rights.ts'
import { canSee } from './see-row.ts'
import { labelOf, rightsFor, type Viewer } from './viewer.ts'

type Values = Readonly<Record<string, unknown>>

/** Tells the audit trail of fields of a row, and then the user of their values. */
export async function reveal(
  { store, rights: role, user, principal, audit }: Viewer,
  name: string,
  key: Values,
  fields: readonly string[],
): Promise<StoredRow> {
  const rights = rightsFor(store.model, role, name)
  const { entity } = rights
  checkAsked(entity, fields)
  const stored = await store.get(name, key)
  if (!stored || !canSee(rights, user, stored)) {
    throw new StoreError('not_found', `This ${labelOf(rights)} does not exist.`)
  }
  const withheld = rights.restricted.filter(
    (field) => fields.includes(field.name) && !allows(field.read, user, stored.row),
  )
  const refused = withheld.filter((field) => !allows(field.reveal, user, stored.row))
  if (refused.length > 0)
    throw denied(
      labelOf(rights),
      refused.map((field) => field.name),
    )
  if (withheld.length > 0) {
    if (!audit) throw new StoreError('not_configured', 'There is no audit trail that could be told of it.')
    const told = { entity: name, key: keyOf(entity, stored.row), fields: withheld.map((field) => field.name) }
    await store.transact([audit.reveal(principal, told)])
  }
  return { row: selectFields(stored.row, [...entity.path, ...fields]), meta: stored.meta }
}

function checkAsked(entity: AnyModelEntity, fields: readonly string[]): void {
  checkFields(entity, fields)
  if (fields.length === 0)
    throw new StoreError('invalid', `No field of "${entity.name}" is asked for. Name one.`)
}

function denied(label: string, names: readonly string[]): StoreError {
  const issues = names.map((name) => ({ path: [name], message: 'You may not see this field.' }))
  return new StoreError('denied', `You may not see this of a ${label}: ${names.join(', ')}.`, { issues })
}
