import { deepEquals, safeRandomUUID } from '@tanstack/db'
import {
  type AnyModel,
  type AnyModelEntity,
  isManagedField,
  type Mutation,
  type StoredRow,
} from '@throughline/schema'
import { keyOf, planWrite, storedRow, writeTarget } from '@throughline/schema/adapter'
import { CollectionsError } from './collections-error.ts'
import type { Fold } from './fold.ts'
import { parentKeyString } from './parent-link.ts'
import { rejectionError } from './to-collections-error.ts'
import { type Values, withoutManaged } from './values.ts'

/**
 * Makes the whole row of an insert, by the rules that the server will apply: key made where it may be, defaults filled,
 * managed fields as of now.
 *
 * @throws {CollectionsError} `invalid` with the issues per field.
 */
export function prepareInsert(model: AnyModel, entity: AnyModelEntity, values: Values): Values {
  return plan(model, entity, { op: 'insert', row: withKey(entity, values) })
}

/**
 * The changes of an update that make a difference, by the rules that the server will apply.
 *
 * @throws {CollectionsError} `invalid` with the issues per field.
 */
export function prepareUpdate(model: AnyModel, entity: AnyModelEntity, row: Values, changes: Values): Values {
  const now = new Date().toISOString()
  const current = storedRow(entity, withoutManaged(row), { version: 1, createdAt: now, updatedAt: now })
  const next = plan(model, entity, { op: 'update', key: keyOf(entity, row), changes }, current)
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

/** Throws where a row is being created below one that is being deleted. */
export function assertParentIsThere(fold: Fold, entity: AnyModelEntity, row: Values): void {
  const { link } = fold.table(entity.name)
  if (!link || !fold.isHidden(fold.table(link.parent.name), parentKeyString(link, row))) return
  const message = `The ${link.parent.singular} of this ${entity.singular} is being deleted.`
  throw new CollectionsError('rejected', message, {
    entity: entity.name,
    operation: 'insert',
    reason: 'parent_not_found',
    issues: [{ path: link.keyFields.slice(-1), message }],
  })
}

/** The row that the server would write. */
function plan(
  model: AnyModel,
  entity: AnyModelEntity,
  values: Values & Pick<Mutation, 'op'>,
  current?: StoredRow,
): Values {
  // Sound: the values come from outside, and the plan itself parses them.
  const mutation = { ...values, mutationId: '', entity: entity.name } as unknown as Mutation
  const target = writeTarget(model, mutation)
  const written =
    'status' in target
      ? { kind: 'refuse' as const, outcome: target }
      : planWrite(mutation, entity, current, new Date().toISOString())
  if (written.kind === 'put') return written.stored.row
  const outcome = written.kind === 'refuse' ? written.outcome : undefined
  if (outcome?.status !== 'rejected') throw new TypeError('Neither a row nor a refusal.')
  throw rejectionError(outcome, { entity: entity.name, operation: mutation.op })
}
