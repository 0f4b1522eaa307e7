import { keyId, type TableKey } from '../items/table-key.ts'
import type { AnyModelEntity, Mutation, MutationOutcome, StoredRow } from '@throughline/schema'
import {
  canonicalText,
  type importRow,
  keyOf,
  parentKeyOf,
  parentMissing,
  planWrite,
  rejected,
  storedRow,
  writeTarget,
} from '@throughline/schema/adapter'
import { StoreError } from '@throughline/schema'
import { UnstorableValue } from '../items/codec.ts'
import type { EntityItems, Item, ModelItems } from '../items/item.ts'
import { type Lock, locksOf } from '../items/unique.ts'
import type { RecordedOutcome } from './client-record.ts'
import { type Current, tombstoneItem } from './current.ts'
import type { Effect, LockMove, Moment, RowWrite, World, Writing } from './effect.ts'
import { putChange, withoutPlace } from './feed-record.ts'
import { packedBytes, packJson } from './packed-json.ts'
import { mostBelow } from './read-set.ts'

type Values = Readonly<Record<string, unknown>>

/** `missing`: more has to be read first. `cascade`: more rows go along than fit one transaction. */
export type Planned = Effect | 'cascade' | 'missing'

/** The row that a mutation is about, or the answer to one whose key is none. */
export type Target = MutationOutcome | Pick<Writing, 'items' | 'key'>

/** The most bytes of a row in the feed, a little below what an item may have. */
const mostRowBytes = 390 * 1024

/** Finds the row that a mutation is about. @throws {StoreError} `invalid` for an entity that the model does not have. */
export function targetOf({ model, of }: ModelItems, mutation: Mutation): Target {
  const target = writeTarget(model, mutation)
  return 'status' in target ? target : { items: of(target.entity.name), key: target.key }
}

/** Plans one mutation on a world. */
export function planMutation(world: World, target: Target, mutation: Mutation, moment: Moment): Planned {
  if ('status' in target) return refuse(target)
  try {
    return planOn(world, target, mutation, moment)
  } catch (error) {
    // What stands under the key is none of the store's.
    if (!(error instanceof StoreError) || error.code !== 'invalid') throw error
    return refuse(rejected(mutation, 'invalid', error.message))
  }
}

function planOn(
  world: World,
  target: Pick<Writing, 'items' | 'key'>,
  mutation: Mutation,
  moment: Moment,
): Planned {
  const { items, key } = target
  const { entity } = items
  const current = world.row(items, items.key(key))
  const parent = mutation.op === 'delete' ? 'none' : parentOf(world, target)
  if (!current || !parent) return 'missing'
  const plan = planWrite(mutation, entity, current.kind === 'row' ? current.stored : undefined, moment.now)
  if (plan.kind === 'refuse') return refuse(plan.outcome, items)
  const writing = { ...target, mutationId: mutation.mutationId }
  if (plan.kind === 'delete') return planDelete(world, writing, current, moment)
  if (parent === 'gone') return refuse(parentMissing(mutation, entity))
  const planned = planPut(world, writing, withVersion(entity, plan.stored, versionAfter(current)), current)
  if (!(planned instanceof Unwritable)) return planned
  const { message, code, path } = planned
  const summary = code === 'invalid' ? `This ${entity.singular} cannot be stored.` : message
  return refuse(rejected(mutation, code, summary, path && [{ path, message }]))
}

/**
 * Plans a row that is written as it is; nothing where it is the same already.
 *
 * @throws {StoreError} `invalid` for a row that DynamoDB cannot keep, or whose unique value another row has.
 */
export function planImport(
  world: World,
  items: EntityItems,
  { key, stored }: ReturnType<typeof importRow>,
): Planned {
  const { entity } = items
  const current = world.row(items, items.key(key))
  if (!current) return 'missing'
  if (current.kind === 'row') {
    const same = withVersion(entity, stored, current.version)
    if (canonicalText(same.row) === canonicalText(current.stored.row)) return { writes: [] }
  }
  const planned = planPut(world, { items, key }, withVersion(entity, stored, versionAfter(current)), current)
  if (!(planned instanceof Unwritable)) return planned
  const { code, message, path = [] } = planned
  throw new StoreError(
    code === 'too_large' ? 'too_large' : 'invalid',
    `A row of ${entity.name} cannot be stored. ${path.join('.')}: ${message}`,
  )
}

/** Plans the deletion of a row and of no other; `moment.now` is when it was asked for. */
export function planBury(
  world: World,
  { items, key, mutationId }: Writing,
  current: { readonly version: number; readonly stored?: StoredRow },
  { now, ttl }: Moment,
  cause: 'cascade' | 'delete',
): RowWrite | 'missing' {
  const version = current.version + 1
  const locks = lockMoves(world, items, { key: items.key(key), before: current.stored?.row })
  if (locks === 'missing' || locks instanceof Unwritable) return 'missing'
  return {
    items,
    key: items.key(key),
    after: { kind: 'gone', version },
    item: tombstoneItem(items, key, { version, deletedAt: now, ttl }, world.model),
    change: {
      op: 'delete',
      e: items.entity.name,
      k: key,
      v: version,
      at: now,
      c: cause,
      ...(mutationId !== undefined && { m: mutationId }),
    },
    locks,
  }
}

/** The path of a row, by its values. */
export function pathOf({ entity }: EntityItems, key: Writing['key']) {
  return entity.path.map((field) => key[field] ?? '')
}

function planDelete(world: World, writing: Writing, current: Current, moment: Moment): Planned {
  if (current.kind !== 'row') return 'missing'
  const below = world.below(writing.items, pathOf(writing.items, writing.key))
  if (!below) return 'missing'
  if (moment.restrict && below.length > 0) {
    const { items, mutationId = '' } = writing
    return refuse({ status: 'conflict', mutationId, stored: current.stored }, items)
  }
  if (below.length > mostBelow) return 'cascade'
  const writes = [
    ...below.map(({ items, current: child }) => {
      const key = keyOf(items.entity, child.stored.row)
      return planBury(world, { ...writing, items, key }, child, moment, 'cascade')
    }),
    planBury(world, writing, current, moment, 'delete'),
  ]
  return isComplete(writes) ? { writes } : 'missing'
}

function isComplete(writes: readonly (RowWrite | 'missing')[]): writes is RowWrite[] {
  return !writes.includes('missing')
}

function planPut(
  world: World,
  { items, key: values, mutationId }: Writing,
  stored: StoredRow,
  current: Current,
): Effect | Unwritable | 'missing' {
  const item = encode(items, stored)
  if (item instanceof Unwritable) return item
  const key = items.key(values)
  const before = current.kind === 'row' ? current.stored.row : undefined
  const locks = lockMoves(world, items, { key, before, after: stored.row })
  if (locks === 'missing' || locks instanceof Unwritable) return locks
  const change = putChange(items, item, mutationId)
  const after = { kind: 'row', stored, version: stored.meta.version } as const
  return { writes: [{ items, key, after, item, change, locks }] }
}

function encode(items: EntityItems, stored: StoredRow): Item | Unwritable {
  try {
    const item = items.toItem(stored)
    const text = JSON.stringify(item)
    const isLarge = text.length > mostRowBytes / 3 && Buffer.byteLength(text) > mostRowBytes
    if (isLarge && packedBytes(packJson(withoutPlace(item))) > mostRowBytes) {
      const message = `This ${items.entity.singular} is larger than the 400 KB that a row may have.`
      return new Unwritable('too_large', message)
    }
    return item
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    return new Unwritable('invalid', error.message, error.path)
  }
}

/** Takes the values that a row has not had before, and lets go of those that it has no more. */
function lockMoves(
  world: World,
  items: EntityItems,
  { key, before, after }: { key: TableKey; before?: Values | undefined; after?: Values | undefined },
): LockMove[] | Unwritable | 'missing' {
  if (items.unique.length === 0) return []
  const [had, has] = [before, after].map((row) => (row ? locksOf(items, row) : []))
  const moves: (LockMove | Unwritable | 'missing' | 'none')[] = [
    ...without(has, had).map((lock) => take(world, items, lock, key)),
    ...without(had, has).map((lock) => release(world, lock, key)),
  ]
  const clash = moves.find((move) => move instanceof Unwritable)
  if (moves.includes('missing')) return 'missing'
  return clash ?? moves.filter((move): move is LockMove => typeof move === 'object')
}

/** A value that is held for a row without it (one that was written past the store) is taken over. */
function take(world: World, items: EntityItems, lock: Lock, to: TableKey): LockMove | Unwritable | 'missing' {
  const holder = world.holder(lock)
  if (holder === undefined) return 'missing'
  if (!holder || keyId(holder) === keyId(to)) return { lock, to }
  const other = world.row(items, holder)
  if (!other) return 'missing'
  const has =
    other.kind === 'row' && locksOf(items, other.stored.row).some(({ key }) => keyId(key) === keyId(lock.key))
  if (!has) return { lock, to, idle: { items, key: holder } }
  const message = `Another ${items.entity.singular} has this ${lock.field} already.`
  return new Unwritable('already_exists', message, [lock.field])
}

function release(world: World, lock: Lock, from: TableKey): LockMove | 'missing' | 'none' {
  const holder = world.holder(lock)
  if (holder === undefined) return 'missing'
  return holder && keyId(holder) === keyId(from) ? { lock, to: null } : 'none'
}

function without(some: readonly Lock[] = [], others: readonly Lock[] = []): Lock[] {
  return some.filter(({ key }) => !others.some((other) => keyId(other.key) === keyId(key)))
}

/** Whether the row's parent is there; `none` for a root. */
function parentOf(
  world: World,
  { items: { entity }, key }: Pick<Writing, 'items' | 'key'>,
): 'gone' | 'none' | 'there' | undefined {
  const values = parentKeyOf(world.model.model, entity, key)
  if (entity.parent === undefined || !values) return 'none'
  const parent = world.model.of(entity.parent)
  const current = world.row(parent, parent.key(values))
  return current && (current.kind === 'row' ? 'there' : 'gone')
}

/** Why a row cannot be written. */
class Unwritable {
  readonly code: 'already_exists' | 'invalid' | 'too_large'
  readonly message: string
  readonly path: readonly string[] | undefined

  constructor(code: Unwritable['code'], message: string, path?: readonly string[]) {
    this.code = code
    this.message = message
    this.path = path
  }
}

function refuse(outcome: MutationOutcome, items?: EntityItems): Effect {
  return { writes: [], refusal: recorded(outcome, items) }
}

function recorded(outcome: MutationOutcome, items: EntityItems | undefined): RecordedOutcome {
  if (outcome.status === 'conflict' && items) {
    const { mutationId: id, stored } = outcome
    return { status: 'conflict', id, e: items.entity.name, i: withoutPlace(items.toItem(stored)) }
  }
  if (outcome.status === 'rejected') return { status: 'rejected', outcome }
  throw new StoreError('invalid', 'A plan refuses with a conflict or a rejection.')
}

/** A row that is made anew goes on above its tombstone. */
function versionAfter(current: Current): number {
  return current.kind === 'none' ? 1 : current.version + 1
}

function withVersion(entity: AnyModelEntity, stored: StoredRow, version: number): StoredRow {
  return stored.meta.version === version ? stored : storedRow(entity, stored.row, { ...stored.meta, version })
}
