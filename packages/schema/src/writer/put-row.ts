import { defOf, shapeOf } from '../describe-field.ts'
import type { AnyModelEntity } from '../model.types.ts'
import type { StoredRow } from '../mutation.types.ts'
import { StoreError } from '../store-error.ts'
import type { SyncStore } from '../sync.types.ts'
import { fillDefaults } from '../variants.ts'
import { writtenValues } from '../written-values.ts'
import { pushWrite, storedOf } from './push-write.ts'
import type { WriteOptions } from './writer.types.ts'

type Values = Readonly<Record<string, unknown>>

/** How often a write that met another one of the same row is tried. */
const mostTries = 8

/** Replaces the row with the key of this one, or creates it; see `Writer.put`. */
export async function putRow(
  store: SyncStore,
  entity: AnyModelEntity,
  row: Values,
  options?: WriteOptions,
): Promise<StoredRow> {
  const key = Object.fromEntries(
    entity.path.flatMap((field) => (field in row ? [[field, row[field]] as const] : [])),
  )
  const whole = replacement(entity, row)
  for (let tried = 0; tried < mostTries; tried += 1) {
    const caught = await caughtFields(store, entity, key)
    const update = {
      op: 'update',
      entity: entity.name,
      key,
      changes: { ...caught.cleared, ...whole },
    } as const
    const updated = await pushWrite(store, { ...update, baseVersion: caught.version }, options)
    if (updated.status === 'conflict') continue
    if (updated.status === 'applied' || updated.code !== 'not_found') return storedOf(updated)
    const created = await pushWrite(store, { op: 'insert', entity: entity.name, row }, options)
    // Without issues it is the key that is taken, by a row that came in between.
    const isTaken =
      created.status === 'rejected' && created.code === 'already_exists' && created.issues.length === 0
    if (!isTaken) return storedOf(created)
  }
  const message = `Other writes of the same ${entity.singular} came first ${mostTries} times. Put it again later.`
  throw new StoreError('throttled', message)
}

/** What makes any row of the entity this one: every field that can change, those that the row lacks with their defaults. */
function replacement(entity: AnyModelEntity, row: Values): Values {
  const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
  const filled = Object.entries(fillDefaults(entity.schema, given)).filter(([name]) => !(name in given))
  const changeable = entity.fields.filter(({ name, managed }) => !managed && !entity.path.includes(name))
  const changes = {
    ...Object.fromEntries(changeable.map(({ name }) => [name, undefined])),
    ...writtenValues(entity, Object.fromEntries(filled)),
    ...given,
  }
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !entity.path.includes(name)))
}

/**
 * Fields that a catchall has taken and the new row lacks, each to be cleared, with the version that has them; nothing is read
 * of an entity whose rows can have none.
 */
async function caughtFields(
  store: SyncStore,
  { name, schema, managed }: AnyModelEntity,
  key: Values,
): Promise<{ cleared: Values; version?: number }> {
  const { catchall } = defOf(schema)
  const current = catchall && defOf(catchall).type !== 'never' ? await store.get(name, key) : undefined
  if (!current) return { cleared: {} }
  const known = new Set<string>([...Object.keys(shapeOf(schema)), ...managed])
  const caught = Object.keys(current.row).filter((field) => !known.has(field))
  return {
    cleared: Object.fromEntries(caught.map((field) => [field, undefined])),
    version: current.meta.version,
  }
}
