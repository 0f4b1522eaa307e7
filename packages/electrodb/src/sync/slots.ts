import { keyId, type TableKey } from '../items/table-key.ts'
import type { EntityItems, Item } from '../items/item.ts'
import type { Lock } from '../items/unique.ts'
import { type Chunks, moreChunks } from './chunks.ts'
import type { Answer } from './client-record.ts'
import type { Current } from './current.ts'
import type { Effect, LockMove, World } from './effect.ts'
import type { RecordedChange } from './feed-record.ts'
import type { Head } from './head.ts'

/** A row that the transaction writes: as it was read, and as it is left. */
export interface RowSlot {
  readonly items: EntityItems
  readonly key: TableKey
  readonly before: Current
  now: Current
  item: Item
}

/** A unique value: for whom it was held, and is. */
export interface LockSlot {
  readonly lock: Lock
  readonly before: TableKey | null
  now: TableKey | null
}

/** A shard of the feed, with the changes that it is told. */
export interface ShardSlot extends Chunks<RecordedChange> {
  readonly head: Head
  seq: number
}

/** A client's last place, and the answers that it is given. */
export interface ClientSlot extends Chunks<Answer> {
  readonly before: number
  last: number
}

/** What the transaction does so far, by item. */
export interface Slots {
  readonly rows: Map<string, RowSlot>
  readonly locks: Map<string, LockSlot>
  /** Rows that hold no value that is taken over from them. */
  readonly idle: Map<string, Required<LockMove>['idle']>
  readonly shards: Map<number, ShardSlot>
  readonly clients: Map<string, ClientSlot>
}

/** The slots of a transaction that does nothing yet. */
export function newSlots(): Slots {
  return { rows: new Map(), locks: new Map(), idle: new Map(), shards: new Map(), clients: new Map() }
}

/** What an effect adds to a transaction: each item once, with what is kept beside it. */
export function costOf(
  slots: Slots,
  { writes }: Effect,
  shard: ShardSlot,
  client: ClientSlot | undefined,
  sizes: { readonly changes: readonly number[]; readonly answer: number },
): { actions: number; bytes: number } {
  const moves = writes.flatMap((write) => write.locks)
  const actions =
    countNew(
      slots.rows,
      writes.map(({ key }) => keyId(key)),
    ) +
    countNew(
      slots.locks,
      moves.map(({ lock }) => keyId(lock.key)),
    ) +
    countNew(
      slots.idle,
      moves.flatMap(({ idle }) => (idle ? [keyId(idle.key)] : [])),
    ) +
    (writes.length > 0 && shard.parts.length === 0 ? 1 : 0) +
    moreChunks(shard, sizes.changes) +
    (client ? (client.parts.length === 0 ? 1 : 0) + moreChunks(client, [sizes.answer]) : 0)
  const changes = sizes.changes.reduce((sum, bytes) => sum + bytes, 0)
  // A row is about as large as its change, with its keys.
  return { actions, bytes: 2 * changes + 500 * writes.length + sizes.answer }
}

function countNew(map: ReadonlyMap<string, unknown>, ids: readonly string[]): number {
  return [...new Set(ids)].filter((id) => !map.has(id)).length
}

/** Takes a row in, with its unique values. */
export function putRow({ rows, locks, idle }: Slots, world: World, write: Effect['writes'][number]): void {
  const { items, key, after, item } = write
  const id = keyId(key)
  const slot = rows.get(id)
  if (slot) {
    slot.now = after
    slot.item = item
  } else {
    // A plan has asked for it: it is known.
    rows.set(id, { items, key, before: world.row(items, key) ?? { kind: 'none' }, now: after, item })
  }
  for (const { lock, to, idle: holder } of write.locks) {
    const lockId = keyId(lock.key)
    const known = locks.get(lockId)
    if (known) known.now = to
    else locks.set(lockId, { lock, before: world.holder(lock) ?? null, now: to })
    if (holder) idle.set(keyId(holder.key), holder)
  }
}
