import type { TableKey } from '../items/table-key.ts'
import type { Connection } from '../connection.ts'
import { shardOf } from '../layout/shard.ts'
import { mostActions, mostBytes } from './transaction.ts'
import { pushChunk, textBytes } from './chunks.ts'
import { lastPlaceOf, type RecordedOutcome } from './client-record.ts'
import type { Effect, World } from './effect.ts'
import { withoutPlace } from './feed-record.ts'
import { type Transaction, transactionOf } from './group-steps.ts'
import type { Head } from './head.ts'
import { clientKey } from './keys.ts'
import type { ReadSet } from './read-set.ts'
import { type ClientSlot, costOf, newSlots, putRow, type ShardSlot, type Slots } from './slots.ts'
import type { SyncContext } from './sync-context.ts'
import { worldOf } from './world.ts'

/** The place that a mutation takes in its client's order. */
export interface GroupSource {
  readonly clientId: string
  readonly seq: number
  /** Digest of the mutation. */
  readonly request: string
}

/** One transaction as it is put together, of the effects of mutations. */
export interface Group {
  readonly world: World
  /** The last place of a client, with what the group gives it; `undefined` where it has to be read first. */
  readonly lastPlace: (clientId: string) => number | undefined
  /** Takes an effect in, whole, and answers its outcome; `undefined` where the transaction has no room for it. */
  readonly add: (effect: Effect, mutationId: string, source?: GroupSource) => RecordedOutcome | undefined
  /** Takes the head of a shard in, though none of its rows is written. */
  readonly touch: (shard: number) => Group
  readonly isEmpty: () => boolean
  /** The transaction; its heads are as `change` makes them. */
  readonly transaction: (stamp: string, change?: (head: Head) => Head) => Transaction
}

/** Begins a transaction on the shards whose heads are given, at this ISO date-time. */
export function createGroup(
  context: SyncContext,
  known: ReadSet,
  heads: ReadonlyMap<number, Head>,
  at: string,
): Group {
  const { connection } = context
  const slots = newSlots()
  const world = worldOf(context, known, slots, Date.parse(at))
  const lastPlace = (clientId: string): number | undefined => {
    const slot = slots.clients.get(clientId)
    if (slot) return slot.last
    const item = known.item(clientKey(connection.items.prefix, clientId))
    return item === undefined ? undefined : lastPlaceOf(item)
  }
  const size = { actions: 0, bytes: 0 }
  const group: Group = {
    world,
    lastPlace,
    touch(shard) {
      slots.shards.set(shard, shardSlot(slots, heads, shard))
      return group
    },
    isEmpty: () => slots.rows.size === 0 && slots.clients.size === 0,
    add(effect, mutationId, source) {
      const last = effect.writes.at(-1)
      const shard = last ? shardOfKey(connection, last.key) : (heads.keys().next().value ?? 0)
      const slot = shardSlot(slots, heads, shard)
      const place = { shard, seq: slot.seq + effect.writes.length }
      const outcome = effect.refusal ?? appliedOutcome(effect, mutationId, place)
      const answer = source && { request: source.request, outcome }
      const client = source && clientSlot(slots, source.clientId, lastPlace(source.clientId) ?? 0)
      const sizes = {
        changes: effect.writes.map(({ change }) => textBytes(change)),
        answer: answer ? textBytes(answer) : 0,
      }
      const more = costOf(slots, effect, slot, client, sizes)
      if (size.actions + more.actions > mostActions || size.bytes + more.bytes > mostBytes) return undefined
      size.actions += more.actions
      size.bytes += more.bytes
      for (const [index, write] of effect.writes.entries()) {
        putRow(slots, world, write)
        slot.seq += 1
        pushChunk(slot, write.change, sizes.changes[index] ?? 0)
      }
      if (last) slots.shards.set(shard, slot)
      if (source && client && answer) {
        client.last = source.seq
        pushChunk(client, answer, sizes.answer)
        slots.clients.set(source.clientId, client)
      }
      return outcome
    },
    transaction: (stamp, change = (head) => head) =>
      transactionOf(context, slots, world, { stamp, at, change }),
  }
  return group
}

/** The shard of the feed that tells of the rows of a partition. */
export function shardOfKey(
  { items: { partitions } }: Pick<Connection, 'items'>,
  { pk }: Pick<TableKey, 'pk'>,
): number {
  return partitions.length === 1 ? 0 : Number(shardOf(pk, partitions.length))
}

function shardSlot(slots: Slots, heads: ReadonlyMap<number, Head>, shard: number): ShardSlot {
  const head = heads.get(shard)
  if (!head) throw new Error(`A transaction was begun without the head of shard ${shard}.`)
  return slots.shards.get(shard) ?? { head, seq: head.seq, parts: [] }
}

function clientSlot({ clients }: Slots, clientId: string, before: number): ClientSlot {
  return clients.get(clientId) ?? { before, last: before, parts: [] }
}

function appliedOutcome(
  { writes }: Effect,
  id: string,
  p: { readonly shard: number; readonly seq: number },
): RecordedOutcome {
  const last = writes.at(-1)
  return {
    status: 'applied',
    id,
    e: last?.items.entity.name ?? '',
    i: last?.after.kind === 'row' ? withoutPlace(last.item) : null,
    v: last?.after.version ?? 0,
    p,
  }
}
