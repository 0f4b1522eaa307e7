import { type AnyModelEntity, isManagedField, StoreError, type StoredRow } from '@throughline/schema'
import { fillDefaults, storedRow, toFieldIssues } from '@throughline/schema/adapter'
import type { StoredFields, Upgrades } from './upgrades.ts'

type Item = Readonly<Record<string, unknown>>

/** The attribute that tells by which version of the model an item was written; absent for the first. */
export const modelVersionAttribute = 'modelVersion'

/** What is in an item beside the fields of its row, unless the model has a field of that name. */
const others =
  /^(?:pk|sk|gsi\d+[ps]k|lsi\d+sk|__edb_[ev]__|modelVersion|tenant|ttl|version|createdAt|updatedAt)$/

/** The version of the model that wrote an item. */
function modelVersionOf(item: Item): number {
  const version = item[modelVersionAttribute]
  return typeof version === 'number' ? version : 1
}

/**
 * Makes the reader of one entity's items of any version, of the reader of today's.
 *
 * An item of a later version is read as far as today's model knows its fields, and checked as an older one is. One that
 * nothing was done to is not.
 */
export function upgradingReader(
  entity: AnyModelEntity,
  upgrades: Upgrades,
  read: (item: Item) => StoredRow,
): (item: Item) => StoredRow {
  const filled = entity.fields.filter(({ name, hasDefault }) => hasDefault && !isManagedField(name))
  return (item) => {
    const from = modelVersionOf(item)
    if (from === upgrades.version) return read(item)
    const upgraded = upgradeItem(entity, upgrades, item)
    const stored = read(upgraded)
    const isSame = upgraded === item && from < upgrades.version
    if (isSame && filled.every(({ name }) => stored.row[name] !== undefined)) return stored
    return completeRow(entity, upgrades, item, stored)
  }
}

/**
 * The item with the fields that today's version of the model would have stored; itself where no upgrade is about it.
 *
 * @throws {StoreError} `not_configured` where an upgrade throws, or none is known for so old an item.
 */
export function upgradeItem(entity: AnyModelEntity, upgrades: Upgrades, item: Item): Item {
  const from = modelVersionOf(item)
  const steps = upgrades.steps.filter(({ to }) => to > from)
  if (from >= upgrades.version) return item
  if (steps[0]?.to !== from + 1) {
    throw failure(entity, upgrades, item, `the first upgrade that is known leads to version ${steps[0]?.to}`)
  }
  const own = steps.flatMap(({ to, entities }) => {
    const upgrade = Object.hasOwn(entities, entity.name) ? entities[entity.name] : undefined
    return upgrade ? [{ to, upgrade }] : []
  })
  if (own.length === 0) return item
  const isField = fieldTest(entity)
  const parts = (wanted: boolean): Item =>
    Object.fromEntries(Object.entries(item).filter(([name]) => isField(name) === wanted))
  // Sound: the codecs store plain JSON alone.
  let fields = parts(true) as StoredFields
  for (const { to, upgrade } of own) {
    try {
      fields = upgrade(fields)
    } catch (error) {
      throw failure(entity, upgrades, item, `the upgrade to version ${to} threw: ${String(error)}`, error)
    }
  }
  return { ...fields, ...parts(false) }
}

/**
 * A row that was upgraded, with its defaults filled in.
 *
 * @throws {StoreError} `not_configured` where the schema refuses it, or its key is no longer the item's.
 */
export function completeRow(
  entity: AnyModelEntity,
  upgrades: Upgrades | undefined,
  item: Item,
  { row, meta }: StoredRow,
): StoredRow {
  const stored = storedRow(entity, fillDefaults(entity.schema, row), meta)
  const { error } = entity.variants.row.safeParse(stored.row)
  const issues = error ? toFieldIssues(error).map(({ path, message }) => `${path.join('.')}: ${message}`) : []
  const moved = entity.path.filter((field) => item[field] !== undefined && item[field] !== stored.row[field])
  for (const field of moved) issues.push(`${field}: An upgrade cannot change a key.`)
  if (issues.length === 0) return stored
  throw failure(entity, upgrades, item, `the row that it makes is not valid. ${issues.join(' ')}`)
}

/** Whether an attribute is a field of the row; one that the model names no more is. */
function fieldTest({ fields }: AnyModelEntity): (name: string) => boolean {
  const own = new Set(fields.map(({ name }) => name).filter((name) => !isManagedField(name)))
  return (name) => own.has(name) || !others.test(name)
}

function failure(
  { name, path }: AnyModelEntity,
  upgrades: Upgrades | undefined,
  item: Item,
  why: string,
  cause?: unknown,
): StoreError {
  const [from, to] = [modelVersionOf(item), upgrades?.version ?? 1]
  const key = path.map((field) => `${field} ${JSON.stringify(item[field])}`).join(', ')
  return new StoreError(
    'not_configured',
    `The row of ${name} with ${key} cannot be read as version ${to} of the model, it is of version ${from}: ${why} ` +
      'Correct the upgrades that the store is given.',
    { cause },
  )
}
