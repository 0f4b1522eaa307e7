import { setTimeout } from 'node:timers/promises'
import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { GuardedWrite, InsertMutation, Mutation, SyncStore, WriteGuard } from '@throughline/schema'
import { pullAll, readTable, type SyncModel, syncModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import { createDynamoStore } from '../src/index.ts'
import { countRequests } from './count-requests.ts'
import { faultyClient } from './faulty-client.ts'
import { interceptedClient } from './intercepted-client.ts'
import { freshTable, mutationId } from './shop-model.ts'

const team = (id: string): Mutation<SyncModel> => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'teams',
  row: { id, name: `Team ${id}` },
})
const rename = (id: string, name: string): Mutation<SyncModel> => ({
  op: 'update',
  mutationId: mutationId(),
  entity: 'teams',
  key: { id },
  changes: { name },
})
const remove = (id: string): Mutation<SyncModel> => ({
  op: 'delete',
  mutationId: mutationId(),
  entity: 'teams',
  key: { id },
})
const project = (teamId: string, number: number): Mutation<SyncModel> => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'projects',
  row: { teamId, number, name: 'Project' },
})
const log = (
  { before }: GuardedWrite,
  id = `log-${crypto.randomUUID()}`,
): InsertMutation<SyncModel, 'teams'> => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'teams',
  row: { id, name: `was ${String(before?.row['name'])}` },
})
const logging: WriteGuard = { attach: (write) => [log(write)] }
const denied = { code: 'denied', message: 'You may not do this.' } as const

async function logs(store: SyncStore<SyncModel>): Promise<string[]> {
  const rows = [...(await readTable(store)).values()].map(({ row }) => row)
  return rows.filter(({ id }) => String(id).startsWith('log-')).map(({ name }) => String(name))
}

/** A store that another process comes before, once: before its first transaction. */
async function overtaken(shards: number, first: (other: SyncStore<SyncModel>) => Promise<unknown>) {
  const { client, tableName, store: other } = await freshTable(syncModel, { shards })
  await other.push([team('a')])
  let transactions = 0
  const late = interceptedClient(client, async (command, send, options) => {
    if (command instanceof TransactWriteCommand && (transactions += 1) === 1) await first(other)
    return send(command, options)
  })
  return { store: createDynamoStore(syncModel, { client: late, tableName, shards }), other }
}

describe('a guard', () => {
  for (const method of ['push', 'transact'] as const)
    it(`of ${method} is asked again where another process came first, on the row that it left`, async () => {
      const { store } = await overtaken(2, (other) => other.push([rename('a', 'Theirs')]))
      const seen: unknown[] = []
      const guard: WriteGuard = {
        ...logging,
        admit({ before }) {
          if (seen.at(-1) !== before?.row['name']) seen.push(before?.row['name'])
          return undefined
        },
      }
      expect(await store[method]([rename('a', 'Mine')], { guard })).toMatchObject([{ version: 3 }])
      expect(seen).toEqual(['Team a', 'Theirs'])
      expect(await logs(store)).toEqual(['was Theirs'])
    })

  it('refuses what it would have admitted before another process came first', async () => {
    const { store, other } = await overtaken(1, (first) => first.push([rename('a', 'Closed')]))
    const guard: WriteGuard = {
      ...logging,
      admit: ({ before }) => (before?.row['name'] === 'Closed' ? denied : undefined),
    }
    expect(await store.push([rename('a', 'Mine')], { guard })).toMatchObject([
      { status: 'rejected', ...denied },
    ])
    expect(await other.get('teams', { id: 'a' })).toMatchObject({ row: { name: 'Closed' } })
    expect(await logs(other)).toEqual([])
  })

  it('costs no read, nor what it does not attach', async () => {
    const { client, tableName, store } = await freshTable(syncModel)
    await store.push([team('a'), project('a', 1)])
    const count = countRequests(client)
    const requests = async (mutation: Mutation<SyncModel>, guard: WriteGuard | undefined) => {
      // Without a head that it remembers.
      const fresh = createDynamoStore(syncModel, { client, tableName })
      count.reset()
      expect(await fresh.push([mutation], { guard })).toMatchObject([{ status: 'applied' }])
      return count.sent
    }
    const asking: WriteGuard = { meet: () => undefined, admit: () => undefined, attach: () => [] }
    const plain = await requests(rename('a', 'One'), undefined)
    expect(await requests(rename('a', 'Two'), asking)).toEqual(plain)
    expect(await requests(project('a', 3), asking)).toEqual(await requests(project('a', 2), undefined))
  })

  it('is asked before it shows that something else is under the key', async () => {
    const { client, tableName, store } = await freshTable(syncModel)
    await client.send(
      new PutCommand({ TableName: tableName, Item: { pk: 'TEAM#x', sk: 'PROFILE', text: 'hello' } }),
    )
    const [open] = await store.push([team('x')], { guard: { meet: () => undefined } })
    expect(open).toMatchObject({ status: 'rejected', code: 'invalid' })
    const befores: unknown[] = []
    const meet: WriteGuard['meet'] = ({ before }) => {
      befores.push(before)
      return denied
    }
    expect(await store.push([team('x')], { guard: { meet } })).toMatchObject([{ code: 'denied' }])
    expect(befores.every((before) => before === undefined)).toBe(true)
  })

  it('that throws lets what comes before be written first', async () => {
    const { client, tableName } = await freshTable(syncModel)
    const slow = interceptedClient(client, async (command, send, options) => {
      if (command instanceof TransactWriteCommand) await setTimeout(200)
      return send(command, options)
    })
    const store = createDynamoStore(syncModel, { client: slow, tableName })
    const fault = new Error('The guard is at fault.')
    const guard: WriteGuard = {
      meet({ mutation }) {
        if (mutation.op === 'update') throw fault
        return undefined
      },
    }
    await expect(store.push([team('a'), rename('a', 'New'), team('b')], { guard })).rejects.toBe(fault)
    expect(await store.get('teams', { id: 'a' })).toMatchObject({ row: { name: 'Team a' } })
    expect(await store.get('teams', { id: 'b' })).toBeUndefined()
  })

  it('that throws an error of its own is none of DynamoDB’s', async () => {
    const { store } = await freshTable(syncModel)
    const fault = Object.assign(new Error('Throttled, says the guard.'), { name: 'ThrottlingException' })
    const guard: WriteGuard = {
      admit() {
        throw fault
      },
    }
    await expect(store.push([team('a')], { guard })).rejects.toBe(fault)
    await expect(store.transact([team('a')], { guard })).rejects.toBe(fault)
    expect((await readTable(store)).size).toBe(0)
  })
})

describe('what a guard attaches', () => {
  it('is in the shard of the write, just before it', async () => {
    const { store } = await freshTable(syncModel, { shards: 6 })
    const feed = await store.heads()
    const teams = Array.from({ length: 12 }, (_, index) => team(`t${index}`))
    const outcomes = [
      ...(await store.push(teams, { guard: logging })),
      ...(await store.transact([rename('t1', 'New'), rename('t2', 'New'), remove('t3')], { guard: logging })),
    ]
    const changes = await pullAll(store, feed)
    const shards = new Set<number>()
    for (const outcome of outcomes) {
      if (outcome.status !== 'applied') throw new Error('Not applied.')
      const { shard, seq } = outcome.place
      const before = changes.find(({ place }) => place.shard === shard && place.seq === seq - 1)
      expect(before?.key).toMatchObject({ id: expect.stringMatching(/^log-/) })
      shards.add(shard)
    }
    expect(changes).toHaveLength(2 * outcomes.length)
    expect(shards.size).toBeGreaterThan(2)
  })

  it('is an error where its keys are never in the shard', async () => {
    const { store } = await freshTable(syncModel, { shards: 4 })
    const ids = Array.from({ length: 8 }, (_, index) => `log-${index}`)
    const results = await Promise.allSettled(
      ids.map((id) => store.push([team(`of ${id}`)], { guard: { attach: (write) => [log(write, id)] } })),
    )
    const failed = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    )
    expect(failed.length).toBeGreaterThan(0)
    for (const error of failed) {
      expect(error).toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('were 256 times in other'),
      })
    }
    expect((await readTable(store)).size).toBe(2 * (ids.length - failed.length))
  })

  it('is asked for once for a write, however often it is planned', async () => {
    const { store } = await freshTable(syncModel)
    await store.push([team('a')])
    let calls = 0
    const attach: WriteGuard['attach'] = (write) => {
      calls += 1
      return [log(write)]
    }
    await store.push([project('a', 1)], { guard: { attach } })
    await store.transact([project('a', 2)], { guard: { attach } })
    expect(calls).toBe(2)
  })

  it('is written once with a long delete that another process ends', async () => {
    const { client, tableName, store } = await freshTable(syncModel, { shards: 2 })
    const numbers = Array.from({ length: 120 }, (_, index) => index)
    await store.push([team('a'), ...numbers.map((number) => project('a', number))])
    const feed = await store.heads()
    const mortal = faultyClient(client, (command) =>
      command instanceof TransactWriteCommand ? 'crash after' : undefined,
    )
    const source = { clientId: crypto.randomUUID(), seq: 1 }
    const removal = remove('a')
    const dying = createDynamoStore(syncModel, { client: mortal.client, tableName, shards: 2 })
    await expect(dying.push([removal], { ...source, guard: logging })).rejects.toThrow()
    expect(await logs(store)).toEqual(['was Team a'])
    const outcomes = await store.push([removal], { ...source, guard: logging })
    expect(outcomes).toMatchObject([{ status: 'applied', version: 2, stored: null }])
    expect(await logs(store)).toEqual(['was Team a'])
    const changes = await pullAll(store, feed)
    expect(changes.map(({ op }) => op)).toEqual(['put', ...Array(121).fill('delete')])
  })
})
