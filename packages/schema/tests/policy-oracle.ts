import { keyOf } from '../src/key.ts'
import { canonicalText } from '../src/memory/plain-data.ts'
import type { AnyModel, AnyModelEntity } from '../src/model.types.ts'
import type { StoredRow } from '../src/mutation.types.ts'
import { entityOf } from '../src/plan-write.ts'
import { maskValue } from '../src/policy/mask-value.ts'
import { someDescription } from '../src/walk-description.ts'

type Values = Readonly<Record<string, unknown>>

/** Who asks in tests of any model: which rows they see depends on their shade. */
export interface ShadedUser {
  readonly id: string
  readonly role: 'a' | 'b' | 'c'
  readonly shade: number
}

type Verdict = boolean | ((input: { readonly user: ShadedUser; readonly row: Values }) => boolean)
type RoleRule = Readonly<Record<ShadedUser['role'], Verdict>>
type FieldRules = Readonly<Partial<Record<'mask' | 'read' | 'reveal' | 'write', RoleRule>>>
interface EntityRules extends Readonly<Partial<Record<'create' | 'delete' | 'read' | 'update', RoleRule>>> {
  readonly fields?: Readonly<Record<string, FieldRules>>
}
/** Policies of any model in the one form that {@link createOracle} reads. */
export type AnyRules = Readonly<Record<string, EntityRules>>

export const roles = ['a', 'b', 'c'] as const

/** A whole number from 0 on, below this one. */
export type Pick = (below: number) => number

/** Policies that nothing is wrong with, of every kind of rule, and conditions that let about two of three rows. */
export function anyRules(model: AnyModel, pick: Pick, audit: string | undefined): AnyRules {
  let salt = 0
  const condition = (): Verdict => {
    salt += 1
    const own = String(salt)
    return ({ user, row }) => shadeOf(own + canonicalText(row)) !== user.shade
  }
  const verdict = (never: number): Verdict => {
    const drawn = pick(100)
    return drawn < never ? false : drawn < never + 40 ? true : condition()
  }
  const rule = (never: number, but: (role: ShadedUser['role']) => boolean = () => false): RoleRule => {
    const of = (role: ShadedUser['role']): Verdict => !but(role) && verdict(never)
    return { a: of('a'), b: of('b'), c: of('c') }
  }
  const rules: Record<string, EntityRules> = {}
  for (const entity of byLevel(model)) {
    if (entity.name === audit) {
      rules[entity.name] = {}
      continue
    }
    const read = rule(15)
    const isBlind = (role: ShadedUser['role']): boolean => read[role] === false
    const parent = entity.parent === undefined ? undefined : rules[entity.parent]?.read
    const fields = entity.fields.flatMap((field) => {
      if (field.managed || entity.path.includes(field.name) || pick(3) > 0) return []
      const isSensitive = sensitive(field)
      const reveal = audit !== undefined && { reveal: rule(30) }
      const policy: FieldRules = {
        read: rule(30),
        write: rule(field.required ? 0 : 20),
        ...(isSensitive && { mask: rule(20) }),
        ...reveal,
      }
      return [[field.name, policy] as const]
    })
    rules[entity.name] = {
      read,
      create: rule(10, (role) => parent?.[role] === false),
      update: rule(10, isBlind),
      delete: rule(30, isBlind),
      fields: Object.fromEntries(fields),
    }
  }
  return rules
}

function byLevel(model: AnyModel): AnyModelEntity[] {
  const level = ({ parent }: AnyModelEntity): number =>
    parent === undefined ? 0 : 1 + level(entityOf(model, parent))
  return Object.values(model.entities).toSorted((a, b) => level(a) - level(b))
}

function shadeOf(text: string): number {
  let hash = 7
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return hash % 3
}

function sensitive(field: AnyModelEntity['fields'][number]): boolean {
  return someDescription(field, 'output', ({ meta }) => meta.sensitive !== undefined)
}

/** What the rules come to, worked out in the plainest way there is. */
export interface Oracle {
  readonly may: (
    user: ShadedUser,
    operation: 'create' | 'delete' | 'read' | 'update',
    entity: string,
    row: Values,
  ) => boolean
  readonly mayField: (
    user: ShadedUser,
    operation: 'read' | 'reveal' | 'write',
    entity: string,
    field: string,
    row: Values,
  ) => boolean
  /** Whether a field is read of every row that is. */
  readonly readsAlways: (user: ShadedUser, entity: string, field: string) => boolean
  /** A row as a user sees it. */
  readonly see: (user: ShadedUser, entity: string, stored: StoredRow) => StoredRow | undefined
}

export function createOracle(model: AnyModel, rules: AnyRules): Oracle {
  const ask = (verdict: Verdict | undefined, absent: boolean, user: ShadedUser, row: Values): boolean =>
    verdict === undefined ? absent : typeof verdict === 'function' ? verdict({ user, row }) : verdict
  const specOf = (entity: string, field: string) =>
    entityOf(model, entity).fields.find(({ name }) => name === field)
  const isSensitive = (entity: string, field: string): boolean => {
    const spec = specOf(entity, field)
    return spec !== undefined && sensitive(spec)
  }
  const verdictOf = (
    user: ShadedUser,
    operation: 'mask' | 'read' | 'reveal' | 'write',
    entity: string,
    field: string,
  ) =>
    rules[entity]?.fields?.[field]?.[operation]?.[user.role] ??
    { mask: isSensitive(entity, field), read: !isSensitive(entity, field), reveal: false, write: true }[
      operation
    ]
  const oracle: Oracle = {
    may: (user, operation, entity, row) => ask(rules[entity]?.[operation]?.[user.role], false, user, row),
    mayField: (user, operation, entity, field, row) =>
      ask(verdictOf(user, operation, entity, field), false, user, row),
    readsAlways: (user, entity, field) => verdictOf(user, 'read', entity, field) === true,
    see(user, entity, { row, meta }) {
      if (!oracle.may(user, 'read', entity, row)) return undefined
      const names = entityOf(model, entity).fields.map(({ name }) => name)
      const withheld = names.filter((name) => !oracle.mayField(user, 'read', entity, name, row))
      const seen: Record<string, unknown> = { ...row }
      for (const name of withheld) {
        const value = seen[name]
        delete seen[name]
        const kind = specOf(entity, name)?.meta.sensitive?.mask ?? 'all'
        const isMasked =
          isSensitive(entity, name) && ask(verdictOf(user, 'mask', entity, name), false, user, row)
        if (isMasked && typeof value === 'string') seen[name] = maskValue(kind, value)
      }
      return { row: seen, meta, ...(withheld.length > 0 && { withheld }) }
    },
  }
  return oracle
}

/** A chooser that chooses the same for the same seed. */
export function seeded(seed: number): Pick {
  let state = (seed ^ 0x9e_37_79_b9) >>> 0
  return (below) => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Names a row among all of a model. */
export function nameOf(model: AnyModel, entity: string, values: Values): string {
  return `${entity} ${canonicalText(keyOf(entityOf(model, entity), values))}`
}
