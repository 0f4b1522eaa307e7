import { deepEquals, safeRandomUUID } from '@tanstack/db'
import {
  type AnyModel,
  type AnyModelEntity,
  isManagedField,
  type Mutation,
  type MutationOutcome,
  type StoredRow,
} from '@throughline/schema'
import { keyOf, planWrite, storedRow, writeTarget } from '@throughline/schema/adapter'
import type { CollectionsErrorDetails } from './collections-error.ts'
import { rejectionError } from './to-collections-error.ts'
import { type Values, withoutManaged } from './values.ts'

const mutationId = 'prepared'

/**
 * Makes the whole row of an insert, by the rules that the server will apply: key made where it may be, defaults filled,
 * managed fields as of now.
 *
 * @throws {CollectionsError} `invalid` with the issues per field.
 */
export function prepareInsert(model: AnyModel, entity: AnyModelEntity, values: Values): Values {
  const row = withKey(entity, values)
  return plan(model, entity, { op: 'insert', mutationId, entity: entity.name, row }, undefined).row
}

/**
 * The changes of an update that make a difference, by the rules that the server will apply.
 *
 * @throws {CollectionsError} `invalid` with the issues per field.
 */
export function prepareUpdate(model: AnyModel, entity: AnyModelEntity, row: Values, changes: Values): Values {
  const key = keyOf(entity, row)
  const now = new Date().toISOString()
  const current = storedRow(entity, withoutManaged(row), { version: 1, createdAt: now, updatedAt: now })
  const next = plan(
    model,
    entity,
    { op: 'update', mutationId, entity: entity.name, key, changes },
    current,
  ).row
  return Object.fromEntries(
    Object.keys(changes)
      .filter((name) => !isManagedField(name) && !deepEquals(next[name], row[name]))
      .map((name) => [name, next[name]]),
  )
}

/** The fields of `next` that differ from `row`: what a draft was changed in. */
export function changesBetween(row: Values, next: Values): Values {
  return Object.fromEntries(Object.entries(next).filter(([name, value]) => !deepEquals(value, row[name])))
}

function withKey(entity: AnyModelEntity, values: Values): Values {
  const [field, ...others] = entity.key
  if (field !== 'id' || others.length > 0 || values[field] !== undefined) return values
  const isText = entity.fields.some(({ name, kind }) => name === field && kind === 'string')
  return isText ? { ...values, id: safeRandomUUID() } : values
}

function plan(
  model: AnyModel,
  entity: AnyModelEntity,
  mutation: Values & Pick<Mutation, 'op'>,
  current: StoredRow | undefined,
): StoredRow {
  const details = { entity: entity.name, operation: mutation.op }
  // Sound: the values come from outside, and the plan itself parses them.
  const target = writeTarget(model, mutation as unknown as Mutation)
  if ('status' in target) throw refusal(target, details)
  const written = planWrite(mutation as unknown as Mutation, entity, current, new Date().toISOString())
  if (written.kind === 'refuse') throw refusal(written.outcome, details)
  if (written.kind === 'put') return written.stored
  throw new TypeError('A plan of an insert or an update is never a delete.')
}

function refusal(outcome: MutationOutcome, details: CollectionsErrorDetails): Error {
  if (outcome.status === 'rejected') return rejectionError(outcome, details)
  throw new TypeError(`A plan without versions cannot end as "${outcome.status}".`)
}
