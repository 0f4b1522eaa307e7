import { keyOf } from '../key.ts'
import type { AnyModel } from '../model.types.ts'
import type { Mutation, MutationOutcome, StoredRow } from '../mutation.types.ts'
import {
  entityOf,
  importRow,
  parentMissing,
  planWrite,
  rejected,
  storedRow,
  type WriteTarget,
  writeTarget,
} from '../plan-write.ts'
import { StoreError } from '../store-error.ts'
import type { FeedPlace, SyncOutcome } from '../sync.types.ts'
import type { FeedEntry } from './feed.ts'
import { canonicalText, copyOf, UnstorableValue } from './plain-data.ts'
import { parentPathOf, pathOf, rootOf } from './row-path.ts'
import type { Table, Tables } from './tables.ts'

type Values = Readonly<Record<string, unknown>>

/** Where writes go. */
export interface WriteContext {
  readonly model: AnyModel
  readonly tables: Tables
  /** Takes a change of a row of this root. */
  readonly tell: (entry: FeedEntry, root: string) => FeedPlace
  /** Refuses deletes of rows that have rows below them. */
  readonly restrict?: boolean
}

/** Does what a mutation asks, whole or not at all; `now` is an ISO date-time. The outcome holds the store's own row. */
export function writeMutation(context: WriteContext, mutation: Mutation, now: string): SyncOutcome {
  const target = writeTarget(context.model, mutation)
  if ('status' in target) return refusal(target)
  const table = context.tables.of(target.entity.name)
  const path = pathOf(target.entity, target.key)
  const current = table.get(path)
  const plan = planWrite(mutation, target.entity, current, now)
  switch (plan.kind) {
    case 'refuse':
      return refusal(plan.outcome)
    case 'delete':
      if (context.restrict && current && hasBelow(context, table, path)) {
        return { status: 'conflict', mutationId: mutation.mutationId, stored: current }
      }
      return deleteTree(context, table, path, mutation, now)
    case 'put': {
      const version = current ? plan.stored.meta.version : table.nextVersion(path)
      return putRow(context, table, path, mutation, target, withVersion(table, plan.stored, version))
    }
  }
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
  context.tell({ op: 'put', entity: name, key, version, stored }, rootOf(path, table.rootFields))
}

function putRow(
  { tables, tell }: WriteContext,
  table: Table,
  path: string,
  mutation: Mutation,
  { entity, key }: WriteTarget,
  planned: StoredRow,
): SyncOutcome {
  if (entity.parent !== undefined && !tables.of(entity.parent).get(parentPathOf(entity, key))) {
    return refusal(parentMissing(mutation, entity))
  }
  const clash = table.clash(path, planned.row)
  if (clash !== undefined) {
    const message = taken(entity.singular, clash)
    return refusal(rejected(mutation, 'already_exists', message, [{ path: [clash], message }]))
  }
  const stored = storable(planned)
  if (stored instanceof UnstorableValue) {
    const { message, path: at } = stored
    return refusal(rejected(mutation, 'invalid', message, [{ path: at.slice(1), message }]))
  }
  table.put(path, stored)
  const { mutationId } = mutation
  const { version } = stored.meta
  const entry = { op: 'put', entity: entity.name, key, version, stored, mutationId } as const
  const place = tell(entry, rootOf(path, table.rootFields))
  return { status: 'applied', mutationId, stored, version, place }
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
  { tell }: WriteContext,
  table: Table,
  path: string,
  mutationId: string,
  deletedAt: string,
  cause: 'cascade' | 'delete',
): { version: number; place: FeedPlace } {
  const { entity, rootFields } = table
  const key = keyOf(entity, table.get(path)?.row ?? {})
  const version = table.nextVersion(path)
  table.bury(path, version)
  const entry = { op: 'delete', entity: entity.name, key, version, deletedAt, cause, mutationId } as const
  return { version, place: tell(entry, rootOf(path, rootFields)) }
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

function refusal(outcome: MutationOutcome): SyncOutcome {
  // Sound: only `putRow` and `deleteTree` answer `applied`; a plan refuses with the other two.
  return outcome as Exclude<SyncOutcome, { status: 'applied' }>
}
