import { jsonCodec } from '../json-codec.ts'
import { keyOf, type KeyValues } from '../key.ts'
import { canonicalText } from '../memory/plain-data.ts'
import type { AnyModel, AnyModelEntity } from '../model.types.ts'
import type { InsertMutation } from '../mutation.types.ts'
import { encodeTagged } from '../tagged-json.ts'
import type { GuardedWrite } from '../sync.types.ts'
import { auditRow, type Told } from './audit-row.ts'
import { type MaskKind, maskValue } from './mask-value.ts'
import type { Principal } from './policy.types.ts'
import type { RoleRights } from './rights.ts'

type Values = Readonly<Record<string, unknown>>

/** Who reads an entry is to read no more of a long text than what tells which it was. */
const longest = 1000
/** Characters of all changes: an entry has to be stored where its row was. */
const mostText = 50_000

/** What policies tell of writes and reveals. */
export interface AuditTrail {
  /** The insert that goes along with a write. */
  readonly write: (principal: Principal, write: GuardedWrite) => InsertMutation<AnyModel, string>
  /** The insert that goes before a reveal. */
  readonly reveal: (
    principal: Principal,
    of: { readonly entity: string; readonly key: KeyValues; readonly fields: readonly string[] },
  ) => InsertMutation<AnyModel, string>
}

/** The trail that is kept in an entity. */
export function createAuditTrail(model: AnyModel, audit: string, roles: readonly RoleRights[]): AuditTrail {
  const closed = closedFields(roles)
  const insert = ({ id: actor, role }: Principal, told: Omit<Told, 'actor' | 'role'>) => ({
    op: 'insert' as const,
    mutationId: crypto.randomUUID(),
    entity: audit,
    row: auditRow({ actor, role, ...told }),
  })
  return {
    write(principal, { mutation, before, after }) {
      const entity = model.entities[mutation.entity]
      const row = (after ?? before)?.row ?? {}
      const changes = entity ? changesOf(entity, closed.get(entity.name), before?.row, after?.row) : {}
      return insert(principal, {
        action: mutation.op === 'insert' ? 'create' : mutation.op,
        entity: mutation.entity,
        key: entity ? keyOf(entity, row) : {},
        changes,
        at: after?.meta.updatedAt,
      })
    },
    reveal: (principal, { entity, key, fields }) =>
      insert(principal, {
        action: 'reveal',
        entity,
        key,
        changes: Object.fromEntries(fields.map((field) => [field, {}])),
      }),
  }
}

type Closed = ReadonlyMap<string, MaskKind | undefined>

/** Fields that a role may not read of every row, with their masks. */
function closedFields(roles: readonly RoleRights[]): ReadonlyMap<string, Closed> {
  const closed = new Map<string, Map<string, MaskKind | undefined>>()
  for (const { entity, fields } of roles.flatMap(({ entities }) => [...entities.values()])) {
    const known = closed.get(entity.name) ?? new Map<string, MaskKind | undefined>()
    for (const { name, kind, read } of fields) if (kind || read !== true) known.set(name, kind)
    closed.set(entity.name, known)
  }
  return closed
}

function changesOf(
  entity: AnyModelEntity,
  closed: Closed | undefined,
  before: Values | undefined,
  after: Values | undefined,
): Told['changes'] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const told = [...names].flatMap((name) => {
    if (entity.path.includes(name) || entity.managed.some((field) => field === name)) return []
    const [was, is] = [before?.[name], after?.[name]]
    if (canonicalText(was) === canonicalText(is)) return []
    const tell = (value: unknown): unknown =>
      closed?.has(name) ? masked(closed.get(name), value) : shortened(jsonOf(entity, name, value))
    return [
      [
        name,
        { ...(was !== undefined && { before: tell(was) }), ...(is !== undefined && { after: tell(is) }) },
      ] as const,
    ]
  })
  const changes = Object.fromEntries(told)
  if (JSON.stringify(changes).length <= mostText) return changes
  return Object.fromEntries(told.map(([name]) => [name, {}]))
}

function masked(kind: MaskKind | undefined, value: unknown): string {
  return kind && typeof value === 'string' ? maskValue(kind, value) : maskValue('all', '')
}

function jsonOf(entity: AnyModelEntity, name: string, value: unknown): unknown {
  const field = entity.fields.find((candidate) => candidate.name === name)
  return field ? jsonCodec(field).encode(value) : encodeTagged(value)
}

function shortened(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // Not in the middle of a character: half of one no store keeps.
  return text.length <= longest ? value : `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`
}
