import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { StoreError } from '../store-error.ts'
import type { Change, SyncOutcome, SyncStore } from '../sync.types.ts'
import {
  type Clock,
  createClock,
  day,
  type SyncModel,
  syncModel,
  type SyncMutation,
} from '../testing/sync-model.ts'
import { createReplica, placeOf, pullAll, readTable, type Replica } from '../testing/replica.ts'
import { memoryStore } from './memory-store.ts'

// A store against the simplest account of what it has to do: a table of versions, a list of what was told, and what
// each client was answered. Versions are learned from the store's answers and have only to grow.

const feedTtl = 10 * day
const clients = ['one', 'two', 'three']

interface Sent {
  readonly mutation: SyncMutation
  readonly outcome: SyncOutcome
}

interface Told {
  readonly op: Change['op']
  readonly place: string
  readonly at: number
}

/** What there should be. */
class Oracle {
  /** Versions of the rows that are there. */
  readonly rows = new Map<string, number>()
  /** The highest version of each key ever, of a row or a tombstone. */
  readonly versions = new Map<string, number>()
  readonly told: Told[] = []
  readonly sent = new Map<string, Sent[]>(clients.map((client) => [client, []]))
  readonly cursors: { readonly cursor: string; readonly told: number; readonly clears: number }[] = []
  readonly replicas: Replica[] = []
  nextId = 0
  /** How often the store was cleared. */
  clears = 0
}

interface Real {
  readonly store: SyncStore<SyncModel>
  readonly clock: Clock
  /** Follows the feed from its beginning. */
  cursor: string
}

type Command = fc.AsyncCommand<Oracle, Real>

function command(name: string, run: Command['run'], check: Command['check'] = () => true): Command {
  return { check, run, toString: () => name }
}

/** What a mutation is expected to end as, and what it writes. */
function expectation(oracle: Oracle, mutation: SyncMutation): { status: string; writes: Omit<Told, 'at'>[] } {
  const values = mutation.op === 'insert' ? mutation.row : mutation.key
  const place = placeOf(syncModel, mutation.entity, values)
  const version = oracle.rows.get(place)
  const rejected = { status: 'rejected', writes: [] }
  const applied = (writes: Omit<Told, 'at'>[]) => ({ status: 'applied', writes })
  if (mutation.op === 'insert') {
    const parent =
      'teamId' in mutation.row ? placeOf(syncModel, 'teams', { id: mutation.row.teamId }) : undefined
    if (version !== undefined || (parent !== undefined && !oracle.rows.has(parent))) return rejected
    return applied([{ op: 'put', place }])
  }
  if (version === undefined) return rejected
  if (mutation.baseVersion !== undefined && mutation.baseVersion !== version)
    return { status: 'conflict', writes: [] }
  if (mutation.op === 'update') return applied([{ op: 'put', place }])
  const team = 'id' in mutation.key ? `"teamId":"${mutation.key.id}"` : undefined
  const below = [...oracle.rows.keys()].filter((row) => team !== undefined && row.includes(team))
  return applied([...below, place].map((row) => ({ op: 'delete', place: row })))
}

/** Reads what the feed told since the last time, and holds it against what was expected. */
async function follow(oracle: Oracle, real: Real, expected: readonly Omit<Told, 'at'>[]): Promise<void> {
  const changes = await pullAll(real.store, real.cursor, 4)
  const told = changes.map(({ op, entity, key }) => ({ op, place: placeOf(syncModel, entity, key) }))
  expect(inOrder(told)).toEqual(inOrder(expected))
  for (const { op, entity, key, version } of changes) {
    const place = placeOf(syncModel, entity, key)
    expect(version).toBeGreaterThan(oracle.versions.get(place) ?? 0)
    oracle.versions.set(place, version)
    if (op === 'put') oracle.rows.set(place, version)
    else oracle.rows.delete(place)
    oracle.told.push({ op, place, at: Date.parse(real.clock.now()) })
  }
  real.cursor = await real.store.heads()
}

/** Shards are not ordered among each other: the writes of each key are. */
function inOrder(told: readonly Omit<Told, 'at'>[]): Omit<Told, 'at'>[] {
  return told.toSorted((a, b) => (a.place < b.place ? -1 : Number(a.place > b.place)))
}

/** Sends mutations one by one, since what each does depends on the one before. */
async function send(
  oracle: Oracle,
  real: Real,
  client: string,
  batch: readonly SyncMutation[],
): Promise<void> {
  const sent = oracle.sent.get(client) ?? []
  for (const mutation of batch) {
    const { status, writes } = expectation(oracle, mutation)
    const [outcome] = await real.store.push([mutation], { clientId: client, seq: sent.length + 1 })
    expect(outcome).toMatchObject({ status, mutationId: mutation.mutationId })
    if (outcome) sent.push({ mutation, outcome })
    await follow(oracle, real, writes)
  }
}

const team = fc.constantFrom('a', 'b', 'c')
const name = fc.constantFrom('A', 'B', 'ü')
const number = fc.integer({ min: -1, max: 1 })
const base = fc.option(fc.nat(6), { nil: undefined })
type MakeMutation = (mutationId: string) => SyncMutation

/** Mutations that have all but their id. */
function made<T>(values: fc.Arbitrary<T>, body: (value: T) => object): fc.Arbitrary<MakeMutation> {
  return values.map((value) => (mutationId) => ({ ...body(value), mutationId }) as SyncMutation)
}

const mutation = fc.oneof(
  made(fc.record({ id: team, name }), (row) => ({ op: 'insert', entity: 'teams', row })),
  made(fc.record({ teamId: team, number, name }), (row) => ({ op: 'insert', entity: 'projects', row })),
  made(fc.record({ id: team, name, baseVersion: base }), ({ id, name: text, baseVersion }) => {
    return { op: 'update', entity: 'teams', key: { id }, changes: { name: text }, baseVersion }
  }),
  made(fc.record({ id: team, baseVersion: base }), ({ id, baseVersion }) => {
    return { op: 'delete', entity: 'teams', key: { id }, baseVersion }
  }),
  made(fc.record({ teamId: team, number }), (key) => ({ op: 'delete', entity: 'projects', key })),
)
const client = fc.constantFrom(...clients)
const fresh = (oracle: Oracle, makers: readonly MakeMutation[]): SyncMutation[] =>
  makers.map((make) => make(`m${(oracle.nextId += 1)}`))

const pushes = fc
  .tuple(client, fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([who, makers]) =>
    command(`push(${who}, ${makers.length})`, (oracle, real) =>
      send(oracle, real, who, fresh(oracle, makers)),
    ),
  )

const commands: fc.Arbitrary<Command>[] = [
  // Most of what happens.
  pushes,
  pushes,
  pushes,
  // As after a lost answer: some that were sent, and one more after the last of them.
  fc.tuple(client, fc.nat(20), mutation).map(([who, back, make]) =>
    command(`retry(${who}, ${back})`, async (oracle, real) => {
      const sent = oracle.sent.get(who) ?? []
      const again = sent.slice(-1 - back)
      const [next] = fresh(oracle, [make]) as [SyncMutation]
      const { status, writes } = expectation(oracle, next)
      const source = { clientId: who, seq: sent.length - again.length + 1 }
      const outcomes = await real.store.push([...again.map((one) => one.mutation), next], source)
      expect(outcomes.slice(0, -1)).toEqual(again.map(({ outcome }) => outcome))
      expect(outcomes.at(-1)).toMatchObject({ status })
      sent.push({ mutation: next, outcome: outcomes.at(-1) as SyncOutcome })
      await follow(oracle, real, writes)
    }),
  ),
  fc.tuple(client, fc.integer({ min: 1, max: 5 }), mutation).map(([who, gap, make]) =>
    command(`gap(${who}, ${gap})`, async (oracle, real) => {
      const lastSeq = oracle.sent.get(who)?.length ?? 0
      const push = real.store.push(fresh(oracle, [make]), { clientId: who, seq: lastSeq + 1 + gap })
      await expect(push).rejects.toMatchObject({ code: 'invalid', sequence: { kind: 'gap', lastSeq } })
      await follow(oracle, real, [])
    }),
  ),
  fc.tuple(client, fc.nat(20), mutation).map(([who, back, make]) =>
    command(
      `reuse(${who}, ${back})`,
      async (oracle, real) => {
        const lastSeq = oracle.sent.get(who)?.length ?? 0
        const seq = Math.max(1, lastSeq - back)
        const push = real.store.push(fresh(oracle, [make, make]), { clientId: who, seq })
        await expect(push).rejects.toMatchObject({ code: 'invalid', sequence: { kind: 'used', lastSeq } })
        await follow(oracle, real, [])
      },
      (oracle) => (oracle.sent.get(who)?.length ?? 0) > 0,
    ),
  ),
  fc.constant(
    command('heads', async (oracle, real) => {
      oracle.cursors.push({
        cursor: await real.store.heads(),
        told: oracle.told.length,
        clears: oracle.clears,
      })
    }),
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 9 })).map(([which, limit]) =>
    command(
      `pull(${which}, ${limit})`,
      async (oracle, real) => {
        const { cursor, told, clears } = oracle.cursors[
          which % oracle.cursors.length
        ] as (typeof oracle.cursors)[number]
        const since = oracle.told.slice(told)
        const isForgotten =
          clears < oracle.clears || since.some(({ at }) => at < Date.parse(real.clock.now()) - feedTtl)
        const changes = await pullAll(real.store, cursor, limit).catch((error: unknown) => {
          if (error instanceof StoreError) throw error
          return 'reset'
        })
        if (isForgotten || changes === 'reset') return expect([changes, isForgotten]).toEqual(['reset', true])
        const places = (changes as Change[]).map(({ op, entity, key }) => ({
          op,
          place: placeOf(syncModel, entity, key),
        }))
        expect(inOrder(places)).toEqual(inOrder(since.map(({ op, place }) => ({ op, place }))))
      },
      ({ cursors }) => cursors.length > 0,
    ),
  ),
  fc
    .tuple(client, fc.array(mutation, { maxLength: 3 }), fc.integer({ min: 1, max: 3 }))
    .map(([who, makers, limit]) =>
      command(`snapshot(${limit}, ${who}, ${makers.length})`, async (oracle, real) => {
        const replica = createReplica(real.store)
        const left = fresh(oracle, makers)
        await replica.begin({ limit, betweenPages: () => send(oracle, real, who, left.splice(0, 1)) })
        oracle.replicas.push(replica)
        await replica.catchUp({ limit })
        expect(replica.rows).toEqual(await readTable(real.store))
      }),
    ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 9 })).map(([which, limit]) =>
    command(
      `catchUp(${which}, ${limit})`,
      async (oracle, real) => {
        const replica = oracle.replicas[which % oracle.replicas.length]
        await replica?.catchUp({ limit })
        expect(replica?.rows).toEqual(await readTable(real.store))
      },
      ({ replicas }) => replicas.length > 0,
    ),
  ),
  fc.tuple(team, name).map(([id, text]) =>
    command(`load(${id})`, async (oracle, real) => {
      const before = await real.store.get('teams', { id })
      const row = { id, name: text, slug: null }
      await real.store.load([{ entity: 'teams', row }])
      const place = placeOf(syncModel, 'teams', row)
      await follow(oracle, real, before?.row.name === text ? [] : [{ op: 'put', place }])
    }),
  ),
  fc.constant(
    command('clear', async (oracle, real) => {
      expect(await real.store.clear()).toEqual({ rows: oracle.rows.size })
      oracle.rows.clear()
      oracle.versions.clear()
      oracle.clears += 1
      real.cursor = await real.store.heads()
    }),
  ),
  fc
    .integer({ min: 1, max: 4 })
    .map((days) => command(`wait(${days} days)`, async (_oracle, { clock }) => clock.advance(days * day))),
]

it.each([1, 3])(
  'does what the simplest account of it says, with %d shards',
  { timeout: 60_000 },
  async (shards) => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (steps) => {
        const clock = createClock()
        const store = memoryStore(syncModel, { now: clock.now, shards, feedTtl })
        const oracle = new Oracle()
        const setup = async () => ({ model: oracle, real: { store, clock, cursor: await store.heads() } })
        await fc.asyncModelRun(setup, steps)
        const table = await readTable(store)
        expect(new Map([...table].map(([place, { meta }]) => [place, meta.version]))).toEqual(oracle.rows)
        for (const replica of oracle.replicas) {
          await replica.catchUp()
          expect(replica.rows).toEqual(table)
        }
      }),
      { numRuns: 60 },
    )
  },
)
