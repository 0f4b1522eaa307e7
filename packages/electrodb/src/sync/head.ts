import { keyId } from '../items/table-key.ts'
import type { Connection } from '../connection.ts'
import type { Item } from '../items/item.ts'
import type { Step } from './transaction.ts'
import type { CascadeJob } from './cascade-job.ts'
import { batchRead } from '../reads/batch-read.ts'
import { headKey } from './keys.ts'
import { type PackedJson, packJson, unpackJson } from './packed-json.ts'

/** When a place was written, in milliseconds: all places before it were written by then. */
export type Mark = readonly [at: number, seq: number]

/** Who has the table to itself for a while: what no transaction could do, a load of many rows or their deletion. */
export interface Lease {
  readonly id: string
  readonly kind: 'clear' | 'load'
  /** Milliseconds. */
  readonly until: number
}

/**
 * Where a shard of the feed ends.
 *
 * Every transaction that writes rows of the shard replaces it on condition that it is the one that was read before those
 * rows were: whatever a plan has read of the shard's rows still holds when it is written.
 */
export interface Head {
  /** Of the transaction that wrote it; `''` for a shard that nothing was written to. */
  readonly stamp: string
  /** Names this run of the feed: a cursor of another run is of a past that is gone. */
  readonly run: string
  /** The place of the shard's last change. */
  readonly seq: number
  /** When the last change was written, in milliseconds. */
  readonly at: number
  /** Where the feed stood some moments ago, the oldest first. */
  readonly marks: readonly Mark[]
  /** A delete that takes more rows along than fit one transaction, and that has begun. */
  readonly job?: CascadeJob
  /** The table has had neither rows nor tombstones since it was cleared. */
  readonly empty: boolean
  readonly lease?: Lease
}

/** The head of a shard that nothing was written to. */
const noHead: Head = { stamp: '', run: '', seq: 0, at: 0, marks: [], empty: false }

/** Marks closer to one another than this would tell nothing more; milliseconds. */
const markInterval = 20_000

/** Reads the heads of all shards, strongly consistent. */
export async function readHeads(connection: Connection, signal?: AbortSignal): Promise<Head[]> {
  const { prefix, partitions } = connection.items
  const keys = partitions.map((_, shard) => headKey(prefix, shard))
  const found = await batchRead(connection, keys, { ConsistentRead: true }, signal)
  return keys.map((key) => toHead(found.get(keyId(key))))
}

/** The head that an item is; that of an unwritten shard where there is none. */
export function toHead(item: Item | undefined): Head {
  if (!item) return noHead
  return {
    stamp: String(item['stamp']),
    run: String(item['run']),
    seq: Number(item['seq']),
    at: Number(item['at']),
    // Sound: heads are written by `headStep` alone.
    marks: (item['marks'] ?? []) as readonly Mark[],
    // Sound: as above.
    ...(item['job'] !== undefined && { job: unpackJson(item['job']) as CascadeJob }),
    empty: item['empty'] === true,
    // Sound: as above.
    ...(item['lease'] !== undefined && { lease: item['lease'] as Lease }),
  }
}

function toItem({ prefix }: Connection['items'], shard: number, { job, ...head }: Head): Item {
  const packed: PackedJson | undefined = job && packJson(job)
  return { ...headKey(prefix, shard), ...head, ...(packed !== undefined && { job: packed }) }
}

/** Replaces a head, where it is still the one that was read. */
export function headStep({ tableName, items }: Connection, shard: number, before: Head, after: Head): Step {
  const condition =
    before.stamp === ''
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#stamp = :stamp AND #run = :run',
          ExpressionAttributeNames: { '#stamp': 'stamp', '#run': 'run' },
          ExpressionAttributeValues: { ':stamp': before.stamp, ':run': before.run },
        }
  return {
    role: 'head',
    action: { Put: { TableName: tableName, Item: toItem(items, shard, after), ...condition } },
  }
}

/** The head after changes up to a place were written; the marks needed for a moment `margin` ago are kept. */
export function advance(head: Head, to: { stamp: string; seq: number; at: number; margin: number }): Head {
  const { lease: _lease, ...rest } = head
  return { ...rest, stamp: to.stamp, seq: to.seq, at: to.at, empty: false, marks: marksOf(head, to) }
}

function marksOf(head: Head, { at, margin }: { at: number; margin: number }): readonly Mark[] {
  const last = head.marks.at(-1)
  const isClose = last && at - last[0] < markInterval
  const marks: readonly Mark[] = isClose ? head.marks : [...head.marks, [head.at, head.seq]]
  // The last of those that are old enough answers for all before it.
  const firstNeeded = marks.findLastIndex(([time]) => time <= at - margin)
  return marks.slice(Math.max(firstNeeded, 0))
}

/** The last place of which it is sure that it was written before a moment, in milliseconds. */
export function placeBefore(head: Head, moment: number): number {
  if (head.at <= moment) return head.seq
  return head.marks.findLast(([time]) => time <= moment)?.[1] ?? 0
}
