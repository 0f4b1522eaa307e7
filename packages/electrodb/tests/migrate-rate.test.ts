import { describe, expect, it } from 'vitest'
import { migrate } from '../src/migrate/index.ts'
import { libraryModel, libraryRows, secondModel, secondUpgrades } from './library-model.ts'
import {
  newClient,
  oldTable,
  planFrom,
  rowsOf,
  storeOf,
  testClock,
  watchRequests,
  writesOf,
} from './migrate-table.ts'
import { mutationId } from './shop-model.ts'

const plain = libraryModel()
const shards = { shards: 3 }
const second = { model: secondModel, upgrades: secondUpgrades }

describe('a rate', () => {
  it('of items is kept in requests, by the clock', async () => {
    const table = await oldTable({ model: plain }, libraryRows(20, 9))
    const plan = planFrom(table, { model: plain, layout: shards })
    const clock = testClock()
    const begin = clock.now()
    const times: [at: number, items: number][] = []
    watchRequests(table.client, ({ name, input }) => {
      if (name === 'Scan') times.push([clock.now() - begin, Number(input['Limit'])])
    })
    await migrate(table.client, plan, { model: plain, clock, segments: 1, rate: { items: 20 } })
    expect(times.length).toBeGreaterThan(9)
    expect(clock.now() - begin).toBeGreaterThan(8_000)
    for (const [at] of times) {
      const within = times.filter(([other]) => other >= at && other < at + 1000)
      expect(within.reduce((sum, [, items]) => sum + items, 0)).toBeLessThanOrEqual(20)
    }
  })

  it('of write units is kept in rows, by the clock, and the lease meanwhile', async () => {
    const table = await oldTable({ model: plain }, libraryRows(10, 9))
    const plan = planFrom(table, { model: plain, layout: shards })
    const clock = testClock()
    const begin = clock.now()
    const puts: number[] = []
    let beats = 0
    watchRequests(table.client, ({ name, input }) => {
      if (name !== 'PutItem') return
      // Sound: every put has an item.
      const { pk } = input['Item'] as { pk: string }
      if (pk === 'MIGRATION') beats += 1
      else if (pk !== 'LAYOUT') puts.push(clock.now() - begin)
    })
    // Of a small row, two units for a book (the table, GSI2) and three for an author (GSI1).
    await migrate(table.client, plan, { model: plain, clock, rate: { writeUnits: 1 }, lease: 30_000 })
    expect(puts).toHaveLength(100)
    const units = 90 * 2 + 10 * 3
    expect(puts.at(-1)).toBeGreaterThanOrEqual((units - 3) * 1000)
    expect(puts.at(-1)).toBeLessThanOrEqual(units * 1000)
    expect(beats).toBeGreaterThan(units / 20)
  })
})

describe('writers meanwhile', () => {
  it('win: a row that another write changed is read again and done again', async () => {
    const table = await oldTable({ model: plain }, libraryRows(6, 0))
    const store = storeOf(table, second)
    const client = newClient()
    let meddled = 0
    // Before each write of the migration, the row is written by the store: once each.
    const done = new Set<string>()
    const sent = watchRequests(client, async ({ name, input }) => {
      if (name !== 'PutItem') return
      // Sound: every put has an item.
      const { pk, __edb_e__: mark } = input['Item'] as { pk: string; __edb_e__?: string }
      if (mark === undefined || done.has(pk)) return
      done.add(pk)
      meddled += 1
      await store.push([
        {
          op: 'update',
          mutationId: mutationId(),
          entity: 'authors',
          key: { id: pk.replace('AUTHOR#', '') },
          changes: { lastName: 'Meanwhile' },
        },
      ])
    })
    const plan = planFrom(table, second)
    const report = await migrate(client, plan, second)
    expect(meddled).toBe(6)
    expect(writesOf(sent)).toBeGreaterThan(6)
    // The store's write brought it into the new form: nothing was left to do.
    expect(report.steps.at(-1)?.counts).toMatchObject({ rows: 6, written: 0, refused: 0 })
    for (const item of await rowsOf(table)) {
      expect(item).toMatchObject({ firstName: 'Ann', lastName: 'Meanwhile', version: 2, modelVersion: 2 })
      expect(item).not.toHaveProperty('name')
    }
  })

  it('of the old code win as well: what they wrote is rewritten', async () => {
    const table = await oldTable({ model: plain }, libraryRows(6, 0))
    const client = newClient()
    const done = new Set<string>()
    watchRequests(client, async ({ name, input }) => {
      if (name !== 'PutItem') return
      // Sound: every put has an item.
      const { id = '', __edb_e__: mark } = input['Item'] as { id?: string; __edb_e__?: string }
      if (mark === undefined || done.has(id)) return
      done.add(id)
      const changes = { name: `Old ${id}` }
      await table.store.push([
        { op: 'update', mutationId: mutationId(), entity: 'authors', key: { id }, changes },
      ])
    })
    const report = await migrate(client, planFrom(table, second), second)
    expect(done.size).toBe(6)
    expect(report.steps.find(({ kind }) => kind === 'backfill')?.counts).toMatchObject({
      rows: 6,
      written: 6,
      changed: 6,
    })
    for (const item of await rowsOf(table)) {
      expect(item).toMatchObject({ firstName: 'Old', lastName: item['id'], version: 3, modelVersion: 2 })
    }
  })
})
