import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveFrame } from './live-frames.ts'
import { liveStream } from './live-stream.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** A stream over frames that come when they are asked for, and a count of how many were. */
async function open(frames: readonly LiveFrame[], failure?: Error) {
  const counts = { asked: 0, left: 0, ended: 0 }
  async function* source(): AsyncGenerator<LiveFrame, void, undefined> {
    try {
      for (const frame of frames) {
        counts.asked += 1
        yield frame
      }
      if (failure) throw failure
    } finally {
      counts.ended += 1
    }
  }
  const generator = source()
  const stream = liveStream({
    first: await generator.next(),
    frames: generator,
    heartbeat: 1000,
    retry: () => 12.5,
    onLeave: () => {
      counts.left += 1
    },
  })
  return { stream, counts }
}

const pull = (n: number): LiveFrame => ({ kind: 'pull', cursor: `c${n}` })

describe('liveStream', () => {
  it('writes events with their cursors as ids, and at its end when to come again', async () => {
    const { stream } = await open([
      { kind: 'open', cursor: 'a' },
      { kind: 'changes', changes: [], text: '{"op":"put"},{"op":"delete"}', cursor: 'b' },
      { kind: 'pull', cursor: 'c"' },
      { kind: 'reset' },
    ])
    expect((await new Response(stream).text()).split('\n\n')).toEqual([
      'id: a\ndata: {"kind":"open","cursor":"a"}',
      'id: b\ndata: {"kind":"changes","changes":[{"op":"put"},{"op":"delete"}],"cursor":"b"}',
      'id: c"\ndata: {"kind":"pull","cursor":"c\\""}',
      'id\ndata: {"kind":"reset"}',
      'retry: 13',
      '',
    ])
  })

  it('asks for one event more than was taken, and sends no sign of life to who does not read', async () => {
    const { stream, counts } = await open(Array.from({ length: 1000 }, (_, n) => pull(n)))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(counts.asked).toBe(1)
    const reader = stream.getReader()
    await reader.read()
    await reader.read()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(counts.asked).toBe(3)
    await reader.cancel()
    expect(counts).toEqual({ asked: 3, left: 1, ended: 1 })
  })

  it('says that it lives while there is nothing to tell', async () => {
    let end: (result: IteratorResult<LiveFrame, void>) => void = () => undefined
    const waiting = new Promise<IteratorResult<LiveFrame, void>>((resolve) => {
      end = resolve
    })
    const { stream } = await open([pull(0)])
    const silent = liveStream({
      first: { value: pull(1), done: false },
      frames: { next: () => waiting } as unknown as AsyncGenerator<LiveFrame, void, undefined>,
      heartbeat: 1000,
      retry: () => 1,
      onLeave: () => undefined,
    })
    await stream.cancel()
    const text = new Response(silent).text()
    await vi.advanceTimersByTimeAsync(3500)
    end({ value: undefined, done: true })
    expect((await text).match(/: still here\n\n/g)).toHaveLength(3)
  })

  it('ends as an error where its events do', async () => {
    const { stream, counts } = await open([pull(0)], new Error('broken'))
    await expect(new Response(stream).text()).rejects.toThrow('broken')
    expect(counts.ended).toBe(1)
  })
})
