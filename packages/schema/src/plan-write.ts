import type * as z from 'zod'
import { isManagedField } from './field-spec.ts'
import { keyOf, type KeyValues } from './key.ts'
import type { AnyModel, AnyModelEntity } from './model.types.ts'
import type {
  FieldIssue,
  Mutation,
  MutationOutcome,
  RejectionCode,
  RowMeta,
  StoredRow,
} from './mutation.types.ts'
import { StoreError } from './store-error.ts'
import type { WriteRefusal } from './sync.types.ts'
import { fillDefaults, overwriteRow } from './variants.ts'

type Values = Readonly<Record<string, unknown>>

/** A mutation that is well formed: which row it is about. */
export interface WriteTarget {
  readonly entity: AnyModelEntity
  readonly key: KeyValues
}

/** What a store has to do for one mutation. */
export type WritePlan =
  | { readonly kind: 'put'; readonly stored: StoredRow }
  | { readonly kind: 'delete' }
  | { readonly kind: 'refuse'; readonly outcome: MutationOutcome }

/**
 * Finds the row that a mutation is about, before a store reads it.
 *
 * @throws {StoreError} `invalid` for an entity that the model does not have.
 */
export function writeTarget(model: AnyModel, mutation: Mutation): WriteTarget | MutationOutcome {
  const entity = entityOf(model, mutation.entity)
  const values = mutation.op === 'insert' ? pathValues(entity, asValues(mutation.row)) : mutation.key
  const key = entity.variants.key.safeParse(values)
  if (!key.success) return rejected(mutation, 'invalid', 'The key is not valid.', toFieldIssues(key.error))
  return { entity, key: key.data }
}

/**
 * Decides what one mutation does to the row that a store has read, the same for every store.
 *
 * `current` is the row now (`undefined` where there is none), `now` an ISO date-time.
 */
export function planWrite(
  mutation: Mutation,
  entity: AnyModelEntity,
  current: StoredRow | undefined,
  now: string,
): WritePlan {
  if (mutation.op === 'insert') return planInsert(mutation, entity, current, now)
  if (!current) return refuse(rejected(mutation, 'not_found', `This ${label(entity)} does not exist.`))
  if (mutation.baseVersion !== undefined && mutation.baseVersion !== current.meta.version) {
    return refuse({ status: 'conflict', mutationId: mutation.mutationId, stored: current })
  }
  if (mutation.op === 'delete') return { kind: 'delete' }
  return planUpdate(mutation, entity, current, now)
}

/** The row's key fields as they were sent: one that is missing stays missing. */
function pathValues(entity: AnyModelEntity, row: Values): Values {
  return Object.fromEntries(entity.path.flatMap((field) => (field in row ? [[field, row[field]]] : [])))
}

function planInsert(
  mutation: Mutation & { op: 'insert' },
  entity: AnyModelEntity,
  current: StoredRow | undefined,
  now: string,
): WritePlan {
  if (current) {
    return refuse(rejected(mutation, 'already_exists', `A ${label(entity)} with this key exists already.`))
  }
  const row = entity.variants.insert.safeParse(mutation.row)
  if (!row.success) return refuse(invalid(mutation, entity, row.error))
  const stored = storedRow(entity, asValues(row.data), { version: 1, createdAt: now, updatedAt: now })
  const given = asValues(mutation.row)
  // The row is found by the key that was sent: one that the schema changes would be lost.
  const changed = entity.path.filter((field) => stored.row[field] !== given[field])
  if (changed.length === 0) return { kind: 'put', stored }
  const issues = changed.map((field) => ({
    path: [field],
    message: `A key is sent as it is stored: ${String(stored.row[field])}.`,
  }))
  return refuse(rejected(mutation, 'invalid', `This ${label(entity)} is not valid.`, issues))
}

/** Only what changes is parsed as written by a client; the row that it makes is checked as one that is read. */
function planUpdate(
  mutation: Mutation & { op: 'update' },
  entity: AnyModelEntity,
  current: StoredRow,
  now: string,
): WritePlan {
  const changes = entity.variants.update.safeParse(mutation.changes)
  if (!changes.success) return refuse(invalid(mutation, entity, changes.error))
  const merged = { ...withoutManaged(current.row), ...asValues(changes.data) }
  // `undefined` clears a field.
  const kept = Object.entries(merged).filter(([, value]) => value !== undefined)
  const whole = overwriteRow(entity.schema, Object.fromEntries(kept))
  if (!whole.success) return refuse(invalid(mutation, entity, whole.error))
  const meta = { ...current.meta, version: current.meta.version + 1, updatedAt: now }
  const stored = storedRow(entity, whole.data, meta)
  const row = entity.variants.row.safeParse(stored.row)
  return row.success ? { kind: 'put', stored } : refuse(invalid(mutation, entity, row.error))
}

/** Joins a row's own values with those of its managed fields that the schema declares. */
export function storedRow(entity: AnyModelEntity, values: Values, meta: RowMeta): StoredRow {
  const managed = Object.fromEntries(entity.managed.map((field) => [field, meta[field]]))
  return { row: { ...values, ...managed }, meta }
}

/**
 * Checks a row that is written as it is (seeding, import) and completes what the server keeps about it.
 *
 * The values are those of a row that was read: nothing is decoded, and a default is filled in only where its field is absent.
 * `createdAt` and `updatedAt` are the row's own where it has them, `now` otherwise; `version` is 1.
 *
 * @throws {StoreError} `invalid` with the issues, for a row that the schema refuses.
 */
export function importRow(
  entity: AnyModelEntity,
  row: Values,
  now: string,
): { key: KeyValues; stored: StoredRow } {
  const createdAt = dateTime(row['createdAt']) ?? now
  const meta = { version: 1, createdAt, updatedAt: dateTime(row['updatedAt']) ?? createdAt }
  const given = storedRow(entity, fillDefaults(entity.schema, withoutManaged(row)), meta)
  const parsed = entity.variants.row.safeParse(given.row)
  const key = entity.variants.key.safeParse(keyOf(entity, given.row))
  if (!parsed.success || !key.success) {
    const issues = [
      ...(parsed.success ? [] : toFieldIssues(parsed.error)),
      ...(key.success ? [] : toFieldIssues(key.error)),
    ]
    const text = issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')
    throw new StoreError('invalid', `A row of ${entity.name} is not valid. ${text}`)
  }
  return { key: key.data, stored: { row: asValues(parsed.data), meta } }
}

function dateTime(value: unknown): string | undefined {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined
}

/** The entity of this name. @throws {StoreError} `invalid` where the model has none. */
export function entityOf(model: AnyModel, name: string): AnyModelEntity {
  const entity = Object.hasOwn(model.entities, name) ? model.entities[name] : undefined
  if (entity) return entity
  throw new StoreError(
    'invalid',
    `The model "${model.service}" has no entity "${name}". It has: ${model.names.join(', ')}.`,
  )
}

/** A mutation's answer where the row or the request is at fault. */
export function rejected(
  mutation: Pick<Mutation, 'mutationId'>,
  code: RejectionCode,
  message: string,
  issues: readonly FieldIssue[] = [],
): MutationOutcome {
  return { status: 'rejected', mutationId: mutation.mutationId, code, message, issues }
}

/** The answer where the row's parent is not there. */
export function parentMissing(mutation: Mutation, entity: AnyModelEntity): MutationOutcome {
  const field = entity.parentFields.at(-1) ?? ''
  const message = `The ${entity.parent} row that "${entity.parentFields.join('", "')}" names does not exist.`
  return rejected(mutation, 'parent_not_found', message, [{ path: [field], message }])
}

/** The answer to a mutation that a guard refuses. */
export function refusedBy(
  mutation: Pick<Mutation, 'mutationId'>,
  { code, message, issues }: WriteRefusal,
): MutationOutcome {
  return rejected(mutation, code, message, issues)
}

/** The answer where a row that a guard attaches to a mutation cannot be written with it. */
export function attachmentRefused(
  mutation: Pick<Mutation, 'mutationId'>,
  entity: AnyModelEntity,
  refusal: MutationOutcome | undefined,
): MutationOutcome {
  const why = refusal?.status === 'rejected' ? refusal.message : 'The write meets another row with it.'
  const message = `The ${label(entity)} that goes along with this write cannot be stored. ${why}`
  return rejected(mutation, 'invalid', message)
}

/** Zod's issues as plain data; unknown keys become one issue each, at their field. */
export function toFieldIssues(error: z.core.$ZodError): FieldIssue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String)
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...path, key], message: unknownFieldMessage(key) }))
      : [{ path, message: issue.message }]
  })
}

function unknownFieldMessage(field: string): string {
  return isManagedField(field) ? 'This field is kept by the server.' : 'This field is unknown.'
}

function invalid(mutation: Mutation, entity: AnyModelEntity, error: z.core.$ZodError): MutationOutcome {
  return rejected(mutation, 'invalid', `This ${label(entity)} is not valid.`, toFieldIssues(error))
}

function refuse(outcome: MutationOutcome): WritePlan {
  return { kind: 'refuse', outcome }
}

function withoutManaged(row: Values): Values {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !isManagedField(name)))
}

function label(entity: AnyModelEntity): string {
  return entity.singular.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
}

/** A mutation's values as a plain record. */
function asValues(value: unknown): Values {
  // Sound: any object is a record of unknown values; they are parsed by the entity's schemas.
  return typeof value === 'object' && value !== null ? (value as Values) : {}
}
