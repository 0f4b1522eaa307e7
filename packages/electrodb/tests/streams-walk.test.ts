import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '@throughline/schema'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PollStreamOptions, StreamBatch, StreamCheckpoint } from '../src/streams/index.ts'
import { walkShards } from '../src/streams/shard-walk.ts'
import { keep, kindsOf, seenOf, type SimulatedStream, simulatedStream } from './simulated-stream.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

/** Reads a stream until it ends. */
async function walk(
  stream: SimulatedStream,
  from: PollStreamOptions['from'],
  onRecords: PollStreamOptions['onRecords'] = () => undefined,
): Promise<StreamBatch[]> {
  const batches: StreamBatch[] = []
  const collect = async (batch: StreamBatch): Promise<void> => {
    await onRecords(batch)
    batches.push(batch)
  }
  await walkShards(stream.source, { from, interval: 0, onRecords: collect })
  return batches
}

describe('a walk over shards', () => {
  it('reads a shard after its parent, over several splits', async () => {
    const stream = simulatedStream()
    for (let round = 0; round < 4; round += 1) {
      for (let row = 0; row < 6; row += 1) stream.write(row)
      stream.split(round, 2)
    }
    stream.turnOff()
    const batches = await walk(stream, 'start')
    expect(seenOf(batches)).toEqual(stream.written)
    expect(kindsOf(batches)).not.toContain('gap')
    expect(batches[0]?.kind).toBe('position')
  })

  it('begins with what comes after its first batch, of open shards and of those that follow', async () => {
    const stream = simulatedStream()
    stream.write(1)
    stream.split(1, 2)
    stream.write(1)
    const batches = await walk(stream, 'now', ({ kind }) => {
      if (kind !== 'position' || stream.written.get(7)) return
      stream.write(7)
      stream.split(7, 1)
      stream.write(7)
      stream.turnOff()
    })
    expect(seenOf(batches)).toEqual(new Map([[7, stream.written.get(7)]]))
  })

  it('goes on after a restart with what came meanwhile, also where a shard has had no record yet', async () => {
    const stream = simulatedStream()
    stream.split(0, 2)
    const saved: StreamCheckpoint[] = []
    const crash = walk(stream, 'now', ({ kind, checkpoint }) => {
      if (kind === 'position') stream.write(0)
      if (kind !== 'records') return
      saved.push(keep(checkpoint))
      throw new Error('crash')
    })
    await expect(crash).rejects.toThrow('crash')
    // Of the shard that has had nothing since.
    stream.write(1)
    stream.turnOff()
    const [checkpoint] = saved
    if (!checkpoint) throw new Error('There is no checkpoint.')
    expect(seenOf(await walk(stream, checkpoint))).toEqual(new Map([[1, stream.written.get(1)]]))
  })

  it('gets a new iterator where one has expired, and loses nothing', async () => {
    const stream = simulatedStream((call) => {
      if (call % 4 === 0) stream.expireIterators()
      if (call === 60) stream.turnOff()
    })
    for (let count = 0; count < 9; count += 1) stream.write(count % 3)
    expect(seenOf(await walk(stream, 'start'))).toEqual(stream.written)
  })

  it('asks for one page a round of a quiet shard, and seldom for the list of shards', async () => {
    const stream = simulatedStream((call) => {
      if (call === 200) stream.turnOff()
    })
    await walk(stream, 'now')
    expect(stream.calls.iterator).toBe(1)
    // The first, one each 60 rounds, and the last.
    expect(stream.calls.describe).toBeLessThanOrEqual(5)
    expect(stream.calls.records).toBeGreaterThanOrEqual(195)
  })

  it('reads a quiet shard again after each interval', async () => {
    const stream = simulatedStream((call) => {
      if (call === 6) stream.write(0)
      if (call === 8) stream.turnOff()
    })
    const batches: StreamBatch[] = []
    await walkShards(stream.source, {
      from: 'now',
      interval: 5,
      onRecords: (batch) => void batches.push(batch),
    })
    expect(seenOf(batches)).toEqual(stream.written)
  })

  it('reads a busy shard on and on, and a quiet one beside it once an interval', async () => {
    const stream = simulatedStream(undefined, { hasEmptyPages: false })
    stream.split(0, 2)
    const controller = new AbortController()
    const walking = walkShards(stream.source, {
      from: 'start',
      interval: 1_000,
      signal: controller.signal,
      // Row 0 is in the one shard, and nothing is in the other.
      onRecords: () => {
        if (stream.written.get(0)?.length === 100) controller.abort()
        for (let count = 0; count < 2; count += 1) stream.write(0)
      },
    })
    await expect(walking).rejects.toMatchObject({ code: 'aborted' })
    const [quiet, busy] = [...stream.pages.entries()]
      .filter(([id]) => id !== 'shard-1')
      .map(([, count]) => count)
      .toSorted((one, other) => one - other)
    expect(busy).toBeGreaterThan(45)
    expect(quiet).toBe(1)
  })

  it('finds what follows a shard within a round of its end, beside one that stays open', async () => {
    const stream = simulatedStream((call) => {
      if (call === 200) stream.turnOff()
    })
    stream.split(0, 2)
    let foundAfter = 0
    await walk(stream, 'now', (batch) => {
      if (batch.kind === 'position' && stream.written.size === 0) {
        stream.write(0)
        stream.split(0, 1)
        stream.write(0)
      }
      if (
        seenOf([batch])
          .get(0)
          ?.includes(stream.written.get(0)?.[1] ?? '')
      )
        foundAfter = stream.calls.records
    })
    expect(foundAfter).toBeGreaterThan(0)
    expect(foundAfter).toBeLessThan(12)
  })

  it('waits for each batch before it reads on', async () => {
    const stream = simulatedStream()
    for (let count = 0; count < 10; count += 1) stream.write(0)
    stream.turnOff()
    let busy = 0
    let most = 0
    await walk(stream, 'start', async () => {
      const { records } = stream.calls
      busy += 1
      most = Math.max(most, busy)
      await sleep(2)
      expect(stream.calls.records).toBe(records)
      busy -= 1
    })
    expect(most).toBe(1)
  })

  it('stops when the signal fires, also in a wait', async () => {
    const stream = simulatedStream()
    const controller = new AbortController()
    const walking = walkShards(stream.source, {
      from: 'now',
      interval: 60_000,
      signal: controller.signal,
      onRecords: () => void setTimeout(() => controller.abort(), 5),
    })
    await expect(walking).rejects.toMatchObject({ name: StoreError.name, code: 'aborted' })
  })
})

describe('a gap', () => {
  it('is told where records were trimmed, with the last one that was read', async () => {
    const stream = simulatedStream()
    for (let count = 0; count < 6; count += 1) stream.write(0)
    let hasTrimmed = false
    const batches = await walk(stream, 'start', ({ kind }) => {
      if (kind !== 'records' || hasTrimmed) return
      hasTrimmed = true
      stream.trim(false)
      stream.write(0)
      stream.turnOff()
    })
    const gap = batches.find(({ kind }) => kind === 'gap')
    expect(gap).toMatchObject({ shardId: 'shard-1', after: stream.written.get(0)?.[1] })
    expect(seenOf(batches).get(0)?.at(-1)).toBe(stream.written.get(0)?.[6])
  })

  it('is told where a shard of the checkpoint, or one between it and those that are left, is gone', async () => {
    const stream = simulatedStream()
    stream.write(0)
    const saved: StreamCheckpoint[] = []
    const crash = walk(stream, 'start', ({ kind, checkpoint }) => {
      if (kind !== 'records') return
      saved.push(keep(checkpoint))
      throw new Error('crash')
    })
    await expect(crash).rejects.toThrow('crash')
    stream.split(0, 1)
    stream.write(0)
    stream.split(0, 1)
    stream.trim(true)
    stream.write(0)
    stream.turnOff()
    const [checkpoint] = saved
    if (!checkpoint) throw new Error('There is no checkpoint.')
    const batches = await walk(stream, checkpoint)
    const gaps = batches.flatMap((batch) => (batch.kind === 'gap' ? [batch.shardId] : []))
    expect(gaps).toEqual(['shard-1', 'shard-3'])
    expect(seenOf(batches).get(0)).toEqual(stream.written.get(0)?.slice(2))
  })

  it('is the whole stream where the checkpoint is of another one', async () => {
    const stream = simulatedStream()
    stream.write(3)
    stream.turnOff()
    const batches = await walk(stream, {
      streamArn: 'arn:other',
      at: '2026-01-01T00:00:00.000Z',
      shards: { 'shard-1': { after: '9' } },
    })
    expect(kindsOf(batches)).toEqual(['gap', 'position', 'records'])
    expect(batches[0]).not.toHaveProperty('shardId')
    expect(seenOf(batches)).toEqual(stream.written)
  })

  it('is not told where a shard ended without a record since the checkpoint', async () => {
    const stream = simulatedStream()
    stream.write(0)
    const saved: StreamCheckpoint[] = []
    const crash = walk(stream, 'start', ({ kind, checkpoint }) => {
      saved.push(keep(checkpoint))
      if (kind === 'records') stream.split(0, 1)
      if (kind === 'position' && saved.length > 1) throw new Error('crash')
    })
    await expect(crash).rejects.toThrow('crash')
    stream.trim(true, 23)
    stream.write(0)
    stream.turnOff()
    const checkpoint = saved.at(-1)
    if (!checkpoint) throw new Error('There is no checkpoint.')
    const batches = await walk(stream, checkpoint)
    // The checkpoint grows by no shard that is past.
    expect(Object.keys(batches.at(-1)?.checkpoint.shards ?? {})).toEqual(['shard-2'])
    expect(kindsOf(batches)).not.toContain('gap')
    expect(seenOf(batches).get(0)).toEqual(stream.written.get(0)?.slice(1))
  })
})
