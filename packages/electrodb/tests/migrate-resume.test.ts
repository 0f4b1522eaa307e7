import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import { migrate } from '../src/migrate/index.ts'
import { planHash } from '../src/migrate/plan-hash.ts'
import { libraryModel, libraryRows, secondModel, secondUpgrades } from './library-model.ts'
import {
  newClient,
  oldTable,
  planFrom,
  rowsOf,
  storeOf,
  testClock,
  watchRequests,
  writtenRows,
} from './migrate-table.ts'
import { mutationId } from './shop-model.ts'

const plain = libraryModel()
const shards = { shards: 3 }
const second = { model: secondModel, upgrades: secondUpgrades }

/** Pages of 50 items, without waiting for them. */
const small = { segments: 2, rate: { items: 50 }, clock: testClock() }

/** How often each key is there. */
function counts(keys: readonly string[]): Map<string, number> {
  const result = new Map<string, number>()
  for (const key of keys) result.set(key, (result.get(key) ?? 0) + 1)
  return result
}

describe('a run that stopped', () => {
  it.each(['thrown', 'aborted'] as const)(
    '(%s) goes on where it was: each row is written once',
    async (how) => {
      const table = await oldTable({ model: plain }, libraryRows(40, 9))
      const plan = planFrom(table, { model: plain, layout: shards })
      const sent = watchRequests(table.client)
      const stopper = new AbortController()
      let pages = 0
      const stop = (): void => {
        pages += 1
        if (pages < 3) return
        if (how === 'thrown') throw new RangeError('The power went out.')
        stopper.abort()
      }
      const first = migrate(table.client, plan, {
        model: plain,
        ...small,
        onProgress: stop,
        signal: stopper.signal,
      })
      const error: unknown = await first.catch((thrown: unknown) => thrown)
      expect(error).toMatchObject(
        how === 'thrown' ? { name: 'RangeError' } : { name: 'StoreError', code: 'aborted' },
      )
      const before = writtenRows(sent).length
      expect(before).toBeGreaterThan(50)
      expect(before).toBeLessThan(400)
      const scans = sent.filter(({ name }) => name === 'Scan').length

      const report = await migrate(table.client, plan, { model: plain, ...small })
      const written = counts(writtenRows(sent))
      expect([...new Set(written.values())]).toEqual([1])
      expect(written.size).toBe(400)
      expect(report.steps[0]?.counts).toMatchObject({ rows: 400, refused: 0 })
      const rows = await rowsOf(table)
      expect(new Set(rows.map((item) => item['gsi2pk']))).toEqual(
        new Set(['ALL_DATA#0', 'ALL_DATA#1', 'ALL_DATA#2']),
      )
      // It did not begin anew.
      const all = sent.filter(({ name }) => name === 'Scan').length
      sent.length = 0
      await migrate(table.client, plan, { model: plain, ...small, again: true })
      expect(all - scans).toBeLessThan(sent.filter(({ name }) => name === 'Scan').length)
      expect(writtenRows(sent)).toEqual([])
    },
  )

  it('raised each version once, and has the feed begin anew even where it stopped', async () => {
    const table = await oldTable({ model: plain }, libraryRows(50, 9))
    const cursor = await table.store.heads()
    await table.store.push([
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'authors',
        key: { id: 'a7' },
        changes: { name: 'Eva Ek' },
      },
    ])
    const plan = planFrom(table, second)
    let pages = 0
    const stop = (): void => {
      pages += 1
      if (pages === 2) throw new RangeError('The power went out.')
    }
    await expect(migrate(table.client, plan, { ...second, ...small, onProgress: stop })).rejects.toThrow(
      'power',
    )
    expect((await rowsOf(table)).some((item) => item['modelVersion'] === 2)).toBe(true)
    const store = storeOf(table, second)
    expect(await store.pull({ cursor })).toEqual({ kind: 'reset' })
    const later = await store.heads()

    await migrate(table.client, plan, { ...second, ...small })
    expect(await store.pull({ cursor: later })).toEqual({ kind: 'reset' })
    const rows = await rowsOf(table)
    expect(rows).toHaveLength(500)
    const seven = rows.find((item) => item['pk'] === 'AUTHOR#a7' && item['sk'] === 'PROFILE')
    expect(seven).toMatchObject({ version: 3, firstName: 'Eva', lastName: 'Ek' })
    expect(counts(rows.map((item) => `version ${String(item['version'])}`))).toEqual(
      new Map([
        ['version 2', 499],
        ['version 3', 1],
      ]),
    )
  })

  it('by a runner that died is taken over when its lease is over', async () => {
    const table = await oldTable({ model: plain }, libraryRows(5, 4))
    const plan = planFrom(table, { model: plain, layout: shards })
    const clock = testClock()
    // It never hears of anything again, and lets go of nothing.
    let dead = false
    const never = new Promise<never>(() => {
      // No answer comes.
    })
    const lost = newClient()
    watchRequests(lost, async ({ name }) => {
      if (name === 'Scan') dead = true
      if (dead) await never
    })
    void migrate(lost, plan, { model: plain, clock })
    await expect.poll(() => dead).toBe(true)
    const { client } = table
    const taken = migrate(client, plan, { model: plain, clock })
    await expect(taken).rejects.toMatchObject({
      code: 'conflict',
      message: /^Another runner migrates the table/,
    })
    await clock.sleep(60_001)
    const report = await migrate(client, plan, { model: plain, clock })
    expect(report.steps).toMatchObject([{ status: 'done', counts: { rows: 25, written: 25 } }])
  })
})

describe('two runners', () => {
  it('never work at once, not even on two plans', async () => {
    const table = await oldTable({ model: plain }, libraryRows(20, 4))
    const client = newClient()
    const plan = planFrom(table, { model: plain, layout: shards })
    const run = (own: typeof client) => migrate(own, plan, { model: plain })
    const results = await Promise.allSettled([run(client), run(table.client)])
    const errors = results.flatMap((result): unknown[] =>
      result.status === 'rejected' ? [result.reason] : [],
    )
    expect(errors).toHaveLength(1)
    expect(errors[0]).toBeInstanceOf(StoreError)
    expect(errors[0]).toMatchObject({ code: 'conflict' })
    expect((await migrate(client, plan, { model: plain })).steps).toMatchObject([{ status: 'done_before' }])

    const back = planFrom({ model: plain, layout: plan.to.layout }, { model: plain })
    let inner: unknown
    await migrate(client, back, {
      model: plain,
      segments: 1,
      onProgress: () => {
        inner ??= migrate(table.client, plan, { model: plain, again: true }).catch(
          (thrown: unknown) => thrown,
        )
      },
    })
    expect(await inner).toMatchObject({ code: 'conflict' })
  })

  it('that lost its lease ends, without harm', async () => {
    const table = await oldTable({ model: plain }, libraryRows(30, 9))
    const plan = planFrom(table, { model: plain, layout: shards })
    const clock = testClock()
    const client = newClient()
    let scans = 0
    // Between two of its pages it is away for longer than its lease, and another one does it all.
    watchRequests(client, async ({ name }) => {
      if (name === 'Scan') scans += 1
      if (scans !== 2) return
      scans += 1
      await clock.sleep(60_001)
      await migrate(table.client, plan, { model: plain, clock })
    })
    const slow = migrate(client, plan, { model: plain, clock, segments: 1 })
    await expect(slow).rejects.toMatchObject({ code: 'conflict' })
    const rows = await rowsOf(table)
    expect(rows).toHaveLength(300)
    for (const item of rows)
      expect(item).toMatchObject({ gsi2pk: expect.stringMatching(/^ALL_DATA#/), version: 1 })
    expect((await migrate(table.client, plan, { model: plain, clock })).steps).toMatchObject([
      { status: 'done_before' },
    ])
  })
})

describe('a finished plan', () => {
  it('does nothing again, unless it is asked to or another plan was done since', async () => {
    const table = await oldTable({ model: plain }, libraryRows(5, 3))
    const plan = planFrom(table, { model: plain, layout: shards })
    const back = planFrom({ model: plain, layout: plan.to.layout }, { model: plain })
    const run = async (which: typeof plan, again = false) =>
      (await migrate(table.client, which, { model: plain, again })).steps.map(
        ({ status, counts: { written } }) => [status, written],
      )
    expect(await run(plan)).toEqual([['done', 20]])
    expect(await run(plan)).toEqual([['done_before', 0]])
    expect(await run(plan, true)).toEqual([['done', 0]])
    expect(await run(back)).toEqual([['done', 20]])
    expect(await run(plan)).toEqual([['done', 20]])
    const { Item } = await table.client.send(
      new GetCommand({
        TableName: table.layout.tableName,
        Key: { pk: 'MIGRATION', sk: await planHash(plan) },
      }),
    )
    expect(Item).toMatchObject({ leaseUntil: 0, state: { finished: ['backfill'], segments: [] } })
  })
})
