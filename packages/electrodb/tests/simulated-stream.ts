import { vi } from 'vitest'
import type { StreamBatch, StreamCheckpoint, StreamRecord } from '../src/streams/index.ts'
import type { ShardInfo, StreamSource } from '../src/streams/stream-source.ts'

/** What DynamoDB Local cannot be made to do: shards that end and split, data that is trimmed, iterators that expire. */
export interface SimulatedStream {
  readonly source: StreamSource
  /** Writes a record of a row, to the open shard that the row is in. */
  readonly write: (row: number) => void
  /** Ends the open shard that a row is in; `children` come after it, 1 or 2. */
  readonly split: (row: number, children: number) => void
  /** Lets a day and an hour pass: all records so far are deleted, and shards that have ended are forgotten or not. Wants a fake `Date`. */
  readonly trim: (forgets: boolean, hours?: number) => void
  readonly expireIterators: () => void
  /** Ends all shards: nothing more is written. */
  readonly turnOff: () => void
  /** Sequence numbers of all records that were written, by row. */
  readonly written: ReadonlyMap<number, readonly string[]>
  /** Calls so far, by name. */
  readonly calls: Readonly<Record<'describe' | 'iterator' | 'records', number>>
  /** Pages that were asked for, by shard. */
  readonly pages: ReadonlyMap<string, number>
}

interface SimulatedShard {
  readonly info: { id: string; parent?: string; closed: boolean }
  /** Which rows it takes: those whose number begins with these binary digits, the last first. */
  readonly digits: string
  readonly records: { seq: number; row: number; time: number }[]
  isListed: boolean
}

const pageSize = 2

/** `before` is called before each request, with its number: there, others write. */
export function simulatedStream(
  before: (call: number) => void = () => undefined,
  { hasEmptyPages = true }: { readonly hasEmptyPages?: boolean } = {},
): SimulatedStream {
  let sequence = 0
  let trimmed = 0
  let epoch = 0
  let made = 0
  let isOpen = true
  const shards: SimulatedShard[] = []
  const written = new Map<number, string[]>()
  const calls = { describe: 0, iterator: 0, records: 0 }
  const pages = new Map<string, number>()
  const add = (digits: string, parent?: string): void => {
    const id = `shard-${(made += 1)}`
    const info = { id, closed: false, ...(parent !== undefined && { parent }) }
    shards.push({ info, digits, records: [], isListed: true })
  }
  add('')
  const shardOf = (row: number): SimulatedShard => {
    const digits = row.toString(2).padStart(16, '0')
    const shard = shards.find(({ info, digits: end }) => !info.closed && digits.endsWith(end))
    if (!shard) throw new Error(`Row ${row} is in no open shard.`)
    return shard
  }
  const begin = (name: keyof typeof calls): void => {
    calls[name] += 1
    before(calls.describe + calls.iterator + calls.records)
  }
  const numbered = (value: number): string => String(value).padStart(21, '0')
  const find = (id: string): SimulatedShard | undefined =>
    shards.find(({ info, isListed }) => info.id === id && isListed)

  return {
    written,
    calls,
    pages,
    write: (row) => {
      if (!isOpen) return
      sequence += 1
      shardOf(row).records.push({ seq: sequence, row, time: Date.now() })
      written.set(row, [...(written.get(row) ?? []), numbered(sequence)])
    },
    split: (row, children) => {
      if (!isOpen) return
      const shard = shardOf(row)
      shard.info.closed = true
      if (children === 1 || shard.digits.length > 8) return add(shard.digits, shard.info.id)
      for (const digit of ['0', '1']) add(digit + shard.digits, shard.info.id)
    },
    trim: (forgets, hours = 25) => {
      trimmed = sequence
      vi.setSystemTime(Date.now() + hours * 60 * 60_000)
      for (const shard of shards) if (forgets && shard.info.closed) shard.isListed = false
    },
    expireIterators: () => {
      epoch += 1
    },
    turnOff: () => {
      isOpen = false
      for (const { info } of shards) info.closed = true
    },
    source: {
      streamArn: 'arn:aws:dynamodb:local:0:table/simulated/stream/1',
      describe: async () => {
        begin('describe')
        const listed = shards.filter(({ isListed }) => isListed)
        return { open: isOpen, shards: listed.map(({ info }) => structuredClone<ShardInfo>(info)) }
      },
      iterator: async (shardId, start) => {
        begin('iterator')
        const shard = find(shardId)
        if (!shard) return 'gone'
        const { records } = shard
        if (start === 'LATEST') return { iterator: `${epoch}|${shardId}|${records.length}` }
        if (start === 'TRIM_HORIZON') {
          return { iterator: `${epoch}|${shardId}|${records.filter(({ seq }) => seq <= trimmed).length}` }
        }
        if (Number(start.after) <= trimmed) return 'trimmed'
        const place = records.findIndex(({ seq }) => numbered(seq) === start.after)
        if (place === -1) throw new Error(`${shardId} has no record ${start.after}.`)
        return { iterator: `${epoch}|${shardId}|${place + 1}` }
      },
      records: async (iterator) => {
        begin('records')
        const [from = '', shardId = '', place = ''] = iterator.split('|')
        pages.set(shardId, (pages.get(shardId) ?? 0) + 1)
        if (from !== String(epoch)) return 'expired'
        const shard = find(shardId)
        if (!shard) return 'gone'
        const { records, info } = shard
        const first = records[Number(place)]
        if (first && first.seq <= trimmed) return 'trimmed'
        // DynamoDB answers empty pages now and then, before the end.
        const size = hasEmptyPages && calls.records % 3 === 0 ? 0 : pageSize
        const page = records.slice(Number(place), Number(place) + size)
        const next = Number(place) + page.length
        const hasEnded = info.closed && next === records.length
        return {
          records: page.map(({ seq, row, time }) => toRecord(numbered(seq), row, time)),
          ...(!hasEnded && { next: `${epoch}|${shardId}|${next}` }),
        }
      },
    },
  }
}

function toRecord(seq: string, row: number, time: number): StreamRecord {
  return {
    eventID: seq,
    eventName: 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: new Date(time),
      Keys: { pk: { S: String(row) } },
      SequenceNumber: seq,
    },
  }
}

/** Rows with the sequence numbers that were handed out for them. */
export function seenOf(batches: readonly StreamBatch[]): Map<number, string[]> {
  const seen = new Map<number, string[]>()
  for (const batch of batches) {
    if (batch.kind !== 'records') continue
    for (const { dynamodb } of batch.records) {
      const row = Number(dynamodb?.Keys?.['pk']?.S)
      seen.set(row, [...(seen.get(row) ?? []), dynamodb?.SequenceNumber ?? ''])
    }
  }
  return seen
}

export const kindsOf = (batches: readonly StreamBatch[]): string[] => batches.map(({ kind }) => kind)
/** A checkpoint as it is kept: as JSON. */
export function keep(checkpoint: StreamCheckpoint): StreamCheckpoint {
  const kept: StreamCheckpoint = JSON.parse(JSON.stringify(checkpoint))
  return kept
}
