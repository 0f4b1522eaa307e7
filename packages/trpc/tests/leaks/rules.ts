import type { AnyModel, AnyModelEntity, FieldSpec } from '@throughline/schema'
import { canonicalText, entityOf, someDescription } from '@throughline/schema/adapter'
import {
  definePolicies,
  type FieldOperation,
  type Operation,
  type Policies,
} from '@throughline/schema/policy'
import { trail } from './guarded-model.ts'

type Values = Readonly<Record<string, unknown>>

/** Each mixed role has another one of the shapes for each entity, so that each entity meets every shape. */
export const roles = ['admin', 'auditor', 'nobody', 'mixed0', 'mixed1', 'mixed2', 'mixed3', 'mixed4'] as const
export type Role = (typeof roles)[number]

/** Who asks; which rows they see may depend on their shade. */
export interface User {
  readonly id: string
  readonly role: Role
  readonly shade: number
}

type Verdict = boolean | ((input: { readonly user: User; readonly row: Values }) => boolean)
type Verdicts<TOperation extends string> = Readonly<Record<TOperation, Verdict>>
interface RoleRules extends Verdicts<Operation> {
  readonly fields: Readonly<Record<string, Verdicts<FieldOperation>>>
}

/** Entity → role → what it may. */
export type Rules = Readonly<Record<string, Readonly<Record<Role, RoleRules>>>>

const everything = { create: true, read: true, update: true, delete: true }
const nothing = { create: false, read: false, update: false, delete: false }
const openField = { read: true, mask: false, reveal: false, write: true }
/** What a sensitive field is without a rule. */
const unruled = { read: false, mask: true, reveal: false, write: true }

let salts = 0
/** A condition that about half of all values meet, and for users of the other shade the other half. */
function half(valueOf: (row: Values) => unknown): Verdict {
  const salt = String((salts += 1))
  return ({ user, row }) => (hashOf(salt + canonicalText(valueOf(row) ?? null)) + user.shade) % 2 === 0
}

function hashOf(text: string): number {
  let hash = 7
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return hash >> 3
}

type Shape = (entity: AnyModelEntity) => RoleRules

const fieldsOf = (
  entity: AnyModelEntity,
  make: (field: FieldSpec, index: number) => Verdicts<FieldOperation>,
): RoleRules['fields'] =>
  Object.fromEntries(ownFields(entity).map((field, index) => [field.name, make(field, index)]))

const shapes: readonly Shape[] = [
  // The entity is denied.
  (entity) => ({ ...nothing, fields: fieldsOf(entity, () => openField) }),
  // Rows by a condition on a field that changes.
  (entity) => {
    const field = ownFields(entity).find(({ required }) => required)?.name ?? entity.key[0] ?? ''
    const mine = half((row) => row[field])
    return {
      create: mine,
      read: mine,
      update: mine,
      delete: half((row) => row[field]),
      fields: fieldsOf(entity, () => ({ ...openField, mask: true })),
    }
  },
  // Fields are left out, and some of them cannot be written.
  (entity) => ({
    ...everything,
    fields: fieldsOf(entity, ({ required, name }, index) => ({
      read: index % 2 === 1,
      mask: false,
      reveal: false,
      write: index % 3 > 0 || (required && half((row) => row[name])),
    })),
  }),
  // Sensitive fields are masked, and revealed of some rows; others are read of some rows.
  (entity) => ({
    ...everything,
    fields: fieldsOf(entity, (field, index) => ({
      read: index % 2 === 0 && !isSensitive(field) ? half((row) => row[field.name]) : !isSensitive(field),
      mask: true,
      reveal: half((row) => row[field.name]),
      write: true,
    })),
  }),
  // Everything is read, and nothing written.
  (entity) => ({ ...nothing, read: true, fields: fieldsOf(entity, () => openField) }),
]

/** Whether something in a field is sensitive, so that it is masked. */
function isSensitive(field: FieldSpec): boolean {
  return someDescription(field, 'output', ({ meta }) => meta.sensitive !== undefined)
}

/** Fields that rules can be about. */
function ownFields(entity: AnyModelEntity): FieldSpec[] {
  return entity.fields.filter(({ name, managed }) => !managed && !entity.path.includes(name))
}

/** Rules about a model in which each entity meets every shape. */
export function rulesFor(model: AnyModel): Rules {
  salts = 0
  const rules = new Map<string, Readonly<Record<Role, RoleRules>>>()
  for (const [index, name] of byLevel(model).entries()) {
    const entity = entityOf(model, name)
    const all = { ...everything, fields: fieldsOf(entity, () => ({ ...openField, reveal: true })) }
    const none = { ...nothing, fields: fieldsOf(entity, () => openField) }
    const mixed = (turn: number): RoleRules => shapes[(index + turn) % shapes.length]?.(entity) ?? none
    const byRole: Record<Role, RoleRules> =
      name === trail
        ? { ...byNone(none), admin: { ...none, read: true }, auditor: { ...none, read: true } }
        : {
            ...byNone(none),
            admin: all,
            mixed0: mixed(0),
            mixed1: mixed(1),
            mixed2: mixed(2),
            mixed3: mixed(3),
            mixed4: mixed(4),
          }
    const parent = entity.parent === undefined ? undefined : rules.get(entity.parent)
    for (const role of roles) {
      const sensitive = index % 3 === 2 ? ownFields(entity).filter(isSensitive) : []
      const fields = {
        ...byRole[role].fields,
        ...Object.fromEntries(sensitive.map((field) => [field.name, unruled])),
      }
      byRole[role] = { ...byRole[role], fields }
      // Who reads no row that it could be below is not let create: that would be a problem of the policies.
      if (parent?.[role].read === false) byRole[role] = { ...byRole[role], create: false }
    }
    rules.set(name, byRole)
  }
  return Object.fromEntries(rules)
}

const byNone = (none: RoleRules): Record<Role, RoleRules> => ({
  admin: none,
  auditor: none,
  nobody: none,
  mixed0: none,
  mixed1: none,
  mixed2: none,
  mixed3: none,
  mixed4: none,
})

function byLevel(model: AnyModel): string[] {
  const level = (name: string): number => {
    const { parent } = entityOf(model, name)
    return parent === undefined ? 0 : 1 + level(parent)
  }
  return model.names.toSorted((a, b) => level(a) - level(b))
}

/** The policies that say the same. */
export function policiesOf(model: AnyModel, rules: Rules): Policies<AnyModel, User> {
  const ruleOf = (of: (role: Role) => Verdict | undefined): Values =>
    Object.fromEntries(roles.map((role) => [role, of(role)]))
  const entities = Object.entries(rules).map(([name, byRole]) => {
    const entity = entityOf(model, name)
    const operations =
      name === trail ? (['read'] as const) : (['create', 'read', 'update', 'delete'] as const)
    const isRuled = ({ name: field }: FieldSpec): boolean =>
      roles.some((role) => byRole[role].fields[field] !== unruled)
    const fields = (name === trail ? [] : ownFields(entity).filter(isRuled)).map((field) => {
      const asked = isSensitive(field)
        ? (['read', 'mask', 'reveal', 'write'] as const)
        : (['read', 'reveal', 'write'] as const)
      const policy = asked.map(
        (one) => [one, ruleOf((role) => byRole[role].fields[field.name]?.[one])] as const,
      )
      return [field.name, Object.fromEntries(policy)] as const
    })
    const policy = operations.map(
      (operation) => [operation, ruleOf((role) => byRole[role][operation])] as const,
    )
    return [name, Object.assign(Object.fromEntries(policy), { fields: Object.fromEntries(fields) })] as const
  })
  return definePolicies<AnyModel, User, Role>(model, {
    roles,
    principal: (user) => user,
    audit: trail,
    entities: Object.fromEntries(entities) as never,
    attributes: ({ shade }) => shade,
  })
}

/** What rules come to, worked out in the plainest way there is. */
export interface Oracle {
  readonly may: (user: User, operation: Operation, entity: string, row: Values) => boolean
  /** Of a field of a row that the user may read. */
  readonly mayField: (
    user: User,
    operation: FieldOperation,
    entity: string,
    field: string,
    row: Values,
  ) => boolean
  /** The user sees the row, and the value that it has in this field. */
  readonly sees: (user: User, entity: string, field: string, row: Values) => boolean
}

export function createOracle(rules: Rules): Oracle {
  const ask = (verdict: Verdict | undefined, user: User, row: Values): boolean =>
    typeof verdict === 'function' ? verdict({ user, row }) : (verdict ?? true)
  const oracle: Oracle = {
    may: (user, operation, entity, row) => ask(rules[entity]?.[user.role][operation], user, row),
    mayField: (user, operation, entity, field, row) =>
      ask(rules[entity]?.[user.role].fields[field]?.[operation], user, row),
    sees: (user, entity, field, row) =>
      oracle.may(user, 'read', entity, row) && oracle.mayField(user, 'read', entity, field, row),
  }
  return oracle
}
