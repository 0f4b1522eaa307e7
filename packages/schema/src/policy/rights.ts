import type { FieldSpec } from '../field-spec.ts'
import type { AnyModel, AnyModelEntity } from '../model.types.ts'
import { someDescription } from '../walk-description.ts'
import type { MaskKind } from './mask-value.ts'
import type {
  FieldOperation,
  FieldPolicy,
  Grant,
  Operation,
  PolicyOptions,
  RowCondition,
} from './policy.types.ts'

type Values = Readonly<Record<string, unknown>>

type AnyFieldPolicy = FieldPolicy<unknown, string, Values>
type AnyEntityPolicy = { readonly [O in Operation]?: AnyFieldPolicy['read'] } & {
  readonly fields?: Readonly<Record<string, AnyFieldPolicy | undefined>>
}

/** Policies of any model. */
export interface AnyPolicyOptions extends Omit<PolicyOptions<AnyModel, unknown, string>, 'entities'> {
  readonly entities: Readonly<Record<string, AnyEntityPolicy | undefined>>
}

/** What a rule says to one role. */
export type Verdict = RowCondition<unknown, Values> | boolean

/** What a role may do with a field that has rules, or is sensitive. */
export type FieldRights = {
  readonly name: string
  /** Absent where the field is not sensitive: it is never masked then. */
  readonly kind: MaskKind | undefined
} & { readonly [O in FieldOperation]: Verdict }

/** What a role may do with an entity. */
export type EntityRights = {
  readonly entity: AnyModelEntity
  /** Fields that have rules, or are sensitive. */
  readonly fields: readonly FieldRights[]
  /** Those of them that the role may not read of every row. */
  readonly restricted: readonly FieldRights[]
  /** The role reads every row whole. */
  readonly isOpen: boolean
  /** What the role sees of a row depends on what is in it. */
  readonly isByRow: boolean
} & { readonly [O in Operation]: Verdict }

/** What a role may do. */
export interface RoleRights {
  readonly role: string
  readonly entities: ReadonlyMap<string, EntityRights>
  /** As of an entity, of all of them. */
  readonly isOpen: boolean
  /** As of an entity, of one at least. */
  readonly isByRow: boolean
}

/** Whether a verdict lets this user, for this row: only a condition's plain `true` does, and no promise of it. */
export function allows(verdict: Verdict, user: unknown, row: Values): boolean {
  const answer: unknown = typeof verdict === 'function' ? verdict({ user, row }) : verdict
  return answer === true
}

/** A verdict as people review it. */
export function grantOf(verdict: Verdict): Grant {
  if (typeof verdict === 'function') return 'by row'
  return verdict ? 'allow' : 'deny'
}

/** How a field is masked; absent where nothing in it is sensitive. */
export function maskKindOf(field: FieldSpec): MaskKind | undefined {
  if (field.meta.sensitive) return field.meta.sensitive.mask === 'iban' ? 'iban' : 'all'
  const isInside = (['input', 'output'] as const).some((side) =>
    someDescription(field, side, ({ meta }) => meta.sensitive !== undefined),
  )
  return isInside ? 'all' : undefined
}

/** What the checked policies of a model say to one role. */
export function rightsOf(model: AnyModel, options: AnyPolicyOptions, role: string): RoleRights {
  const entities = Object.values(model.entities).map((entity) =>
    entityRights(entity, options.entities[entity.name] ?? {}, role),
  )
  return {
    role,
    entities: new Map(entities.map((rights) => [rights.entity.name, rights])),
    isOpen: entities.every(({ isOpen }) => isOpen),
    isByRow: entities.some(({ isByRow }) => isByRow),
  }
}

function entityRights(entity: AnyModelEntity, policy: AnyEntityPolicy, role: string): EntityRights {
  const fields = entity.fields.flatMap((field) => fieldRights(field, policy.fields?.[field.name], role) ?? [])
  const restricted = fields.filter(({ read }) => read !== true)
  const read = verdictOf(policy.read, role, false)
  const verdicts = [read, ...restricted.flatMap((field) => [field.read, field.mask])]
  return {
    entity,
    create: verdictOf(policy.create, role, false),
    read,
    update: verdictOf(policy.update, role, false),
    delete: verdictOf(policy.delete, role, false),
    fields,
    restricted,
    isOpen: read === true && restricted.length === 0,
    isByRow: verdicts.some((verdict) => typeof verdict === 'function'),
  }
}

function fieldRights(
  field: FieldSpec,
  policy: AnyFieldPolicy | undefined,
  role: string,
): FieldRights | undefined {
  const kind = maskKindOf(field)
  if (!policy && !kind) return undefined
  return {
    name: field.name,
    kind,
    read: verdictOf(policy?.read, role, !kind),
    mask: kind ? verdictOf(policy?.mask, role, true) : false,
    reveal: verdictOf(policy?.reveal, role, false),
    write: verdictOf(policy?.write, role, true),
  }
}

function verdictOf(rule: AnyFieldPolicy['read'], role: string, absent: boolean): Verdict {
  if (rule === undefined) return absent
  if (rule === 'everyone') return true
  if (isList(rule)) return rule.includes(role)
  const verdict = Object.hasOwn(rule, role) ? rule[role] : undefined
  return verdict ?? false
}

/** `Array.isArray` does not know a readonly array. */
function isList(rule: object): rule is readonly string[] {
  return Array.isArray(rule)
}
