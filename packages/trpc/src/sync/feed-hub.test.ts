import { StoreError, type SyncStore } from '@throughline/schema'
import { anyStore } from '../../tests/any-store.ts'
import { memoryStore } from '@throughline/schema/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { libraryModel, uuid } from '../../tests/library-model.ts'
import { watchedStore, type WatchedStore } from '../../tests/watched-store.ts'
import { createFeedHub, type FeedHub, feedHub, wakeFeed } from './feed-hub.ts'

let watched: WatchedStore<typeof libraryModel>
let store: SyncStore
let hub: FeedHub
let rows = 0
const write = (): Promise<unknown> =>
  watched.store.push([
    {
      op: 'insert',
      mutationId: crypto.randomUUID(),
      entity: 'shelves',
      row: { id: uuid((rows += 1)), name: 'x' },
    },
  ])

beforeEach(() => {
  vi.useFakeTimers()
  watched = watchedStore(memoryStore(libraryModel))
  store = anyStore(watched.store)
  hub = createFeedHub(store)
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('a hub', () => {
  it('asks nothing while nobody listens, and leaves no timer behind', async () => {
    await vi.advanceTimersByTimeAsync(1000)
    hub.wake()
    expect(watched.calls).toMatchObject({ heads: 0, pull: 0 })
    const [first, second] = [hub.listen(), hub.listen()]
    await vi.advanceTimersByTimeAsync(1000)
    const { pull } = watched.calls
    expect(watched.calls.heads).toBe(1)
    expect(pull).toBeGreaterThan(10)
    first()
    first()
    expect([hub.listeners, vi.getTimerCount()]).toEqual([1, 1])
    second()
    expect([hub.listeners, vi.getTimerCount()]).toEqual([0, 0])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(watched.calls.pull).toBe(pull)
  })

  it('asks 20 times a second while changes come, and 10 times when none have come for a while', async () => {
    const leave = hub.listen()
    await vi.advanceTimersByTimeAsync(1000)
    const early = watched.calls.pull
    expect(early).toBeGreaterThan(17)
    expect(early).toBeLessThanOrEqual(20)
    await vi.advanceTimersByTimeAsync(10_000)
    const calm = watched.calls.pull
    await vi.advanceTimersByTimeAsync(1500)
    expect(watched.calls.pull - calm).toBe(15)
    await write()
    await vi.advanceTimersByTimeAsync(150)
    expect(hub.ring.last).toBe(1)
    const busy = watched.calls.pull
    await vi.advanceTimersByTimeAsync(1000)
    expect(watched.calls.pull - busy).toBeGreaterThan(17)
    leave()
  })

  it('asks at once when this process has written, and not more often than that helps', async () => {
    const leave = feedHub(store).listen()
    await vi.advanceTimersByTimeAsync(20_000)
    const before = watched.calls.pull
    await write()
    for (let n = 0; n < 100; n += 1) {
      wakeFeed(store)
      await vi.advanceTimersByTimeAsync(1)
    }
    expect(feedHub(store).ring.last).toBe(1)
    expect(watched.calls.pull - before).toBeGreaterThan(10)
    expect(watched.calls.pull - before).toBeLessThanOrEqual(25)
    leave()
    expect(feedHub(store)).toBe(feedHub(store))
    expect(feedHub({ ...store })).not.toBe(feedHub(store))
  })

  it('tells those who wait, once, and forgets those who leave', async () => {
    const leave = hub.listen()
    await vi.advanceTimersByTimeAsync(200)
    const [here, gone] = [new AbortController(), new AbortController()]
    let told = 0
    const waiting = [hub.next(here.signal), hub.next(gone.signal), hub.next(AbortSignal.abort())]
    for (const one of waiting) void one.then(() => (told += 1))
    await vi.advanceTimersByTimeAsync(200)
    expect(told).toBe(1)
    gone.abort()
    await vi.advanceTimersByTimeAsync(0)
    expect(told).toBe(2)
    await write()
    await vi.advanceTimersByTimeAsync(200)
    expect(told).toBe(3)
    leave()
  })

  it('is fresh only after a poll that began later', async () => {
    const leave = hub.listen()
    await vi.advanceTimersByTimeAsync(200)
    let release = (): void => undefined
    watched.around = (method, moment) =>
      method === 'pull' && moment === 'after'
        ? new Promise((resolve) => {
            release = resolve
          })
        : undefined
    // A poll is on its way, and has read before the write.
    await vi.advanceTimersByTimeAsync(50)
    await write()
    const fresh = hub.fresh()
    watched.around = () => undefined
    release()
    await vi.advanceTimersByTimeAsync(0)
    expect(hub.ring.last).toBe(0)
    await vi.advanceTimersByTimeAsync(5)
    await fresh
    expect(hub.ring.last).toBe(1)
    leave()
  })

  it('asks a store that fails ever less often, keeps all who listen, and goes on without a gap', async () => {
    const leave = hub.listen()
    await vi.advanceTimersByTimeAsync(200)
    watched.around = () => {
      throw new StoreError('throttled', 'Too fast.')
    }
    await vi.advanceTimersByTimeAsync(60_000)
    const failing = watched.calls.pull
    await vi.advanceTimersByTimeAsync(60_000)
    expect(watched.calls.pull - failing).toBeLessThan(60)
    expect(watched.calls.pull - failing).toBeGreaterThan(8)
    const fresh = hub.fresh()
    const refused = expect(fresh).rejects.toMatchObject({ code: 'throttled' })
    await vi.advanceTimersByTimeAsync(5000)
    await refused
    watched.around = () => undefined
    await write()
    await write()
    await vi.advanceTimersByTimeAsync(5000)
    expect([hub.run, hub.ring.after(0)?.flatMap(({ changes }) => changes).length]).toEqual([0, 2])
    leave()
  })

  it('begins anew where the feed does, and says so', async () => {
    const leave = hub.listen()
    await write()
    await vi.advanceTimersByTimeAsync(200)
    const ring = hub.ring
    const told = vi.fn<() => void>()
    void hub.next(new AbortController().signal).then(told)
    await watched.store.clear()
    await vi.advanceTimersByTimeAsync(200)
    expect(told).toHaveBeenCalledOnce()
    expect(hub.run).toBe(1)
    expect(hub.ring).not.toBe(ring)
    await write()
    await vi.advanceTimersByTimeAsync(200)
    expect(hub.ring.last).toBe(1)
    leave()
  })

  it('goes on from where it was after a short rest, and at the end of the feed after a long one', async () => {
    hub.listen()()
    const leave = hub.listen()
    await vi.advanceTimersByTimeAsync(200)
    leave()
    await write()
    await vi.advanceTimersByTimeAsync(30_000)
    const again = hub.listen()
    await vi.advanceTimersByTimeAsync(10)
    expect(hub.ring.last).toBe(1)
    again()
    await write()
    await vi.advanceTimersByTimeAsync(61_000)
    const late = hub.listen()
    await vi.advanceTimersByTimeAsync(500)
    expect([hub.ring.last, hub.ring.cursor]).toEqual([0, await store.heads()])
    late()
  })
})
