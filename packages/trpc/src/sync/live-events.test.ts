import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError, type SyncStore } from '@throughline/schema'
import { memoryStore, pullAll } from '@throughline/schema/testing'
import { openStore } from '@throughline/schema/policy'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { anyStore } from '../../tests/any-store.ts'
import { libraryModel, uuid } from '../../tests/library-model.ts'
import { tick, watchedStore } from '../../tests/watched-store.ts'
import type { Access } from '../access.ts'
import { feedHub, wakeFeed } from './feed-hub.ts'
import { liveEvents, type LiveRequest, type LiveStreamOptions } from './live-events.ts'
import type { LiveFrame } from './live-frames.ts'

const placeName = ({ place }: { place: { shard: number; seq: number } }): string =>
  `${place.shard}:${place.seq}`

function open(options: Parameters<typeof memoryStore>[1] = {}) {
  const watched = watchedStore(memoryStore(libraryModel, options))
  const store: SyncStore = anyStore(watched.store)
  const access: Access = { store, view: openStore(store) }
  let rows = 0
  const write = async (count = 1, name = 'x'): Promise<void> => {
    const inserts = Array.from({ length: count }, () => ({
      op: 'insert' as const,
      mutationId: crypto.randomUUID(),
      entity: 'shelves' as const,
      row: { id: uuid((rows += 1)), name },
    }))
    await watched.store.push(inserts)
    wakeFeed(store)
  }
  return { watched, store, access, write }
}

const after = (wait: number): Promise<void> => sleep(wait)

/** Reads a stream until it ends, or the given number of events has come. */
async function take(
  access: Access,
  request: LiveRequest,
  count = Infinity,
  options?: LiveStreamOptions,
): Promise<LiveFrame[]> {
  const frames: LiveFrame[] = []
  for await (const frame of liveEvents(access, request, options)) {
    frames.push(frame)
    if (frames.length >= count) break
  }
  return frames
}

const names = (frames: readonly LiveFrame[]): string[] =>
  frames.flatMap((frame) => (frame.kind === 'changes' ? frame.changes.map(placeName) : [frame.kind]))

describe('a live stream', () => {
  it('opens at its cursor, and tells what was written since, from the store and then from the ring', async () => {
    const { store, access, write, watched } = open()
    const cursor = await store.heads()
    await write(3)
    const frames = await take(access, { cursor }, 2)
    expect(frames[0]).toEqual({ kind: 'open', cursor })
    expect(names(frames)).toEqual(['open', '0:1', '0:2', '0:3'])
    const stream = liveEvents(access, { cursor: await store.heads() })
    expect((await stream.next()).value).toMatchObject({ kind: 'open' })
    await write(2)
    const told = (await stream.next()).value
    expect(told).toMatchObject({ kind: 'changes', changes: [{ place: { seq: 4 } }, { place: { seq: 5 } }] })
    const pulls = watched.calls.pull
    // In the ring now: another reader costs the store nothing.
    const [opened, resumed] = await take(
      access,
      { cursor: frames[1]?.kind === 'changes' ? frames[1].cursor : '' },
      2,
    )
    expect([opened?.kind, resumed]).toEqual(['open', told])
    expect(watched.calls.pull - pulls).toBeLessThanOrEqual(1)
    await stream.return()
    expect(feedHub(store).listeners).toBe(0)
  })

  it('answers reset to a cursor that the feed no longer reaches back to, and to all when the feed begins anew', async () => {
    const { store, access, write, watched } = open({ feedLimit: 5 })
    const cursor = await store.heads()
    await write(10)
    expect(await take(access, { cursor })).toEqual([{ kind: 'reset' }])
    const stream = liveEvents(access, { cursor: await store.heads() })
    await stream.next()
    await watched.store.clear()
    expect(await stream.next()).toEqual({ value: { kind: 'reset' }, done: false })
    expect((await stream.next()).done).toBe(true)
  })

  it('refuses a cursor that is none, and what the store cannot answer now', async () => {
    const { store, access, watched } = open()
    await expect(take(access, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid' })
    watched.around = () => {
      throw new StoreError('throttled', 'Too fast.')
    }
    await expect(take(access, { cursor: 'any' })).rejects.toMatchObject({ code: 'throttled' })
    expect(feedHub(store).listeners).toBe(0)
  })

  it('tells to pull what is larger than an event, or more than a page', async () => {
    const { store, access, write } = open()
    const cursor = await store.heads()
    await write(5, 'y'.repeat(40))
    const small = { maxEventSize: 500 }
    const [opened, told] = await take(access, { cursor }, 2, small)
    expect([opened, told]).toEqual([
      { kind: 'open', cursor },
      { kind: 'pull', cursor: await store.heads() },
    ])
    await write(2000)
    const more = await take(access, { cursor }, 2, { maxEventSize: Infinity })
    expect(more.map(({ kind }) => kind)).toEqual(['open', 'pull'])
  })

  it('keeps nothing for a reader who does not read, and tells to pull once', async () => {
    const { store, access, write } = open()
    const stream = liveEvents(access, { cursor: await store.heads() })
    await stream.next()
    const watching = liveEvents(access, { cursor: await store.heads() })
    let seen = 0
    for (let n = 0; n < 300; n += 1) {
      await write(20)
      const { value } = await watching.next()
      if (value?.kind === 'changes') seen += value.changes.length
    }
    // The ring is all that there is, and has dropped the oldest.
    const { ring } = feedHub(store)
    expect(ring.after(0)).toBeUndefined()
    const pages = ring.after(ring.last - 1)
    expect(pages).toHaveLength(1)
    expect(seen).toBeGreaterThan(5000)
    expect((await stream.next()).value).toEqual({ kind: 'pull', cursor: ring.cursor })
    await write()
    expect((await stream.next()).value).toMatchObject({ kind: 'changes' })
    await Promise.all([stream.return(), watching.return()])
  })

  it('ends when it is old, when its client leaves, and when the process is to end', async () => {
    const { store, access } = open()
    const cursor = await store.heads()
    expect(names(await take(access, { cursor }, Infinity, { maxAge: 50 }))).toEqual(['open'])
    for (const end of ['signal', 'draining'] as const) {
      const over = new AbortController()
      const reading = take(access, { cursor, [end]: over.signal })
      await tick()
      over.abort()
      expect(names(await reading)).toEqual(['open'])
      expect(names(await take(access, { cursor, [end]: over.signal }))).toEqual(['open'])
    }
    expect(feedHub(store).listeners).toBe(0)
  })
})

describe('what a user may not see', () => {
  afterEach(() => vi.useRealTimers())

  it('is not told, a cursor of another scope is reset, and so is what cannot be told apart', async () => {
    const { store, access, write } = open()
    let answer: 'reset' | undefined = undefined as 'reset' | undefined
    const view: Access['view'] = {
      ...access.view,
      scope: 'half',
      seeChanges: (changes) => answer ?? changes.filter(({ place }) => place.seq % 2 === 0),
      seeCursor: (cursor) => `half.${cursor}`,
      readCursor: (cursor) => (cursor.startsWith('half.') ? cursor.slice(5) : undefined),
    }
    const cursor = await store.heads()
    expect(await take({ store, view }, { cursor })).toEqual([{ kind: 'reset' }])
    const stream = liveEvents({ store, view }, { cursor: view.seeCursor(cursor) })
    expect((await stream.next()).value).toEqual({ kind: 'open', cursor: `half.${cursor}` })
    await write(3)
    const { value } = await stream.next()
    expect(value).toMatchObject({ kind: 'changes', changes: [{ place: { seq: 2 } }] })
    expect(JSON.stringify(value)).not.toContain(uuid(1))
    const [, all] = await take(access, { cursor }, 2)
    expect(all).toMatchObject({ changes: [{}, {}, {}] })
    answer = 'reset'
    await write()
    expect((await stream.next()).value).toEqual({ kind: 'reset' })
    expect((await stream.next()).done).toBe(true)
  })

  it('moves the cursor on once in a while', async () => {
    vi.useFakeTimers()
    const { store, access, write } = open()
    const view: Access['view'] = { ...access.view, scope: 'none', seeChanges: () => [] }
    const over = new AbortController()
    const reading = take({ store, view }, { cursor: await store.heads(), signal: over.signal })
    for (let n = 0; n < 35; n += 1) {
      await write()
      await vi.advanceTimersByTimeAsync(1000)
    }
    over.abort()
    await vi.advanceTimersByTimeAsync(1000)
    const frames = await reading
    expect(frames.map(({ kind }) => kind)).toEqual(['open', 'changes', 'changes'])
    expect(names(frames)).toEqual(['open'])
  })
})

describe('whatever comes between', () => {
  it('tells what is written while a reader joins once, whoever reads it first', async () => {
    const { store, access, write, watched } = open()
    const behind = await store.heads()
    await write()
    const watching = liveEvents(access, { cursor: await store.heads() })
    await watching.next()
    const { ring } = feedHub(store)
    // The store is asked for what comes after a cursor that the ring does not have: before it answers, more is written.
    watched.around = async (method, moment) => {
      if (method !== 'pull' || moment !== 'before' || watched.calls.pull < asked + 2) return
      watched.around = () => undefined
      await write(2)
    }
    const asked = watched.calls.pull
    const frames = await take(access, { cursor: behind }, 2)
    expect(ring.after(0)).toHaveLength(1)
    expect(names(frames)).toEqual(['open', '0:1', '0:2', '0:3'])
    await watching.return()
  })

  it('leaves nothing out and tells nothing twice, over any number of connections', async () => {
    const step = fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('write'), count: fc.integer({ min: 1, max: 4 }) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('later'), count: fc.integer({ min: 1, max: 20 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('read'), count: fc.integer({ min: 1, max: 4 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('cut'), count: fc.integer({ min: 0, max: 3 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('other'), count: fc.integer({ min: 1, max: 3 }) }),
      },
    )
    const delays = fc.infiniteStream(fc.integer({ min: 0, max: 3 }))
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(step, { maxLength: 25 }),
        delays,
        async (shards, steps, wait) => {
          const { store, access, write, watched } = open({ shards })
          watched.around = async () => {
            for (let left = wait.next().value; left > 0; left -= 1) await new Promise(setImmediate)
          }
          const begin = await store.heads()
          let cursor = begin
          const told: string[] = []
          const options = { pollInterval: 1 }
          let stream = liveEvents(access, { cursor }, options)
          const others: AsyncGenerator<LiveFrame>[] = []
          let isOpen = false
          const read = async (): Promise<void> => {
            const { value } = await stream.next()
            if (value?.kind === 'pull' || value?.kind === 'reset') throw new Error(value.kind)
            if (value?.kind === 'changes') told.push(...value.changes.map(placeName))
            if (value && 'cursor' in value) ({ cursor } = value)
            isOpen = true
          }
          const reopen = async (): Promise<void> => {
            await stream.return()
            stream = liveEvents(access, { cursor }, options)
            isOpen = false
          }
          const writing: Promise<void>[] = []
          for (const { kind, count } of steps) {
            if (kind === 'write') await write(count)
            else if (kind === 'later') writing.push(after(count).then(() => write()))
            else if (kind === 'cut') await reopen()
            else if (kind === 'other') {
              // Cursors of pulls, which stand where no page of the hub ends.
              const page = await store.pull({ cursor, limit: count })
              if (page.kind === 'changes') {
                told.push(...page.changes.map(placeName))
                ;({ cursor } = page)
              }
              await reopen()
              const other = liveEvents(access, { cursor: begin }, options)
              others.push(other)
              void other.next().catch(() => undefined)
            } else if (!isOpen) await read()
            else await after(count)
          }
          await Promise.all(writing)
          const feed = (await pullAll(store, begin)).map(placeName)
          while (told.length < feed.length) await read()
          await Promise.all([stream, ...others].map((one) => one.return(undefined)))
          expect(told.toSorted()).toEqual(feed.toSorted())
          for (let shard = 0; shard < shards; shard += 1) {
            const of = (list: string[]): string[] => list.filter((name) => name.startsWith(`${shard}:`))
            expect(of(told)).toEqual(of(feed))
          }
          expect(feedHub(store).listeners).toBe(0)
        },
      ),
      { numRuns: 150 },
    )
  })
})
