import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { expect, inject, it } from 'vitest'
import type { Change, SyncOutcome, SyncStore } from '@throughline/schema'
import {
  createRandom,
  createReplica,
  pullAll,
  readTable,
  type SyncModel,
  syncModel,
  type SyncMutation,
} from '@throughline/schema/testing'
import { createDynamoClient } from '../src/client/dynamo-client.ts'
import { createDynamoStore } from '../src/dynamo-store.ts'
import { createTable } from '../src/layout/table.ts'
import { tableLayout } from '../src/layout/table-layout.ts'
import { Crash, type Fault, faultyClient } from './faulty-client.ts'
import { freshTable } from './shop-model.ts'

// Several clients push through two processes on one table, while requests fail in every way and processes end.

type Random = (below: number) => number

const faults: readonly Fault[] = [
  'crash after',
  'crash before',
  'conflict',
  'conflict',
  'throttle',
  'throttle',
  'timeout after',
  'timeout after',
  'timeout before',
  'unprocessed',
  'unprocessed',
]
/** One request in so many goes wrong. */
const rate = 6
const clients = 4
const batches = 12

function randomMutation(random: Random): SyncMutation {
  const [id, number] = [`t${random(4)}`, random(3)]
  const mutationId = crypto.randomUUID()
  const name = `Name ${random(1000)}`
  const base = random(4) === 0 ? { baseVersion: 1 + random(6) } : {}
  const makers: (() => SyncMutation)[] = [
    () => ({
      op: 'insert',
      mutationId,
      entity: 'teams',
      row: { id, name, slug: random(2) ? `s${random(3)}` : null },
    }),
    () => ({ op: 'insert', mutationId, entity: 'projects', row: { teamId: id, number, name } }),
    () => ({
      op: 'insert',
      mutationId,
      entity: 'tasks',
      row: { id: `k${random(3)}`, teamId: id, projectNumber: number, title: name },
    }),
    () => ({ op: 'update', mutationId, entity: 'teams', key: { id }, changes: { name }, ...base }),
    () => ({
      op: 'update',
      mutationId,
      entity: 'projects',
      key: { teamId: id, number },
      changes: { name },
      ...base,
    }),
    () => ({ op: 'delete', mutationId, entity: 'teams', key: { id }, ...base }),
    () => ({ op: 'delete', mutationId, entity: 'projects', key: { teamId: id, number } }),
  ]
  return (makers[random(makers.length)] ?? makers[0])?.() as SyncMutation
}

interface Acknowledged {
  readonly clientId: string
  readonly seq: number
  readonly batch: readonly SyncMutation[]
  readonly outcomes: readonly SyncOutcome[]
}

async function runHistory(seed: number, shards: number): Promise<void> {
  const random = createRandom(seed)
  const client = createDynamoClient({ endpoint: inject('endpoint') })
  const layout = tableLayout(syncModel, { tableName: `faults-${process.pid}-${seed}-${shards}`, shards })
  await createTable(client, layout)
  const settings = { layout, retry: { tries: 3, base: 1, cap: 5 } }
  const truth: SyncStore<SyncModel> = createDynamoStore(syncModel, { client, ...settings })
  const begin = await truth.heads()
  const start = (): { store: SyncStore<SyncModel>; isDead: () => boolean } => {
    const faulty = faultyClient(client, () =>
      random(rate) === 0 ? faults[random(faults.length)] : undefined,
    )
    return {
      store: createDynamoStore(syncModel, { client: faulty.client, ...settings }),
      isDead: faulty.isDead,
    }
  }
  const processes = [start(), start()]
  const acknowledged: Acknowledged[] = []
  let crashes = 0

  const runClient = async (clientId: string): Promise<void> => {
    let seq = 1
    for (let index = 0; index < batches; index += 1) {
      const batch = Array.from({ length: 1 + random(4) }, () => randomMutation(random))
      for (let tries = 0; ; tries += 1) {
        if (tries === 60) throw new Error('The faults never end.')
        const at = random(processes.length)
        if (processes[at]?.isDead()) {
          processes[at] = start()
          crashes += 1
        }
        // An impatient client sends it through both processes at one time.
        const through = random(3) === 0 ? processes : processes.slice(at, at + 1)
        const place = { clientId, seq }
        const answers = await Promise.allSettled(through.map(async ({ store }) => store.push(batch, place)))
        const [outcomes, twin = outcomes] = answers.flatMap((answer) =>
          answer.status === 'fulfilled' ? [answer.value] : [],
        )
        expect(twin).toEqual(outcomes)
        for (const answer of answers) if (answer.status === 'rejected') expectFault(answer.reason)
        if (!outcomes) continue
        acknowledged.push({ ...place, batch, outcomes })
        break
      }
      seq += batch.length
    }
  }
  await Promise.all(Array.from({ length: clients }, () => runClient(crypto.randomUUID())))

  expect(crashes).toBeGreaterThan(0)
  const changes = await pullAll(truth, begin, 7)
  expectComplete(changes, acknowledged)
  expectVersions(changes)
  const replica = createReplica(truth)
  await replica.catchUp()
  const table = await readTable(truth)
  expect(replica.rows).toEqual(table)
  expect(rowsOf(changes)).toEqual(new Map([...table].map(([place, { meta }]) => [place, meta.version])))
  expectTrees([...table.keys()])
  for (const { clientId, seq, batch, outcomes } of acknowledged) {
    expect(await truth.push(batch, { clientId, seq })).toEqual(outcomes)
  }
  expect(await pullAll(truth, begin)).toHaveLength(changes.length)
}

function expectFault(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (!(error instanceof Crash) && code !== 'throttled' && code !== 'unavailable') throw error
}

/** Each mutation that was answered with `applied` is told once, at the place and in the version of its answer. */
function expectComplete(changes: readonly Change<SyncModel>[], acknowledged: readonly Acknowledged[]): void {
  const told = changes.flatMap(({ mutationId, version, place, ...change }) =>
    change.op === 'delete' && change.cause === 'cascade' ? [] : [{ mutationId, version, place }],
  )
  const applied = acknowledged.flatMap(({ outcomes }) =>
    outcomes.flatMap((outcome) => {
      const { mutationId } = outcome
      return outcome.status === 'applied'
        ? [{ mutationId, version: outcome.version, place: outcome.place }]
        : []
    }),
  )
  const sorted = (some: readonly { mutationId?: string | undefined }[]) =>
    some.toSorted((a, b) => String(a.mutationId).localeCompare(String(b.mutationId)))
  expect(sorted(told)).toEqual(sorted(applied))
}

/** The versions of each row go up one by one, and the places of each shard too. */
function expectVersions(changes: readonly Change<SyncModel>[]): void {
  const versions = new Map<string, number>()
  const places = new Map<number, number>()
  for (const { entity, key, version, place } of changes) {
    const name = `${entity} ${JSON.stringify(key)}`
    expect({ name, version }).toEqual({ name, version: (versions.get(name) ?? 0) + 1 })
    versions.set(name, version)
    expect(place.seq).toBe((places.get(place.shard) ?? 0) + 1)
    places.set(place.shard, place.seq)
  }
}

function rowsOf(changes: readonly Change<SyncModel>[]): Map<string, number> {
  const rows = new Map<string, number>()
  for (const change of changes) {
    const sorted = Object.fromEntries(Object.entries(change.key).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const place = `${change.entity} ${JSON.stringify(sorted)}`
    if (change.op === 'put') rows.set(place, change.version)
    else rows.delete(place)
  }
  return rows
}

/** No row is without the row that it belongs to. */
function expectTrees(places: readonly string[]): void {
  const has = new Set(places)
  for (const place of places) {
    const [entity, key] = [place.slice(0, place.indexOf(' ')), place.slice(place.indexOf(' ') + 1)]
    const { teamId, projectNumber } = JSON.parse(key) as { teamId?: string; projectNumber?: number }
    if (entity === 'projects') expect(has).toContain(`teams ${JSON.stringify({ id: teamId })}`)
    if (entity === 'tasks')
      expect(has).toContain(`projects ${JSON.stringify({ number: projectNumber, teamId })}`)
  }
}

it.each([
  [1, 1],
  [2, 1],
  [3, 3],
  [4, 3],
])('loses nothing and does nothing twice (history %i, %i shards)', async (seed, shards) => {
  await runHistory(seed, shards)
})

it.each(['push', 'transact'] as const)(
  'tells by itself that a %s was written whose answer was lost',
  async (method) => {
    const { client, tableName, store } = await freshTable(syncModel)
    let left = 1
    const faulty = faultyClient(client, (command) =>
      command instanceof TransactWriteCommand && (left -= 1) >= 0 ? 'timeout after' : undefined,
    )
    const impatient = createDynamoStore(syncModel, { client: faulty.client, tableName, retry: { tries: 1 } })
    const feed = await store.heads()
    const insert: SyncMutation = {
      op: 'insert',
      mutationId: crypto.randomUUID(),
      entity: 'teams',
      row: { id: 'a', name: 'Team' },
    }
    expect(await impatient[method]([insert])).toMatchObject([{ status: 'applied', version: 1 }])
    expect(left).toBe(0)
    expect(await pullAll(store, feed)).toHaveLength(1)
  },
)

it('gives a place to one mutation alone, of two sent through two processes to two shards', async () => {
  const { client, tableName, store } = await freshTable(syncModel, { shards: 2 })
  const other = createDynamoStore(syncModel, { client, tableName, shards: 2 })
  const feed = await store.heads()
  const team = (id: string): SyncMutation => ({
    op: 'insert',
    mutationId: crypto.randomUUID(),
    entity: 'teams',
    row: { id, name: 'Team' },
  })
  for (let round = 0; round < 20; round += 1) {
    const source = { clientId: crypto.randomUUID(), seq: 1 }
    const answers = await Promise.allSettled([
      store.push([team(`a${round}`)], source),
      other.push([team(`b${round}`)], source),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  }
  const changes = await pullAll(store, feed)
  expect(changes).toHaveLength(20)
  expect(new Set(changes.map(({ place }) => place.shard)).size).toBe(2)
})
