import type { Change, SyncOutcome, SyncTransport } from '@throughline/schema'
import { StoreError } from '@throughline/schema'
import {
  type SyncModel,
  type SyncMutation,
  createRandom,
  createReplica,
  pullAll,
  randomMutation,
  readTable,
  syncModel,
} from '@throughline/schema/testing'
import { createTRPCTransport } from '@throughline/trpc/client'
import { afterEach, expect, it } from 'vitest'
import { freshTable } from '../src/fresh-table.ts'
import { pause } from '../src/pause.ts'
import { remoteStore } from '../src/remote-store.ts'
import { type ServerPool, startPool } from '../src/server-pool.ts'

// Two server processes on one table, of which one after the other is killed while clients push, pull and listen.

const kills = 20
const clients = 4

let pool: ServerPool | undefined
afterEach(() => pool?.close())

interface Acknowledged {
  readonly clientId: string
  readonly seq: number
  readonly batch: readonly SyncMutation[]
  readonly outcomes: readonly SyncOutcome[]
}

it('loses nothing and does nothing twice while servers are killed', async () => {
  const random = createRandom(20)
  const { store, ...place } = await freshTable(2)
  pool = await startPool(place, 2, random)
  const { url, fetch, replace } = pool
  const transport = createTRPCTransport(syncModel, { url, fetch })
  const begin = await store.heads()
  const over = new AbortController()
  const acknowledged: Acknowledged[] = []
  const failures: string[] = []

  const runClient = async (clientId: string): Promise<void> => {
    for (let seq = 1; !over.signal.aborted;) {
      const batch = Array.from({ length: 1 + random(5) }, () => randomMutation(random))
      const outcomes = await pushUntilAnswered(transport, batch, { clientId, seq }, failures)
      acknowledged.push({ clientId, seq, batch, outcomes })
      seq += batch.length
    }
  }
  const listener = listen(transport, begin, over.signal)
  const pushing = Promise.all(Array.from({ length: clients }, () => runClient(crypto.randomUUID())))
  const killing = (async () => {
    for (let index = 0; index < kills; index += 1) {
      await pause(50 + random(200))
      await replace(index % 2)
    }
  })()
  await Promise.race([killing, pushing])
  over.abort()
  await pushing

  // The test means something only where kills did cut requests off.
  expect(failures.length).toBeGreaterThan(kills / 2)
  const changes = await pullAll(store, begin)
  expectTold(changes, acknowledged)
  expectInOrder(changes)
  const table = await readTable(store)
  const replica = createReplica(remoteStore(syncModel, transport))
  await replica.catchUp()
  expect(replica.rows).toEqual(table)
  for (const { clientId, seq, batch, outcomes } of acknowledged.slice(-50)) {
    expect(await transport.push(batch, { clientId, seq })).toEqual(outcomes)
  }
  expect(await pullAll(store, begin)).toHaveLength(changes.length)
  const heard = await listener
  expect(heard.closed).toBeGreaterThan(0)
  expect(new Set(heard.places).size).toBe(heard.places.length)
})

async function pushUntilAnswered(
  transport: SyncTransport<SyncModel>,
  batch: readonly SyncMutation[],
  source: { readonly clientId: string; readonly seq: number },
  failures: string[],
): Promise<readonly SyncOutcome[]> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return await transport.push(batch, source)
    } catch (error) {
      if (!(error instanceof StoreError) || !['offline', 'unavailable', 'throttled'].includes(error.code))
        throw error
      failures.push(error.code)
      await pause(20 + 10 * tries)
    }
  }
  throw new Error('The servers never answer.')
}

/** Hears of changes until the end; what it hears comes once. */
async function listen(
  transport: SyncTransport<SyncModel>,
  cursor: string,
  signal: AbortSignal,
): Promise<{ places: string[]; closed: number }> {
  const places: string[] = []
  let [from, closed] = [cursor, 0]
  const take = (changes: readonly Change<SyncModel>[]): void => {
    places.push(...changes.map(({ place }) => `${place.shard}/${place.seq}`))
  }
  for await (const event of transport.live({ cursor, signal })) {
    if (event.kind === 'closed') closed += 1
    if (event.kind === 'reset') throw new Error('The feed still reaches back.')
    if (event.kind === 'changes') take(event.changes)
    if (event.kind === 'pull') {
      while (from !== event.cursor) {
        const answer = await transport.pull({ cursor: from })
        if (answer.kind === 'reset') throw new Error('The feed still reaches back.')
        take(answer.changes)
        from = answer.cursor
        if (!answer.more) break
      }
    }
    if ('cursor' in event) from = event.cursor
  }
  return { places, closed }
}

/** Each mutation that was answered with `applied` is told once, at the place and in the version of its answer. */
function expectTold(changes: readonly Change<SyncModel>[], acknowledged: readonly Acknowledged[]): void {
  const told = new Map<string, object>()
  for (const change of changes) {
    if (change.op === 'delete' && change.cause === 'cascade') continue
    const { mutationId = '', version, place } = change
    expect(told.has(mutationId)).toBe(false)
    told.set(mutationId, { version, place })
  }
  let applied = 0
  for (const outcome of acknowledged.flatMap(({ outcomes }) => outcomes)) {
    if (outcome.status !== 'applied') {
      expect(told.has(outcome.mutationId)).toBe(false)
      continue
    }
    applied += 1
    const { version, place } = outcome
    expect(told.get(outcome.mutationId)).toEqual({ version, place })
  }
  expect(told.size).toBe(applied)
  expect(applied).toBeGreaterThan(100)
}

/** The versions of each row go up one by one, and the places of each shard too. */
function expectInOrder(changes: readonly Change<SyncModel>[]): void {
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
