import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { tableLayout } from '../src/index.ts'
import {
  type HandlerFailure,
  handleStream,
  type RowChange,
  type SingleOptions,
  type StreamRecord,
} from '../src/streams/index.ts'
import { shopModel } from './shop-model.ts'
import { itemOfRow, lambdaEvent, recordOf } from './stream-records.ts'

type Change = RowChange<typeof shopModel>

const layout = tableLayout(shopModel)
const item = (id: string, version: number) =>
  itemOfRow(shopModel, layout, 'customers', { id, name: `${id}${version}` }, version)
/** One record each: `a1` is version 1 of the row a; `-` no row; `!a` an item that cannot be read. */
function eventOf(text: string) {
  const records = text.split(' ').map((name, index): StreamRecord => {
    const place = 100 + index
    if (name === '-') return recordOf(place, { after: { pk: 'CHANGES#0', sk: String(index) } })
    if (name.startsWith('!')) return recordOf(place, { after: { ...item(name.slice(1), 1), version: 'x' } })
    const version = Number(name.slice(1))
    const id = name.charAt(0)
    return recordOf(place, {
      ...(version > 1 && { before: item(id, version - 1) }),
      after: item(id, version),
    })
  })
  return lambdaEvent(records)
}

const nameOf = (change: Change): string =>
  change.op !== 'delete' && change.entity === 'customers' ? change.after.row.name : ''
const first = (sequenceNumber: number) => ({
  batchItemFailures: [{ itemIdentifier: String(sequenceNumber) }],
})
const none = { batchItemFailures: [] }

/** Handles an event; the names of changes that fail are given. */
async function run(text: string, fails: readonly string[], options: SingleOptions<typeof shopModel> = {}) {
  const handled: string[] = []
  const handler = handleStream(
    shopModel,
    layout,
    async (change: Change) => {
      const name = nameOf(change)
      await sleep(name.charCodeAt(0) % 3)
      if (fails.includes(name)) throw new Error(`${name} fails`)
      handled.push(name)
    },
    options,
  )
  return { answer: await handler(eventOf(text)), handled }
}

describe('one by one', () => {
  it('hands out all changes in order, and nothing else', async () => {
    expect(await run('a1 - b1 a2 - a3', [])).toEqual({ answer: none, handled: ['a1', 'b1', 'a2', 'a3'] })
    expect(await run('- -', [])).toEqual({ answer: none, handled: [] })
  })

  it('answers the first that failed, and begins nothing after it', async () => {
    expect(await run('a1 - b1 a2 c1', ['b1', 'c1'])).toEqual({ answer: first(102), handled: ['a1'] })
  })

  it('fails at an item that cannot be read, unless it is skipped', async () => {
    expect(await run('a1 !b c1', [])).toEqual({ answer: first(101), handled: ['a1'] })
    const failures: HandlerFailure[] = []
    const skipped = await run('a1 !b c1', [], {
      onFailure: (failure) => {
        failures.push(failure)
        return 'skip'
      },
    })
    expect(skipped).toEqual({ answer: none, handled: ['a1', 'c1'] })
    expect(failures).toMatchObject([{ sequenceNumber: '101', changes: [], error: { code: 'invalid' } }])
  })

  it('tells each failure once, with what it was about, and goes on where it is skipped', async () => {
    const failures: HandlerFailure[] = []
    const { answer, handled } = await run('a1 b1 a2 c1', ['b1', 'a2'], {
      onFailure: (failure) => {
        failures.push(failure)
        return failures.length === 1 ? 'skip' : 'retry'
      },
    })
    expect([answer, handled]).toEqual([first(102), ['a1']])
    expect(failures).toMatchObject([
      { sequenceNumber: '101', error: { message: 'b1 fails' }, changes: [{ key: { id: 'b' } }] },
      { sequenceNumber: '102', error: { message: 'a2 fails' }, changes: [{ key: { id: 'a' } }] },
    ])
  })

  it('has all sent again where a record has no number, and rejects where the hook throws or images are missing', async () => {
    const handler = handleStream(shopModel, layout, () => {
      throw new Error('no')
    })
    const [record = {}] = eventOf('a1').Records
    const { SequenceNumber: _, ...dynamodb } = record.dynamodb ?? {}
    expect(await handler({ Records: [{ ...record, dynamodb }] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '' }],
    })
    const onFailure = () => {
      throw new Error('hook')
    }
    await expect(run('a1 b1', ['a1'], { onFailure })).rejects.toThrow('hook')
    await expect(run('a1 b1 c1 d1', ['c1'], { onFailure, order: 'row' })).rejects.toThrow('hook')
    const keysOnly = { Records: [{ ...record, dynamodb: { ...dynamodb, StreamViewType: 'KEYS_ONLY' } }] }
    await expect(handler(keysOnly)).rejects.toMatchObject({ code: 'not_configured' })
  })
})

describe('in batches', () => {
  it('hands out up to so many, and answers the first of the batch that failed', async () => {
    const batches: string[][] = []
    const handler = handleStream(
      shopModel,
      layout,
      (changes) => {
        batches.push(changes.map(nameOf))
        if (changes.some((change) => nameOf(change) === 'd1')) throw new Error('d1')
      },
      { batchSize: 2 },
    )
    expect(await handler(eventOf('a1 b1 - c1'))).toEqual(none)
    expect(batches.splice(0)).toEqual([['a1', 'b1'], ['c1']])
    expect(await handler(eventOf('a1 b1 - c1 d1 e1'))).toEqual(first(103))
    expect(batches.splice(0)).toEqual([
      ['a1', 'b1'],
      ['c1', 'd1'],
    ])
    // One that cannot be read stands alone: what is before it is handled, and not sent again.
    expect(await handler(eventOf('a1 b1 c1 !x e1'))).toEqual(first(103))
    expect(batches).toEqual([['a1', 'b1'], ['c1']])
  })

  it('wants a batch of one change at least', () => {
    for (const batchSize of [0, 1.5, Number.NaN]) {
      expect(() => handleStream(shopModel, layout, () => undefined, { batchSize })).toThrow(
        expect.objectContaining({ code: 'invalid' }),
      )
    }
  })
})

describe('by row', () => {
  /** How changes overlapped: `begin` and `end` of each in the order of time. */
  async function overlap(text: string, fails: readonly string[], concurrency: number) {
    const log: string[] = []
    let busy = 0
    let most = 0
    const handler = handleStream(
      shopModel,
      layout,
      async (change) => {
        const name = nameOf(change)
        log.push(`+${name}`)
        most = Math.max(most, (busy += 1))
        await sleep(5)
        busy -= 1
        log.push(`-${name}`)
        if (fails.includes(name)) throw new Error(name)
      },
      { order: 'row', concurrency },
    )
    return { answer: await handler(eventOf(text)), log, most }
  }

  it('keeps the order of a row, with rows beside each other up to the limit', async () => {
    const { answer, log, most } = await overlap('a1 b1 a2 c1 a3 d1 b2', [], 3)
    expect(answer).toEqual(none)
    expect(most).toBe(3)
    for (const row of ['a', 'b', 'c', 'd']) {
      const own = log.filter((entry) => entry.charAt(1) === row)
      expect(own).toEqual(own.toSorted((one, other) => Number(one.charAt(2)) - Number(other.charAt(2))))
    }
    expect(log.toSorted()).toHaveLength(14)
  })

  it('answers the first that failed where more do, in whatever order', async () => {
    expect((await overlap('a1 b1', ['a1', 'b1'], 2)).answer).toEqual(first(100))
    expect((await overlap('a1 a2 b1', ['a2', 'b1'], 2)).answer).toEqual(first(101))
  })

  it('begins nothing more where the hook throws', async () => {
    const handled: string[] = []
    const handler = handleStream(
      shopModel,
      layout,
      async (change) => {
        const name = nameOf(change)
        await sleep(5)
        if (name === 'a1') throw new Error(name)
        handled.push(name)
      },
      {
        order: 'row',
        concurrency: 2,
        onFailure: () => {
          throw new Error('hook')
        },
      },
    )
    await expect(handler(eventOf('a1 b1 c1 d1 e1'))).rejects.toThrow('hook')
    expect(handled.length).toBeLessThanOrEqual(2)
  })

  it('answers the first that failed, with all before it done and nothing after it begun', async () => {
    const { answer, log } = await overlap('a1 b1 c1 b2 a2 a3 c2', ['b2'], 2)
    expect(answer).toEqual(first(103))
    const done = log.filter((entry) => entry.startsWith('-')).map((entry) => entry.slice(1))
    expect(done).toEqual(expect.arrayContaining(['a1', 'b1', 'c1', 'b2']))
    expect(done).not.toContain('c2')
  })
})
