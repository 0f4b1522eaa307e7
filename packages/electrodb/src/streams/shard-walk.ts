import { throwIfAborted } from '@throughline/schema/adapter'
import { sleep } from '../client/backoff.ts'
import type { PollStreamOptions, ShardPosition, StreamBatch, StreamCheckpoint } from './poll-stream.types.ts'
import type { StreamRecord } from './stream-event.types.ts'
import type { ShardInfo, StreamInfo, StreamSource } from './stream-source.ts'

/** What is known of one shard. */
interface Shard {
  readonly id: string
  readonly parent: string | undefined
  position: ShardPosition
  /** Where the next page is; asked for anew where it is absent. */
  iterator: string | undefined
  /** It is read from its beginning on for what was made since its position. */
  skipsOld: boolean
  /** Nothing before this time is unread, but for what was there at the very start; milliseconds. */
  unreadSince: number
  /** It had nothing new: others may be read before it is again; milliseconds. */
  restsUntil: number
}

/** A walk over the shards of one stream. */
interface Walk {
  readonly source: StreamSource
  readonly options: PollStreamOptions
  readonly shards: Map<string, Shard>
}

/** Clocks differ, by as much as AWS lets a request's differ; and records' times are rounded down, up to a minute. */
const timeMargin = 15 * 60_000
/** What is older may be deleted at any moment. */
const retention = 24 * 60 * 60_000
/** Of a shard whose parent has never been seen. */
const neverSeen = 0
/** Rounds after which shards are listed anew, whatever is known of them. */
const roundsBetweenLists = 60

/**
 * Reads the shards of a stream, each after its parent, and hands out what they have, one batch after the other.
 *
 * Ends when the stream has ended and is read; rejects with `aborted` when the signal fires.
 */
export async function walkShards(source: StreamSource, options: PollStreamOptions): Promise<void> {
  const { interval = 1_000, signal } = options
  const walk: Walk = { source, options, shards: new Map() }
  let stream = await begin(walk)
  await handOut(walk, { kind: 'position' })
  for (let round = 1; ; round += 1) {
    let hasNews = false
    for (const shard of readyShards(walk)) {
      throwIfAborted(signal)
      if (shard.restsUntil > Date.now()) continue
      if (await readOnce(walk, shard)) hasNews = true
      else shard.restsUntil = Date.now() + interval
    }
    const isRead = readyShards(walk).length === 0
    if (isRead && !stream.open) return
    if (!hasNews) {
      await sleep(interval, signal)
      for (const shard of walk.shards.values()) shard.restsUntil = 0
    }
    if (isRead || awaitsChildren(walk) || round % roundsBetweenLists === 0) {
      stream = await source.describe()
      addShards(walk, stream)
    }
  }
}

/** Puts all shards at their first place, and answers the stream as it was then. */
async function begin(walk: Walk): Promise<StreamInfo> {
  const { source, options } = walk
  const stream = await source.describe()
  if (options.from === 'now') await beginNow(walk, stream)
  else if (options.from === 'start') addShards(walk, stream, Date.now())
  else await resume(walk, stream, options.from)
  return stream
}

async function beginNow(walk: Walk, stream: StreamInfo): Promise<void> {
  const since = new Date().toISOString()
  addShards(walk, stream, Date.now())
  const closed = new Set(stream.shards.flatMap(({ id, closed: isClosed }) => (isClosed ? [id] : [])))
  for (const shard of walk.shards.values()) {
    shard.position = closed.has(shard.id) ? 'end' : { since }
    if (shard.position !== 'end') shard.iterator = await openShard(walk, shard, 'LATEST')
  }
}

/** Goes on from a checkpoint; where a shard of it is gone before it was read, says so. */
async function resume(walk: Walk, stream: StreamInfo, from: StreamCheckpoint): Promise<void> {
  const { shards, source } = walk
  if (from.streamArn !== source.streamArn) {
    addShards(walk, stream, Date.now())
    return handOut(walk, { kind: 'gap' })
  }
  const listed = new Map(stream.shards.map((shard) => [shard.id, shard]))
  for (const [id, position] of Object.entries(from.shards)) {
    shards.set(id, newShard(listed.get(id) ?? { id }, position, Date.parse(from.at)))
  }
  addShards(walk, stream)
  for (const shard of shards.values()) if (!listed.has(shard.id)) await lose(walk, shard, 'gone')
}

function newShard(
  { id, parent }: Omit<ShardInfo, 'closed'>,
  position: ShardPosition,
  unreadSince: number,
): Shard {
  return { id, parent, position, iterator: undefined, skipsOld: false, unreadSince, restsUntil: 0 }
}

/** Takes in shards that are new, and drops those that have ended and are no longer listed. */
function addShards({ shards }: Walk, stream: StreamInfo, unreadSince = neverSeen): void {
  const listed = new Map(stream.shards.map((shard) => [shard.id, shard]))
  // What is in a shard came after the last look at its parent.
  const sinceOf = (parent: string | undefined): number => {
    if (parent === undefined) return Date.now()
    const known = shards.get(parent)
    if (known) return known.unreadSince
    const above = listed.get(parent)
    return above ? sinceOf(above.parent) : unreadSince
  }
  const added = stream.shards.flatMap((shard) =>
    shards.has(shard.id) ? [] : [newShard(shard, 'start', sinceOf(shard.parent))],
  )
  for (const shard of added) shards.set(shard.id, shard)
  for (const { id, position } of shards.values()) if (position === 'end' && !listed.has(id)) shards.delete(id)
}

/** Whether a shard has ended, and what comes after it has not been seen. */
function awaitsChildren({ shards }: Walk): boolean {
  const parents = new Set([...shards.values()].map(({ parent }) => parent))
  return [...shards.values()].some(({ id, position }) => position === 'end' && !parents.has(id))
}

/** Those with more to read whose parents are read. */
function readyShards({ shards }: Walk): Shard[] {
  return [...shards.values()].filter(({ position, parent }) => {
    const above = parent === undefined ? undefined : shards.get(parent)
    return position !== 'end' && (!above || above.position === 'end')
  })
}

/** Reads one page of a shard and hands it out; answers whether there was anything. */
async function readOnce(walk: Walk, shard: Shard): Promise<boolean> {
  const iterator = shard.iterator ?? (await openShard(walk, shard))
  if (iterator === undefined) return false
  shard.iterator = undefined
  const page = await walk.source.records(iterator)
  if (page === 'expired') return false
  if (page === 'gone' || page === 'trimmed') {
    await lose(walk, shard, page)
    return false
  }
  shard.unreadSince = Date.now()
  const records = page.records.filter((record) => !isOld(shard, record))
  const last = records.at(-1)?.dynamodb?.SequenceNumber
  if (last !== undefined) Object.assign(shard, { position: { after: last }, skipsOld: false })
  shard.iterator = page.next
  const hasEnded = page.next === undefined
  if (hasEnded) shard.position = 'end'
  if (records.length > 0) await handOut(walk, { kind: 'records', shardId: shard.id, records })
  else if (hasEnded) await handOut(walk, { kind: 'position' })
  return page.records.length > 0 || hasEnded
}

/** Gets an iterator of the shard's position; a shard that was just met may begin with what comes next. */
async function openShard(walk: Walk, shard: Shard, latest?: 'LATEST'): Promise<string | undefined> {
  const { position } = shard
  const isAfter = typeof position === 'object' && 'after' in position
  const start = latest ?? (isAfter ? position : 'TRIM_HORIZON')
  const answer = await walk.source.iterator(shard.id, start)
  if (typeof answer !== 'object') {
    await lose(walk, shard, answer)
    return undefined
  }
  shard.skipsOld = start === 'TRIM_HORIZON' && position !== 'start'
  // Here DynamoDB does not tell: it begins with the oldest that is left.
  if (start === 'TRIM_HORIZON' && Date.now() - shard.unreadSince > retention) {
    shard.unreadSince = Date.now()
    await handOut(walk, { kind: 'gap', shardId: shard.id })
  }
  return answer.iterator
}

/** Goes on with what is left of a shard. */
async function lose(walk: Walk, shard: Shard, how: 'gone' | 'trimmed'): Promise<void> {
  const before = lastRead(shard.position)
  shard.position = how === 'gone' ? 'end' : 'start'
  shard.unreadSince = Date.now()
  await handOut(walk, { kind: 'gap', shardId: shard.id, ...before })
}

function isOld({ position, skipsOld }: Shard, { dynamodb }: StreamRecord): boolean {
  if (!skipsOld || typeof position !== 'object' || !('since' in position)) return false
  const time = dynamodb?.ApproximateCreationDateTime
  const made = typeof time === 'number' ? time * 1000 : time?.getTime()
  return made !== undefined && made < Date.parse(position.since) - timeMargin
}

function lastRead(position: ShardPosition): { after?: string } {
  return typeof position === 'object' && 'after' in position ? { after: position.after } : {}
}

type WithoutCheckpoint<T> = T extends StreamBatch ? Omit<T, 'checkpoint'> : never

async function handOut(
  { source, options, shards }: Walk,
  batch: WithoutCheckpoint<StreamBatch>,
): Promise<void> {
  const all = [...shards.values()]
  const begun = ({ position }: Shard): boolean =>
    position === 'end' || (typeof position === 'object' && 'after' in position)
  const unread = all.flatMap((shard) => (begun(shard) ? [] : [shard.unreadSince]))
  await options.onRecords({
    ...batch,
    checkpoint: {
      streamArn: source.streamArn,
      at: new Date(Math.min(Date.now(), ...unread)).toISOString(),
      shards: Object.fromEntries(all.map(({ id, position }) => [id, position])),
    },
  })
}
