import { type Change, type PullOptions, type PullResult, StoreError } from '@throughline/schema'
import { checkedLimit, throwIfAborted } from '@throughline/schema/adapter'
import { pause } from '../client/backoff.ts'
import type { Connection } from '../connection.ts'
import { type FeedRecord, toChange, toRecord } from './feed-record.ts'
import { type Head, placeBefore, readHeads, toHead } from './head.ts'
import { feedPartition, headKey, placeKey } from './keys.ts'
import { queryItems } from './query-items.ts'
import type { SyncContext } from './sync-context.ts'
import { unseen } from './unseen.ts'

/** Where a reader of one shard stands: after this place of this run. */
type ShardPlace = readonly [run: string, seq: number]

const scope = ['feed']

/** The feed's cursor of now. */
export async function feedHeads(context: SyncContext): Promise<string> {
  const heads = await readHeads(context.connection)
  return writePlaces(
    context,
    heads.map(({ run, seq }) => [run, seq]),
  )
}

/** The feed's cursor of some minutes ago: what indexes may not show yet comes after it. */
export async function snapshotFeed(context: SyncContext, signal?: AbortSignal): Promise<string> {
  const now = Date.parse(context.now())
  const heads = await readHeads(context.connection, signal)
  const places = await Promise.all(
    heads.map(async (head, shard): Promise<ShardPlace> => {
      const place = placeOnceIndexed(head, now, context.margin)
      // Nothing comes after the head: most snapshots need no look at the feed.
      return [head.run, place === head.seq ? place : await placeThatIsKept(context, shard, place, signal)]
    }),
  )
  return writePlaces(context, places)
}

/**
 * The place itself, or the first one after it that the feed still reaches back to, with time for the snapshot to be read.
 *
 * Where clocks jump, the place may be one whose changes are kept no longer; those rows have long been in all indexes.
 */
async function placeThatIsKept(
  { connection, feedTtl, now }: SyncContext,
  shard: number,
  place: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const oldest = Date.parse(now()) - feedTtl + Math.min(feedTtl / 2, 3_600_000)
  const head = headKey(connection.items.prefix, shard).sk
  let last = place
  for await (const item of queryItems(connection, recordsAfter(connection, shard, place, 2), signal)) {
    if (item['sk'] === head) break
    const record = toRecord(item)
    if (record.at >= oldest) return Math.max(place, record.first - 1)
    ;({ last } = record)
  }
  return last
}

/** Records after a place, and the head after them. */
function recordsAfter({ items: { prefix } }: Connection, shard: number, seq: number, Limit: number) {
  return {
    KeyConditionExpression: 'pk = :pk AND sk > :after',
    ExpressionAttributeValues: { ':pk': feedPartition(prefix, shard), ':after': placeKey(seq) },
    Limit,
  }
}

/** The last place whose rows all indexes show, though this process' clock may be ahead, or the writer's behind. */
function placeOnceIndexed(head: Head, now: number, margin: number): number {
  if (head.at <= now - 2 * margin) return head.seq
  return placeBefore(head, Math.min(now, head.at) - margin)
}

/** The changes after a cursor; see `SyncStore.pull`. */
export async function pullChanges(
  context: SyncContext,
  { cursor, limit: wanted, signal }: PullOptions,
): Promise<PullResult> {
  throwIfAborted(signal)
  const limit = checkedLimit(wanted)
  const places = await readPlaces(context, cursor)
  if (places.length !== context.connection.items.partitions.length) return { kind: 'reset' }
  const parts = await Promise.all(
    places.map((place, shard) => readShard(context, shard, place, limit, signal)),
  )
  const known = parts.filter((part) => part !== 'reset')
  if (known.length < parts.length) return { kind: 'reset' }
  const next = places.map(([, seq]) => seq)
  const changes: Change[] = []
  // Of the next change of each shard, the one that was written first.
  const queues = known.map(({ changes: all }) => all.values())
  const heads = queues.map((queue) => queue.next())
  while (changes.length < limit) {
    const shard = earliest(heads.map(({ value }) => value?.at))
    const entry = heads[shard]?.value
    if (!entry) break
    next[shard] = entry.seq
    if (entry.change) changes.push(entry.change)
    const queue = queues[shard]
    if (queue) heads[shard] = queue.next()
  }
  const more = heads.some(({ value }) => value !== undefined) || known.some((part) => part.more)
  const after = places.map(([run], shard): ShardPlace => [known[shard]?.run ?? run, next[shard] ?? 0])
  return { kind: 'changes', changes, cursor: await writePlaces(context, after), more }
}

interface Entry {
  readonly seq: number
  /** Milliseconds. */
  readonly at: number
  /** `undefined` for one of an entity that the model does not have. */
  readonly change: Change | undefined
}

interface ShardPart {
  readonly run: string
  readonly changes: readonly Entry[]
  readonly more: boolean
}

/** The next changes of one shard; `reset` where the feed no longer reaches back to the place. */
async function readShard(
  context: SyncContext,
  shard: number,
  [run, seq]: ShardPlace,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<ShardPart | 'reset'> {
  const { connection, feedTtl, now } = context
  for (let attempt = 0; attempt < unseen.tries; attempt += 1) {
    if (attempt > 0) await pause(unseen, attempt - 1, signal)
    const { records, head } = await readRecords(context, shard, seq, limit, signal)
    if ((head ?? records[0])?.run !== run) return 'reset'
    // The cursor's own record may have been seen before the head of its transaction.
    if (head && head.seq < seq) {
      if (attempt < unseen.tries - 1) continue
      throw unknownCursor()
    }
    const oldest = records[0]
    if (oldest && oldest.at < Date.parse(now()) - feedTtl) return 'reset'
    const whole = contiguous(records, seq)
    // With the head read after them, records that are not there are either gone or not to be seen yet.
    const isBehind = whole.length === 0 && (records.length > 0 || (head !== undefined && head.seq > seq))
    if (isBehind) continue
    const changes = whole.flatMap(({ first, at, changes: all }) =>
      all.flatMap((recorded, index): Entry[] => {
        const place = { shard, seq: first + index }
        return place.seq <= seq
          ? []
          : [{ seq: place.seq, at, change: toChange(connection.items, recorded, place) }]
      }),
    )
    const end = whole.at(-1)?.last ?? seq
    return { run, changes, more: head === undefined || head.seq > end }
  }
  return 'reset'
}

/** Records that go on after a place without a gap. */
function contiguous(records: readonly FeedRecord[], seq: number): readonly FeedRecord[] {
  let last = seq
  const end = records.findIndex((record, index) => {
    const follows = index === 0 ? record.first <= last + 1 : record.first === last + 1
    if (follows) last = record.last
    return !follows
  })
  return end === -1 ? records : records.slice(0, end)
}

/** The records after a place, and the head, which comes after all records, where it was reached. */
async function readRecords(
  { connection }: SyncContext,
  shard: number,
  seq: number,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<{ records: FeedRecord[]; head: Head | undefined }> {
  const { prefix } = connection.items
  // One more than there can be wanted, for the head.
  const input = recordsAfter(connection, shard, seq, limit + 1)
  const records: FeedRecord[] = []
  let changes = 0
  for await (const item of queryItems(connection, input, signal)) {
    if (item['sk'] === headKey(prefix, shard).sk) return { records, head: toHead(item) }
    const record = toRecord(item)
    records.push(record)
    changes += record.last - Math.max(record.first - 1, seq)
    if (changes > limit) return { records, head: undefined }
  }
  // Nothing was ever written to the shard.
  return { records, head: toHead(undefined) }
}

function earliest(times: readonly (number | undefined)[]): number {
  let found = -1
  for (const [index, time] of times.entries()) {
    if (time !== undefined && (found === -1 || time < (times[found] ?? Infinity))) found = index
  }
  return found
}

async function writePlaces({ connection }: SyncContext, places: readonly ShardPlace[]): Promise<string> {
  return connection.cursors.write(scope, places, { expires: false })
}

async function readPlaces({ connection }: SyncContext, cursor: string): Promise<readonly ShardPlace[]> {
  const places = await connection.cursors.read(scope, cursor)
  // Sound: the cursor is signed for this scope: `writePlaces` alone has written it.
  return places as readonly ShardPlace[]
}

function unknownCursor(): StoreError {
  return new StoreError('invalid', 'The cursor is not one of this feed. Begin with a snapshot.')
}
