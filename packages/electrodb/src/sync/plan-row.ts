import type { AnyModelEntity, StoredRow } from '@throughline/schema'
import { storedRow } from '@throughline/schema/adapter'
import { UnstorableValue } from '../items/codec.ts'
import type { EntityItems, Item } from '../items/item.ts'
import { keyId, type TableKey } from '../items/table-key.ts'
import { type Lock, locksOf } from '../items/unique.ts'
import { type Current, tombstoneItem } from './current.ts'
import type { Effect, LockMove, Moment, RowWrite, World, Writing } from './effect.ts'
import { putChange, type RecordedChange, withoutPlace } from './feed-record.ts'
import { packedBytes, packJson } from './packed-json.ts'

type Values = Readonly<Record<string, unknown>>

/** The most bytes of a row in the feed, a little below what an item may have. */
const mostRowBytes = 390 * 1024

/** Plans the deletion of a row and of no other; `moment.now` is when it was asked for. */
export function planBury(
  world: World,
  { items, key, mutationId }: Writing,
  current: { readonly version: number; readonly stored?: StoredRow; readonly item?: Item },
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
      ...(world.tellsBefore && current.item && { b: withoutPlace(current.item) }),
      ...(mutationId !== undefined && { m: mutationId }),
    },
    locks,
  }
}

/** Plans a row that is put over what stands under its key. */
export function planPut(
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
  const change = putChange(items, item, { mutationId, before: beforeOf(world, current) })
  if (world.tellsBefore && isTooLarge(change)) {
    const message = `This ${items.entity.singular} and what it was before are larger than the 400 KB of a record of the feed.`
    return new Unwritable('too_large', message)
  }
  const after = { kind: 'row', stored, version: stored.meta.version, item } as const
  return { writes: [{ items, key, after, item, change, locks }] }
}

function encode(items: EntityItems, stored: StoredRow): Item | Unwritable {
  try {
    const item = items.toItem(stored)
    if (isTooLarge(item)) {
      const message = `This ${items.entity.singular} is larger than the 400 KB that a row may have.`
      return new Unwritable('too_large', message)
    }
    return item
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    return new Unwritable('invalid', error.message, error.path)
  }
}

/** Whether the feed cannot hold an item or a change. */
function isTooLarge(value: Item | RecordedChange): boolean {
  const text = JSON.stringify(value)
  const isLarge = text.length > mostRowBytes / 3 && Buffer.byteLength(text) > mostRowBytes
  return isLarge && packedBytes(packJson(value)) > mostRowBytes
}

function beforeOf({ tellsBefore }: World, current: Current): Item | null | undefined {
  if (!tellsBefore) return undefined
  return current.kind === 'row' ? current.item : null
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

/** Why a row cannot be written. */
export class Unwritable {
  readonly code: 'already_exists' | 'invalid' | 'too_large'
  readonly message: string
  readonly path: readonly string[] | undefined

  constructor(code: Unwritable['code'], message: string, path?: readonly string[]) {
    this.code = code
    this.message = message
    this.path = path
  }
}

/** A row that is made anew goes on above its tombstone. */
export function versionAfter(current: Current): number {
  return current.kind === 'none' ? 1 : current.version + 1
}

/** A row in this version. */
export function withVersion(entity: AnyModelEntity, stored: StoredRow, version: number): StoredRow {
  return stored.meta.version === version ? stored : storedRow(entity, stored.row, { ...stored.meta, version })
}
