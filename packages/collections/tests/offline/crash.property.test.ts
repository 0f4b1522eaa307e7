import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryDisk, memoryStorage, openStorage } from '../../src/offline/index.ts'
import type {
  DatabaseSource,
  OfflineStorage,
  StorageState,
  StorageWrite,
} from '../../src/offline/storage.types.ts'
import { createCrashDisk, restoreDisk } from './crash-disk.ts'
import { loaded } from './storage-check.ts'
import { entry, owner, owners, pet, storageModel as model } from './storage-model.ts'

const user = 'me'
const name = 'throughline/storage//me'

/** One step of a client's life. `rows` are `[id, version, isGone]`. */
type Step =
  | { readonly kind: 'answer' | 'edit' | 'park' | 'send'; readonly count: number }
  | { readonly kind: 'burst' | 'page' | 'pull' | 'replace'; readonly rows: readonly RowStep[] }
  | { readonly kind: 'compact' | 'lead' | 'restart' }

type RowStep = readonly [id: number, version: number, isGone: boolean]

const rows = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('answer', 'edit', 'park', 'send'),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('page', 'pull', 'replace'), rows }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('burst'), rows }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('compact', 'lead', 'restart') }) },
)

/** The writes of a step, by what is stored before it, as a sync engine makes them. */
function writesOf(given: Step, state: StorageState, tick: () => number): StorageWrite[] {
  switch (given.kind) {
    case 'edit':
      return [{ outbox: { add: Array.from({ length: given.count }, () => entry(`e${tick()}`)) } }]
    case 'send': {
      const ready = state.outbox.filter((one) => one.state === 'queued').slice(0, given.count)
      const { clientId, seq } = state.client
      const mutation = { op: 'delete', mutationId: 'm', entity: 'owners', key: { id: '1' } } as const
      const change = ready.map((one, index) => ({
        ...one,
        state: 'sent' as const,
        sent: { clientId, seq: seq + index, mutation },
      }))
      return ready.length > 0 ? [{ outbox: { change }, client: { clientId, seq: seq + ready.length } }] : []
    }
    case 'answer': {
      const done = state.outbox.filter((one) => one.state === 'sent').slice(0, given.count)
      const parts = [owners(done.map((_, index) => owner(String(index), 10 + tick())))]
      return done.length > 0 ? [{ parts, outbox: { remove: done } }] : []
    }
    case 'park': {
      const one = state.outbox.find((other) => other.state === 'sent')
      const error = { code: 'invalid', message: 'No.', issues: [] }
      return one ? [{ outbox: { change: [{ ...one, state: 'parked', error }] } }] : []
    }
    case 'pull':
      return [{ parts: partsOf(given.rows), cursor: `c${tick()}` }]
    case 'page':
      return [{ parts: partsOf(given.rows), progress: { cursor: `p${tick()}`, feed: 'f', rows: 1 } }]
    case 'replace': {
      const scopes = [{ entity: 'pets', parentKey: String(tick()) }]
      const parts = partsOf(given.rows)
      return [
        { anew: 'begin' },
        { anew: 'part', parts },
        { parts, cursor: `c${tick()}` },
        { anew: 'end', cursor: `c${tick()}`, scopes },
      ]
    }
    case 'burst':
      return Array.from({ length: 26 }, () => ({ parts: partsOf(given.rows), cursor: `c${tick()}` }))
    default:
      return []
  }
}

function partsOf(steps: readonly RowStep[]): NonNullable<StorageWrite['parts']> {
  const there = steps.filter(([, , isGone]) => !isGone)
  const gone = steps.filter(([, , isGone]) => isGone)
  return [
    owners(
      there.map(([id, version]) => owner(String(id), version)),
      gone.map(([id, version]) => ({ key: String(id), version, below: version > 5 })),
    ),
    { entity: 'pets', rows: there.map(([id, version]) => pet(String(id), '1', version)), tombs: [] },
  ]
}

/** All that a storage has, without what tells one database from another. */
async function contentOf(storage: OfflineStorage): Promise<unknown> {
  const { state, rows: stored, tombs, isWhole } = await loaded(storage)
  const clientOf = <T extends { readonly clientId: string }>(one: T): T => ({ ...one, clientId: 'me' })
  const outbox = state.outbox.map((one) => (one.sent ? { ...one, sent: clientOf(one.sent) } : one))
  return { state: { ...state, client: clientOf(state.client), outbox }, stored, tombs, isWhole }
}

const opened = async (database: DatabaseSource): Promise<OfflineStorage> => {
  const storage = await openStorage({ model, user, database })
  expect(storage.status()).toEqual({ kind: 'indexeddb' })
  return storage
}

/** A life on a real disk and in memory, side by side; told of each image with what it may show. */
async function live(
  steps: readonly Step[],
  onImage: (database: DatabaseSource, before: unknown, after: unknown) => Promise<void>,
): Promise<number> {
  const disk = createCrashDisk()
  const memory = memoryStorage({ model, disk: createMemoryDisk() })
  let storage = await opened(disk.database)
  await Promise.all([storage.lead(), memory.lead()])
  await disk.takeImages()
  let [ticks, images] = [0, 0]
  const tick = (): number => (ticks += 1)
  let before = await contentOf(memory)

  const both = async (work: (one: OfflineStorage) => Promise<unknown>, onDisk = work): Promise<void> => {
    await Promise.all([onDisk(storage), work(memory)])
    const after = await contentOf(memory)
    for (const image of await disk.takeImages()) {
      images += 1
      await onImage(await restoreDisk(name, image), before, after)
    }
    before = after
  }

  for (const one of steps) {
    const [mine, theirs] = [await loaded(storage), await loaded(memory)]
    const planned = ticks
    const writes = writesOf(one, theirs.state, tick)
    ticks = planned
    const own = writesOf(one, mine.state, tick)
    for (const [index, write] of writes.entries()) {
      await both(
        (to) => to.write(write),
        (to) => to.write(own[index] ?? {}),
      )
    }
    if (one.kind === 'lead') await both((to) => to.lead())
    if (one.kind === 'compact' || one.kind === 'burst') await both((to) => to.compact())
    if (one.kind === 'restart') {
      await both(
        (to) => to.lead(),
        async (to) => {
          await to.close()
          storage = await opened(disk.database)
          await storage.lead()
        },
      )
    }
    expect(await contentOf(storage)).toEqual(before)
  }
  return images
}

describe('a crash after any transaction', () => {
  it('leaves what was there before a write or after it, and a storage that goes on', async () => {
    let images = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        images += await live(steps, async (database, before, after) => {
          const storage = await opened(database)
          const found = await contentOf(storage)
          expect([before, after]).toContainEqual(found)
          const { state } = await loaded(storage)
          const places = state.outbox.flatMap(({ sent }) => (sent ? [sent.seq] : []))
          expect(Math.max(0, ...places)).toBeLessThan(state.client.seq)
          expect(new Set(places).size).toBe(places.length)
          await storage.close()
        })
      }),
      { numRuns: 25 },
    )
    expect(images).toBeGreaterThan(300)
  })

  it('leaves what was there before, where the disk fails in the midst of a write', async () => {
    const writes = fc.array(step, { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(writes, rows, fc.integer({ min: 1, max: 7 }), async (steps, last, countdown) => {
        const disk = createCrashDisk()
        const storage = await opened(disk.database)
        await storage.lead()
        let ticks = 0
        for (const one of steps) {
          const { state } = await loaded(storage)
          for (const write of writesOf(one, state, () => (ticks += 1))) await storage.write(write)
        }
        const before = await contentOf(storage)
        disk.failPut(countdown)
        const write = {
          parts: partsOf(last),
          cursor: 'last',
          outbox: { add: [entry('last 1'), entry('last 2')] },
        }
        const { kind } = await storage.write(write)
        disk.failPut(Infinity)
        if (kind === 'kept') expect(storage.status()).toMatchObject({ reason: 'corrupted', atRisk: 2 })
        await storage.close()
        const again = await opened(disk.database)
        const { state } = await loaded(again)
        if (kind === 'kept') expect(await contentOf(again)).toEqual(before)
        else expect([state.cursor, state.outbox.at(-1)?.id]).toEqual(['last', 'last 2'])
      }),
      { numRuns: 40 },
    )
  })
})
