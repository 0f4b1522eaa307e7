import { type TableKey, tableKeyOf } from '../items/table-key.ts'
import type { Connection } from '../connection.ts'
import type { Step } from './transaction.ts'
import { heldBy, lockItem } from '../items/unique.ts'
import { answersStep, clientStep } from './client-record.ts'
import { unchanged } from './current.ts'
import type { World } from './effect.ts'
import { recordItem } from './feed-record.ts'
import { advance, type Head, headStep } from './head.ts'
import type { ClientSlot, ShardSlot, Slots } from './slots.ts'
import type { SyncContext } from './sync-context.ts'

/** All steps of a transaction, and the heads that it leaves. */
export interface Transaction {
  readonly steps: readonly Step[]
  readonly heads: ReadonlyMap<number, Head>
  /** An item that has the transaction's stamp once it is written; none where it writes no such item. */
  readonly witness: TableKey | undefined
}

/** How a transaction ends. */
export interface Ending {
  readonly stamp: string
  readonly at: string
  readonly change: (head: Head) => Head
}

/** Puts the steps of a transaction together. */
export function transactionOf(context: SyncContext, slots: Slots, world: World, ending: Ending): Transaction {
  const heads = new Map<number, Head>()
  const steps: Step[] = []
  for (const [shard, slot] of slots.shards) {
    const { head, steps: more } = shardSteps(context, shard, slot, ending)
    heads.set(shard, head)
    steps.push(...more)
  }
  for (const [clientId, slot] of slots.clients) steps.push(...clientSteps(context, clientId, slot, ending))
  const witness = steps
    .flatMap(({ action: { Put } }) => (Put?.Item?.['stamp'] === ending.stamp ? [Put.Item] : []))
    .at(-1)
  return {
    steps: [...steps, ...rowSteps(context.connection, slots, world)],
    heads,
    witness: witness && tableKeyOf(witness),
  }
}

function shardSteps(
  { connection, feedTtl, margin }: SyncContext,
  shard: number,
  { head, seq, parts }: ShardSlot,
  { stamp, at: now, change }: Ending,
): { head: Head; steps: Step[] } {
  const at = Date.parse(now)
  const next = change(advance(head, { stamp, seq, at, margin }))
  const ttl = Math.ceil((at + feedTtl) / 1000)
  let last = head.seq
  const records = parts.map(({ entries: changes }): Step => {
    const first = last + 1
    last += changes.length
    const record = { first, last, at, run: head.run, stamp, changes }
    const Item = recordItem(connection.items.prefix, shard, record, ttl)
    return { role: 'record', action: { Put: { TableName: connection.tableName, Item } } }
  })
  return { head: next, steps: [headStep(connection, shard, head, next), ...records] }
}

function clientSteps(
  { connection, outcomeTtl }: SyncContext,
  clientId: string,
  { before, last, parts }: ClientSlot,
  { stamp, at }: Ending,
): Step[] {
  const ttl = Math.ceil((Date.parse(at) + outcomeTtl) / 1000)
  let place = before
  return [
    clientStep(connection, { clientId, before, after: last, at }),
    ...parts.map(({ entries: answers }) => {
      place += answers.length
      return answersStep(connection, { clientId, last: place, answers }, { ttl, stamp })
    }),
  ]
}

function rowSteps({ tableName: TableName }: Connection, { rows, locks, idle }: Slots, world: World): Step[] {
  return [
    ...[...rows.values()].map(({ item, before }): Step => {
      return { role: 'row', action: { Put: { TableName, Item: item, ...unchanged(before) } } }
    }),
    ...[...locks.values()].flatMap(({ lock, before, now }): Step[] => {
      const condition = { TableName, ...heldBy(before) }
      if (now) return [{ role: 'lock', action: { Put: { Item: lockItem(lock, now), ...condition } } }]
      return before ? [{ role: 'lock', action: { Delete: { Key: { ...lock.key }, ...condition } } }] : []
    }),
    ...[...idle].flatMap(([id, { items, key }]): Step[] => {
      const condition = unchanged(world.row(items, key) ?? { kind: 'none' })
      const ConditionCheck = { TableName, Key: { ...key }, ...condition }
      return rows.has(id) ? [] : [{ role: 'lock', action: { ConditionCheck } }]
    }),
  ]
}
