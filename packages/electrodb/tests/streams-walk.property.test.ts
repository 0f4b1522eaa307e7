import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PollStreamOptions, StreamBatch } from '../src/streams/index.ts'
import { walkShards } from '../src/streams/shard-walk.ts'
import { keep, kindsOf, seenOf, type SimulatedStream, simulatedStream } from './simulated-stream.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

type Step =
  | { readonly kind: 'crash' | 'expire' | 'forget' | 'trim' }
  | { readonly kind: 'split'; readonly row: number; readonly children: number }
  | { readonly kind: 'write'; readonly row: number }

const anyRow = fc.nat({ max: 7 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: anyRow.map((row): Step => ({ kind: 'write', row })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyRow, fc.constantFrom(1, 2))
      .map(([row, children]): Step => ({ kind: 'split', row, children })),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'crash' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'expire' }) },
)
const losses = fc.constantFrom<Step>({ kind: 'trim' }, { kind: 'forget' })

/** Reads a stream to its end while the steps are done in it, and after each crash goes on with the last checkpoint. */
async function history(
  steps: readonly Step[],
  perCall: number,
  first: 'now' | 'start' = 'start',
): Promise<{ batches: StreamBatch[]; stream: SimulatedStream; before: Map<number, number> }> {
  const left = [...steps]
  let crashes = false
  const act = (): void => {
    const isFirst = left.length === steps.length
    for (const one of left.splice(0, perCall)) {
      // What is lost before the first look was never there.
      if (isFirst && one.kind !== 'write') continue
      if (one.kind === 'write') stream.write(one.row)
      if (one.kind === 'split') stream.split(one.row, one.children)
      if (one.kind === 'expire') stream.expireIterators()
      if (one.kind === 'trim' || one.kind === 'forget') stream.trim(one.kind === 'forget')
      if (one.kind === 'crash') crashes = true
    }
    if (left.length === 0) stream.turnOff()
  }
  const stream = simulatedStream(act)
  const batches: StreamBatch[] = []
  const before = new Map<number, number>()
  let from: PollStreamOptions['from'] = first
  const onRecords = (batch: StreamBatch): void => {
    if (batches.length === 0) for (const [row, { length }] of stream.written) before.set(row, length)
    batches.push(batch)
    from = keep(batch.checkpoint)
    if (!crashes) return
    crashes = false
    throw new Error('crash')
  }
  for (;;) {
    try {
      await walkShards(stream.source, { from, interval: 0, onRecords })
      return { batches, stream, before }
    } catch (error) {
      if (!(error instanceof Error && error.message === 'crash')) throw error
    }
  }
}

const perCalls = fc.integer({ min: 1, max: 6 })

describe('whatever happens to a stream', () => {
  it('each record is handed out once, and those of a row in their order', async () => {
    const run = fc.asyncProperty(fc.array(step, { maxLength: 80 }), perCalls, async (steps, perCall) => {
      const { batches, stream } = await history(steps, perCall)
      expect(seenOf(batches)).toEqual(stream.written)
      expect(kindsOf(batches)).not.toContain('gap')
    })
    await fc.assert(run, { numRuns: 200 })
  })

  it('each record after the first batch is handed out once and in order, from now on', async () => {
    const run = fc.asyncProperty(fc.array(step, { maxLength: 80 }), perCalls, async (steps, perCall) => {
      const { batches, stream, before } = await history(steps, perCall, 'now')
      const seen = seenOf(batches)
      for (const [row, numbers] of stream.written) {
        const wanted = numbers.slice(before.get(row) ?? 0)
        expect((seen.get(row) ?? []).filter((number) => wanted.includes(number))).toEqual(wanted)
      }
      expect(kindsOf(batches)).not.toContain('gap')
    })
    await fc.assert(run, { numRuns: 200 })
  })

  it('what was trimmed before it was read is told, and the rest is handed out once and in order', async () => {
    const some = fc.oneof({ weight: 12, arbitrary: step }, { weight: 1, arbitrary: losses })
    const run = fc.asyncProperty(fc.array(some, { maxLength: 80 }), perCalls, async (steps, perCall) => {
      const { batches, stream } = await history(steps, perCall)
      const seen = seenOf(batches)
      let lost = 0
      for (const [row, numbers] of stream.written) {
        const read = seen.get(row) ?? []
        expect(read).toEqual(numbers.filter((number) => read.includes(number)))
        lost += numbers.length - read.length
      }
      if (lost > 0) expect(kindsOf(batches)).toContain('gap')
    })
    await fc.assert(run, { numRuns: 200 })
  })
})
