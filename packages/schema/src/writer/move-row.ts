import { throwIfAborted } from '../call-options.ts'
import { isManagedField } from '../field-spec.ts'
import { keyOf } from '../key.ts'
import type { AnyModelEntity } from '../model.types.ts'
import type { Mutation, StoredRow } from '../mutation.types.ts'
import { entityOf } from '../plan-write.ts'
import { refusalError } from '../refusal-error.ts'
import { StoreError } from '../store-error.ts'
import type { SyncStore } from '../sync.types.ts'
import { writtenValues } from '../written-values.ts'
import { storedOf, withMutationId } from './push-write.ts'
import type { VersionOptions } from './writer.types.ts'

type Values = Readonly<Record<string, unknown>>

/** A row of the tree that is moved. */
interface Moved {
  readonly entity: AnyModelEntity
  readonly stored: StoredRow
  /** The row as it is to be, with the keys of its new place. */
  readonly row: Values
}

/** Rows a tree: no table applies so many at once, and reading more to be told so would be waste. */
const mostRows = 1000

/** Gives a row another parent, with all rows below it; see `Writer.move`. */
export async function moveRow(
  store: SyncStore,
  entity: AnyModelEntity,
  key: Values,
  to: Values,
  { version, signal }: VersionOptions = {},
): Promise<StoredRow> {
  throwIfAborted(signal)
  checkParent(entity, to)
  const stored = await store.get(entity.name, key)
  if (!stored) throw new StoreError('not_found', `This ${entity.singular} does not exist.`)
  if (version !== undefined && version !== stored.meta.version) {
    throw refusalError({ status: 'conflict', mutationId: '', stored })
  }
  const { parentFields } = entity
  if (parentFields.every((field) => stored.row[field] === to[field])) return stored
  const tree: Moved[] = [{ entity, stored, row: { ...stored.row, ...to } }]
  // It grows as it is walked, by the rows below each row that it has.
  for (const above of tree) {
    for await (const row of rowsBelow(store, above)) {
      throwIfAborted(signal)
      tree.push(row)
      if (tree.length > mostRows) throw tooManyRows(entity)
    }
  }
  const mutations = [...tree.toReversed().map(deleteOf), ...tree.map(insertOf)]
  try {
    // Restricted: a row that came in below meanwhile would not be among those that are moved.
    const outcomes = await store.transact(mutations, { restrict: true, signal })
    const [moved] = outcomes.slice(tree.length).map(storedOf)
    return moved ?? stored
  } catch (error) {
    if (!(error instanceof StoreError) || error.index === undefined) throw error
    const isOwn = error.index === tree.length - 1
    const isChange = error.code === 'conflict' || error.code === 'not_found'
    if (isChange) throw changed(entity, isOwn ? error.current : undefined, error)
    throw await refusedThere(store, entity, to, error)
  }
}

/** @throws {StoreError} `invalid` where this is no parent's key. */
function checkParent({ name, parent, parentFields }: AnyModelEntity, to: Values): void {
  const given = Object.keys(to)
  const isKey = given.length === parentFields.length && parentFields.every((field) => field in to)
  if (parent !== undefined && isKey) return
  const advice =
    parent === undefined ? 'It has no parent.' : `Give the key of its new parent: ${parentFields.join(', ')}.`
  throw new StoreError(
    'invalid',
    `A row of "${name}" cannot be moved to ${given.join(', ') || 'nothing'}. ${advice}`,
  )
}

/** The children of a row, and what they are to be below the row's new place. */
async function* rowsBelow(store: SyncStore, { entity, stored, row }: Moved): AsyncGenerator<Moved> {
  for (const name of entity.children) {
    const child = entityOf(store.model, name)
    const parentKey = (parent: Values): Values =>
      Object.fromEntries(child.parentFields.map((field, index) => [field, parent[entity.path[index] ?? '']]))
    const [where, moved] = [parentKey(stored.row), parentKey(row)]
    let cursor: string | undefined
    do {
      const page = await store.query(name, { where, limit: 1000, cursor })
      for (const below of page.items) {
        yield { entity: child, stored: below, row: { ...below.row, ...moved } }
      }
      cursor = page.cursor ?? undefined
    } while (cursor !== undefined)
  }
}

function deleteOf({ entity, stored: { row, meta } }: Moved): Mutation {
  const write = {
    op: 'delete',
    entity: entity.name,
    key: keyOf(entity, row),
    baseVersion: meta.version,
  } as const
  return withMutationId(write)
}

function insertOf({ entity, row }: Moved): Mutation {
  const own = Object.entries(row).filter(([name]) => !isManagedField(name))
  const values = writtenValues(entity, Object.fromEntries(own))
  return withMutationId({ op: 'insert', entity: entity.name, row: values })
}

function tooManyRows({ singular }: AnyModelEntity): StoreError {
  const advice = 'Create it anew below its new parent, then remove it.'
  return new StoreError(
    'too_large',
    `This ${singular} and the rows below it are more than ${mostRows}, too many to be moved at once. ${advice}`,
  )
}

/** The error for a tree of which a row was changed, came or went. */
function changed(
  { singular }: AnyModelEntity,
  current: StoredRow | undefined,
  cause: StoreError,
): StoreError {
  const message = `This ${singular}, or a row below it, was changed meanwhile. Nothing was moved: read it again, and decide anew.`
  return new StoreError('conflict', message, { current, cause })
}

/** The error for a row that could not be created in its new place. */
async function refusedThere(
  store: SyncStore,
  { parent = '', parentFields }: AnyModelEntity,
  to: Values,
  cause: StoreError,
): Promise<StoreError> {
  const { code, message, issues } = cause
  const { path = [] } = store.model.entities[parent] ?? {}
  const key = Object.fromEntries(path.map((field, index) => [field, to[parentFields[index] ?? '']]))
  const isThere = code !== 'invalid' || (await store.get(parent, key))
  if (isThere) return new StoreError(code, `Nothing was moved. ${message}`, { issues, cause })
  const field = parentFields.join('", "')
  return new StoreError(
    'not_found',
    `Nothing was moved: the ${parent} row that "${field}" names does not exist.`,
    { issues, cause },
  )
}
