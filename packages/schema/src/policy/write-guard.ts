import { canonicalText } from '../memory/plain-data.ts'
import type { FieldIssue, Mutation, StoredRow } from '../mutation.types.ts'
import { parentMissing, planWrite } from '../plan-write.ts'
import type { GuardedWrite, WriteGuard, WriteRefusal } from '../sync.types.ts'
import { isPlainObject } from '../tagged-json.ts'
import { fillDefaults } from '../variants.ts'
import { isMask } from './mask-value.ts'
import { allows, type EntityRights } from './rights.ts'
import { canSee } from './see-row.ts'
import { labelOf, rightsFor, type Viewer } from './viewer.ts'

type Values = Readonly<Record<string, unknown>>

/** Lets a user write what they may, tells the audit trail of it, and asks the caller's own guard besides. */
export function createGuard(
  { store, rights: role, user, principal, audit }: Viewer,
  own: WriteGuard = {},
): WriteGuard {
  const rightsOf = (name: string): EntityRights => rightsFor(store.model, role, name)
  return {
    meet: (write) => meet(rightsOf, user, write) ?? own.meet?.(write),
    admit: (write) => admit(rightsOf(write.mutation.entity), user, write) ?? own.admit?.(write),
    attach: (write) => [...(audit ? [audit.write(principal, write)] : []), ...(own.attach?.(write) ?? [])],
  }
}

/**
 * Refuses what a user may not do with the row as it is, and what tells them of a row that they may not read.
 *
 * A row, or a parent, that they may not read is met with the very words of one that is not there.
 */
function meet(
  rightsOf: (name: string) => EntityRights,
  user: unknown,
  { mutation, before, parent }: GuardedWrite,
): WriteRefusal | undefined {
  const rights = rightsOf(mutation.entity)
  const { entity } = rights
  const sees = before !== undefined && canSee(rights, user, before)
  if (mutation.op === 'insert') {
    if (rights.create === false) return denied(rights, mutation)
    // Before the row itself is looked at: what is wrong with it would tell whether there is such a parent.
    if (entity.parent !== undefined && !(parent && canSee(rightsOf(entity.parent), user, parent))) {
      return refusalOf(parentMissing(mutation, entity))
    }
    if (before && !sees) return asAbsent(rights, mutation) ?? denied(rights, mutation)
    return refuseMasks(rights, mutation.row)
  }
  const verdict = rights[mutation.op]
  if (verdict === false) return denied(rights, mutation)
  if (!before || !sees) return asAbsent(rights, mutation)
  if (!allows(verdict, user, before.row)) return denied(rights, mutation)
  return mutation.op === 'update' ? refuseMasks(rights, mutation.changes) : undefined
}

/** Refuses a row that a user may not make, and fields that they may not set. */
function admit(
  rights: EntityRights,
  user: unknown,
  { mutation, before, after }: GuardedWrite,
): WriteRefusal | undefined {
  if (mutation.op === 'delete' || !after) return undefined
  const verdict = mutation.op === 'insert' ? rights.create : rights.update
  if (!allows(verdict, user, after.row)) return denied(rights, mutation)
  const given: Values = mutation.op === 'insert' ? mutation.row : mutation.changes
  const refused = rights.fields.filter(({ name, read, write }) => {
    if (!Object.hasOwn(given, name)) return false
    const rows = before ? [before.row, after.row] : [after.row]
    if (rows.every((row) => allows(write, user, row))) return false
    if (!before) return !isUnset(rights, name, after)
    // Whoever reads a field may send it back as it is; of others, that it is the same would tell them the value.
    const isSame = canonicalText(before.row[name]) === canonicalText(after.row[name])
    return !(isSame && allows(read, user, before.row))
  })
  if (refused.length === 0) return undefined
  const names = refused.map(({ name }) => name)
  return {
    code: 'denied',
    message: `You may not set this of a ${labelOf(rights)}: ${names.join(', ')}.`,
    issues: names.map((name) => ({ path: [name], message: 'You may not set this field.' })),
  }
}

/** Whether a field of a new row has what it would have without being named. */
function isUnset({ entity }: EntityRights, name: string, { row }: StoredRow): boolean {
  const unset = fillDefaults(entity.schema, {})[name] ?? null
  return canonicalText(row[name] ?? null) === canonicalText(unset)
}

/** What the store answers where there is no such row: nothing where it would make one. */
function asAbsent({ entity }: EntityRights, mutation: Mutation): WriteRefusal | undefined {
  const plan = planWrite(mutation, entity, undefined, '')
  return plan.kind === 'refuse' ? refusalOf(plan.outcome) : undefined
}

function refusalOf(outcome: ReturnType<typeof parentMissing>): WriteRefusal | undefined {
  return outcome.status === 'rejected' ? outcome : undefined
}

/** Refuses what a client was shown in place of a value. */
function refuseMasks(rights: EntityRights, given: unknown): WriteRefusal | undefined {
  // What is no object is refused by the schema, later.
  if (!isPlainObject(given)) return undefined
  const message = 'This is the mask of a value, and no value. Leave the field out to keep what it has.'
  const issues = rights.fields.flatMap(({ name, kind }): FieldIssue[] => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    return kind && typeof value === 'string' && isMask(kind, value) ? [{ path: [name], message }] : []
  })
  return issues.length > 0
    ? { code: 'invalid', message: `This ${labelOf(rights)} is not valid.`, issues }
    : undefined
}

const verbs = { insert: 'create', update: 'change', delete: 'delete' } as const

function denied(rights: EntityRights, { op }: Mutation): WriteRefusal {
  return { code: 'denied', message: `You may not ${verbs[op]} this ${labelOf(rights)}.` }
}
