import { isManagedField } from '../field-spec.ts'
import { canonicalText } from '../memory/plain-data.ts'
import type { AnyModel, AnyModelEntity } from '../model.types.ts'
import type { Mutation } from '../mutation.types.ts'
import { entityOf } from '../plan-write.ts'
import { mutationId } from './contract-model.ts'
import { keyOf } from '../key.ts'

type Values = Readonly<Record<string, unknown>>

/** A row of a model, with its entity. */
export interface ModelRow {
  readonly entity: AnyModelEntity
  readonly row: Values
}

/** Rows with their entities, those of parents before those of their children. */
export function inTreeOrder(
  model: AnyModel,
  rows: readonly { readonly entity: string; readonly row: object }[],
): ModelRow[] {
  const levelOf = ({ parent }: AnyModelEntity): number =>
    parent === undefined ? 0 : 1 + levelOf(entityOf(model, parent))
  return rows
    .map(({ entity, row }) => ({ entity: entityOf(model, entity), row: row as Values }))
    .toSorted((a, b) => levelOf(a.entity) - levelOf(b.entity))
}

/** The insert of a row as it is read. */
export function insertOf({ entity, row }: ModelRow): Mutation {
  return { op: 'insert', mutationId: mutationId(), entity: entity.name, row: written(row) }
}

/** The update of a row. */
export function updateOf({ entity, row }: ModelRow, changes: Values, baseVersion?: number): Mutation {
  const base = baseVersion !== undefined && { baseVersion }
  return {
    op: 'update',
    mutationId: mutationId(),
    entity: entity.name,
    key: keyOf(entity, row),
    changes,
    ...base,
  }
}

/** The delete of a row. */
export function deleteOf({ entity, row }: ModelRow): Mutation {
  return { op: 'delete', mutationId: mutationId(), entity: entity.name, key: keyOf(entity, row) }
}

/** A row without what the server keeps: as it is written, and as two stores can be compared. */
export function written(row: Values): Values {
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => !isManagedField(name) && value !== undefined),
  )
}

/** Whether one row is the other, or one of those below it. */
export function isWithin(model: AnyModel, { entity, row }: ModelRow, above: ModelRow): boolean {
  if (entity === above.entity)
    return canonicalText(keyOf(entity, row)) === canonicalText(keyOf(entity, above.row))
  if (entity.parent === undefined) return false
  const parent = entityOf(model, entity.parent)
  const key = parent.path.map((field, index) => [field, row[entity.parentFields[index] ?? '']])
  return isWithin(model, { entity: parent, row: Object.fromEntries(key) }, above)
}

/** Whether a client can write the row just as it is read: no field of it has another form there. */
export function isWritable({ entity, row }: ModelRow): boolean {
  const parsed = entity.variants.insert.safeParse(written(row))
  return parsed.success && canonicalText(parsed.data) === canonicalText(written(row))
}

/** A change that the row's schema takes, to a value that another row of its entity has; `undefined` where there is none. */
export function changeOf({ entity, row }: ModelRow, others: readonly ModelRow[]): Values | undefined {
  const changeable = entity.fields.filter(
    ({ name, managed, meta }) => !managed && !meta.unique && !entity.path.includes(name),
  )
  for (const { name } of changeable) {
    for (const other of others) {
      const value = other.row[name]
      if (other.entity !== entity || value === undefined) continue
      const changes = { [name]: value }
      if (canonicalText(value) !== canonicalText(row[name]) && takes(entity, row, changes)) return changes
    }
  }
  return undefined
}

function takes({ variants }: AnyModelEntity, row: Values, changes: Values): boolean {
  const parsed = variants.update.safeParse(changes)
  if (!parsed.success || canonicalText(parsed.data) !== canonicalText(changes)) return false
  return variants.row.safeParse({ ...row, ...changes }).success
}
