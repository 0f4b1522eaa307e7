import { keyOf } from '../key.ts'
import type { Mutation, MutationOutcome, StoredRow } from '../mutation.types.ts'
import {
  attachmentRefused,
  entityOf,
  importRow,
  parentMissing,
  planWrite,
  refusedBy,
  rejected,
  storedRow,
  type WritePlan,
  type WriteTarget,
  writeTarget,
} from '../plan-write.ts'
import { StoreError } from '../store-error.ts'
import type { FeedPlace, GuardedWrite, SyncOutcome } from '../sync.types.ts'
import { canonicalText, copyOf, UnstorableValue } from './plain-data.ts'
import { parentPathOf, pathOf, rootOf } from './row-path.ts'
import type { Table } from './tables.ts'
import { beginTrial } from './trial.ts'
import type { WriteContext } from './write-context.ts'

type Values = Readonly<Record<string, unknown>>

/** What a mutation is about, as it stands now. */
interface Writing {
  readonly mutation: Mutation
  readonly target: WriteTarget
  readonly table: Table
  readonly path: string
  readonly current: StoredRow | undefined
  /** The row that it belongs to; not looked for where the mutation is a delete. */
  readonly parent: StoredRow | undefined
}

/** Does what a mutation asks, whole or not at all; `now` is an ISO date-time. The outcome holds the store's own row. */
export function writeMutation(context: WriteContext, mutation: Mutation, now: string): SyncOutcome {
  const target = writeTarget(context.model, mutation)
  if ('status' in target) return refusal(target)
  const writing = lookUp(context, mutation, target)
  const { guard } = context
  const unmet = guard?.meet?.(guardedWrite(writing))
  if (unmet) return refusal(refusedBy(mutation, unmet))
  const plan = prepare(context, writing, now)
  if (plan.kind === 'refuse') return refusal(plan.outcome)
  if (guard) {
    const write = guardedWrite(writing, plan.kind === 'put' ? plan.stored : undefined)
    const denied = guard.admit?.(write)
    if (denied) return refusal(refusedBy(mutation, denied))
    const misfit = attachRows(context, writing, guard.attach?.(write) ?? [], now)
    if (misfit) return refusal(misfit)
  }
  return plan.kind === 'put'
    ? putRow(context, writing, plan.stored)
    : deleteTree(context, writing.table, writing.path, mutation, now)
}

function lookUp({ tables }: WriteContext, mutation: Mutation, target: WriteTarget): Writing {
  const { entity, key } = target
  const table = tables.of(entity.name)
  const path = pathOf(entity, key)
  const current = table.get(path)
  const hasParent = entity.parent !== undefined && mutation.op !== 'delete'
  const parent = hasParent ? tables.of(entity.parent).get(parentPathOf(entity, key)) : undefined
  return { mutation, target, table, path, current, parent }
}

/** What a guard is asked about: copies. */
function guardedWrite({ mutation, current, parent }: Writing, after?: StoredRow): GuardedWrite {
  return {
    mutation,
    before: current && copyOf(current),
    after: after && copyOf(after),
    parent: parent && copyOf(parent),
  }
}

/** What is to be written, or why nothing is: nothing is changed yet. */
function prepare(context: WriteContext, writing: Writing, now: string): WritePlan {
  const { mutation, target, table, path, current, parent } = writing
  const { entity } = target
  const plan = planWrite(mutation, entity, current, now)
  if (plan.kind === 'refuse') return plan
  if (plan.kind === 'delete') {
    const isRestricted = context.restrict === true && current && hasBelow(context, table, path)
    return isRestricted
      ? refuse({ status: 'conflict', mutationId: mutation.mutationId, stored: current })
      : plan
  }
  if (entity.parent !== undefined && !parent) return refuse(parentMissing(mutation, entity))
  const clash = table.clash(path, plan.stored.row)
  if (clash !== undefined) {
    const message = taken(entity.singular, clash)
    return refuse(rejected(mutation, 'already_exists', message, [{ path: [clash], message }]))
  }
  const version = current ? plan.stored.meta.version : table.nextVersion(path)
  const stored = storable(withVersion(table, plan.stored, version))
  if (stored instanceof UnstorableValue) {
    const { message, path: at } = stored
    return refuse(rejected(mutation, 'invalid', message, [{ path: at.slice(1), message }]))
  }
  return { kind: 'put', stored }
}

/** Writes the rows that go along with a write, which come before it: all, or none where the answer is a refusal. */
function attachRows(
  context: WriteContext,
  { mutation, target }: Writing,
  inserts: readonly Mutation[],
  now: string,
): MutationOutcome | undefined {
  if (inserts.length === 0) return undefined
  const trial = beginTrial({ ...context, guard: undefined })
  try {
    for (const insert of inserts) {
      const outcome = writeMutation(trial.context, insert, now)
      if (outcome.status === 'applied') continue
      trial.undo()
      return attachmentRefused(mutation, entityOf(context.model, insert.entity), outcome)
    }
    // They may have taken what the write itself needs.
    const plan = prepare(trial.context, lookUp(trial.context, mutation, target), now)
    if (plan.kind === 'refuse') {
      trial.undo()
      const [{ entity } = mutation] = inserts
      return attachmentRefused(mutation, entityOf(context.model, entity), plan.outcome)
    }
  } catch (error) {
    trial.undo()
    throw error
  }
  trial.commit()
  return undefined
}

/**
 * Writes a row as it is over the one with its key; nothing where it is the same.
 *
 * @throws {StoreError} `invalid` for a row that the schema refuses, or whose unique value another row has.
 */
export function importEntityRow(context: WriteContext, name: string, values: Values, now: string): void {
  const entity = entityOf(context.model, name)
  const { key, stored: imported } = importRow(entity, values, now)
  const table = context.tables.of(name)
  const path = pathOf(entity, key)
  const current = table.get(path)
  if (current) {
    const same = withVersion(table, imported, current.meta.version)
    if (canonicalText(same.row) === canonicalText(current.row)) return
  }
  const clash = table.clash(path, imported.row)
  if (clash !== undefined) {
    throw new StoreError(
      'invalid',
      `A row of ${name} is not valid. ${clash}: ${taken(entity.singular, clash)}`,
    )
  }
  const stored = copyOf(withVersion(table, imported, table.nextVersion(path)))
  table.put(path, stored)
  const { version } = stored.meta
  const entry = { op: 'put', entity: name, key, version, stored, ...tellBefore(context, current) } as const
  context.tell(entry, rootOf(path, table.rootFields))
}

function putRow(
  context: WriteContext,
  { mutation: { mutationId }, target: { entity, key }, table, path, current }: Writing,
  stored: StoredRow,
): SyncOutcome {
  table.put(path, stored)
  const { version } = stored.meta
  const before = tellBefore(context, current)
  const entry = { op: 'put', entity: entity.name, key, version, stored, mutationId, ...before } as const
  const place = context.tell(entry, rootOf(path, table.rootFields))
  return { status: 'applied', mutationId, stored, version, place }
}

function tellBefore({ feedBefore }: WriteContext, current: StoredRow | undefined) {
  return feedBefore && { before: current ?? null }
}

function hasBelow({ tables }: WriteContext, { descendants }: Table, path: string): boolean {
  return descendants.some((name) => {
    for (const _ of tables.of(name).scan(path)) return true
    return false
  })
}

/** Deletes the rows below a row, the deepest first, then the row: whoever sees it gone has seen them gone. */
function deleteTree(
  context: WriteContext,
  table: Table,
  path: string,
  { mutationId }: Mutation,
  now: string,
): SyncOutcome {
  for (const name of table.descendants.toReversed()) {
    const below = context.tables.of(name)
    // A path begins with those of all rows above. The list is made before it is changed.
    for (const child of Array.from(below.scan(path))) bury(context, below, child, mutationId, now, 'cascade')
  }
  const { version, place } = bury(context, table, path, mutationId, now, 'delete')
  return { status: 'applied', mutationId, stored: null, version, place }
}

function bury(
  { tell, feedBefore }: WriteContext,
  table: Table,
  path: string,
  mutationId: string,
  deletedAt: string,
  cause: 'cascade' | 'delete',
): { version: number; place: FeedPlace } {
  const { entity, rootFields } = table
  const before = table.get(path)
  const key = keyOf(entity, before?.row ?? {})
  const version = table.nextVersion(path)
  table.bury(path, version)
  const told = { entity: entity.name, key, version, mutationId, ...(feedBefore && before && { before }) }
  return { version, place: tell({ op: 'delete', deletedAt, cause, ...told }, rootOf(path, rootFields)) }
}

function storable(planned: StoredRow): StoredRow | UnstorableValue {
  try {
    return copyOf(planned)
  } catch (error) {
    if (error instanceof UnstorableValue) return error
    throw error
  }
}

function withVersion({ entity }: Table, stored: StoredRow, version: number): StoredRow {
  return stored.meta.version === version ? stored : storedRow(entity, stored.row, { ...stored.meta, version })
}

function taken(singular: string, field: string): string {
  return `Another ${singular} has this ${field} already.`
}

function refuse(outcome: MutationOutcome): WritePlan {
  return { kind: 'refuse', outcome }
}

function refusal(outcome: MutationOutcome): SyncOutcome {
  // Sound: only `putRow` and `deleteTree` answer `applied`; a plan refuses with the other two.
  return outcome as Exclude<SyncOutcome, { status: 'applied' }>
}
