import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { type EntityRow, type Mutation, StoreError } from '@throughline/schema'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deriveService } from '../src/index.ts'
import { depotModel } from './depot-model.ts'
import { freshTable, mutationId, type TestTable } from './shop-model.ts'

type Depots = typeof depotModel

let table: TestTable<Depots>
beforeAll(async () => {
  table = await freshTable(depotModel)
})
beforeEach(async () => {
  await table.store.clear()
})

const bin = (depotNumber: number, aisle: string, shelf: number): EntityRow<Depots, 'bins'> => ({
  entity: 'bins',
  row: { depotNumber, aisle, shelf, pieces: 0 },
})
const insertOf = ({ entity, row }: EntityRow<Depots, 'bins'>): Mutation<Depots> => ({
  op: 'insert',
  mutationId: mutationId(),
  entity,
  row,
})
const depot = (number: number): EntityRow<Depots> => ({
  entity: 'depots',
  row: { number, name: `Depot ${number}` },
})

describe('keys of numbers and of several fields', () => {
  it('are written as text, and read back as what they are', async () => {
    const { store, client, tableName } = table
    const outcomes = await store.push([
      { op: 'insert', mutationId: mutationId(), entity: 'depots', row: { number: -7, name: 'Cellar' } },
      insertOf(bin(-7, 'A', 10)),
      {
        op: 'insert',
        mutationId: mutationId(),
        entity: 'tariffs',
        row: { region: 'EU', year: 2026, rate: 0.2 },
      },
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied'])
    expect(await store.get('depots', { number: -7 })).toMatchObject({ row: { number: -7, name: 'Cellar' } })
    expect((await store.get('bins', { depotNumber: -7, aisle: 'A', shelf: 10 }))?.row).toEqual(
      bin(-7, 'A', 10).row,
    )
    expect((await store.get('tariffs', { region: 'EU', year: 2026 }))?.row.year).toBe(2026)
    expect(await store.get('tariffs', { region: 'EU', year: '2026' as never })).toBeUndefined()
    expect((await store.snapshot()).items.map(({ entity }) => entity).toSorted()).toEqual([
      'bins',
      'depots',
      'tariffs',
    ])
    const { Item } = await client.send(
      new GetCommand({
        TableName: tableName,
        Key: { pk: 'DEPOT#-9999999999999992~', sk: 'BIN#A#0000000000000010' },
      }),
    )
    expect(Item).toMatchObject({
      gsi2sk: 'DEPOT#-9999999999999992~#BIN#A#0000000000000010',
      depotNumber: -7,
      aisle: 'A',
      shelf: 10,
    })
  })

  it('tell each row from every other', async () => {
    const { store } = table
    const rows = [1, 11].flatMap((depotNumber) =>
      ['1', '11', '-1'].flatMap((aisle) => [1, 11, -1].map((shelf) => bin(depotNumber, aisle, shelf))),
    )
    await store.load([depot(1), depot(11), ...rows])
    expect((await store.list('bins')).items).toHaveLength(rows.length)
    for (const { row } of rows) expect((await store.get('bins', row))?.row).toEqual(row)
  })

  it('list the rows of one parent, page by page', async () => {
    const { store } = table
    await store.load([depot(1), depot(12), bin(1, 'A', 1), bin(1, 'A', 2), bin(1, 'B', 1), bin(12, 'A', 1)])
    const where = { depotNumber: 1 }
    const first = await store.query('bins', { where, limit: 2 })
    const second = await store.query('bins', { where, limit: 2, cursor: first.cursor ?? '' })
    expect([...first.items, ...second.items].map(({ row }) => [row.aisle, row.shelf])).toEqual([
      ['A', 1],
      ['A', 2],
      ['B', 1],
    ])
    expect(second.cursor).toBeNull()
    const elsewhere = store.query('bins', { where: { depotNumber: 12 }, cursor: first.cursor ?? '' })
    await expect(elsewhere).rejects.toThrow(/belongs to another query/)
  })

  it('refuse a parent’s key of another type, and find nothing under one that no row can have', async () => {
    const { store } = table
    const asText = store.query('bins', { where: { depotNumber: '1' as never } })
    await expect(asText).rejects.toThrow(/"bins.depotNumber" asked by "eq" takes a finite number, not text/)
    await expect(asText).rejects.toBeInstanceOf(StoreError)
    expect(await store.query('bins', { where: { depotNumber: 1.5 } })).toEqual({ items: [], cursor: null })
  })

  it('hold a row to its parent, and take it along when that goes', async () => {
    const { store } = table
    expect(await store.push([insertOf(bin(5, 'A', 1))])).toMatchObject([
      { status: 'rejected', code: 'parent_not_found', issues: [{ path: ['depotNumber'] }] },
    ])
    await store.load([depot(5), depot(55), bin(5, 'A', 1), bin(5, 'A', 2), bin(55, 'A', 1)])
    const key = { depotNumber: 5, aisle: 'A', shelf: 1 }
    expect(
      await store.push([
        {
          op: 'update',
          mutationId: mutationId(),
          entity: 'bins',
          key,
          changes: { pieces: 3 },
          baseVersion: 1,
        },
        {
          op: 'update',
          mutationId: mutationId(),
          entity: 'bins',
          key,
          changes: { pieces: 4 },
          baseVersion: 1,
        },
        { op: 'delete', mutationId: mutationId(), entity: 'depots', key: { number: 5 } },
      ]),
    ).toMatchObject([
      { status: 'applied', stored: { row: { pieces: 3 }, meta: { version: 2 } } },
      { status: 'conflict', stored: { row: { pieces: 3 } } },
      { status: 'applied', stored: null },
    ])
    expect((await store.list('bins')).items.map(({ row }) => row)).toEqual([bin(55, 'A', 1).row])
  })
})

it('are listed by their values', async () => {
  const { store } = table
  const numbers = [-(2 ** 53 - 1), -100, -99, -10, -9, -1, 0, 1, 9, 10, 99, 100, 2 ** 53 - 1]
  await store.load([
    depot(1),
    ...numbers.toReversed().map((shelf) => bin(1, 'A', shelf)),
    ...numbers.map(depot),
  ])
  const { items } = await store.query('bins', { where: { depotNumber: 1 } })
  expect(items.map(({ row }) => row.shelf)).toEqual(numbers)
  expect((await store.list('depots')).items.map(({ row }) => row.number)).toEqual(numbers)
})

describe('the derived ElectroDB entities', () => {
  it('write negative numbers as the store does', async () => {
    const { client, tableName, store } = table
    const { bins, depots } = deriveService(depotModel, { client, table: tableName }).entities
    await depots.put({ number: -3, depotNumber: -3, name: 'West' }).go()
    await bins.put({ depotNumber: -3, aisle: 'C', shelf: -12, pieces: 1 }).go()
    await store.load([bin(-3, 'C', -1), bin(-3, 'C', 7)])
    expect(
      (await store.query('bins', { where: { depotNumber: -3 } })).items.map(({ row }) => row.shelf),
    ).toEqual([-12, -1, 7])
    const { data } = await bins.get({ depotNumber: -3, aisle: 'C', shelf: -1 }).go()
    expect(data).toMatchObject({ shelf: -1 })
    const below = await bins.query.primary({ depotNumber: -3, aisle: 'C' }).gt({ shelf: -5 }).go()
    expect(below.data.map(({ shelf }) => shelf)).toEqual([-1, 7])
  })

  it('read and write the same rows by the same keys', async () => {
    const { client, tableName, store } = table
    const { entities, collections } = deriveService(depotModel, { client, table: tableName })
    await entities.depots.put({ number: 3, depotNumber: 3, name: 'East' }).go()
    await entities.bins.put({ depotNumber: 3, aisle: 'C', shelf: 9, pieces: 1 }).go()
    await entities.tariffs.put({ region: 'US', year: 2027, rate: 1 }).go()
    expect((await store.get('depots', { number: 3 }))?.row).toEqual({ number: 3, name: 'East' })
    expect((await store.get('bins', { depotNumber: 3, aisle: 'C', shelf: 9 }))?.row.pieces).toBe(1)
    expect((await store.get('tariffs', { region: 'US', year: 2027 }))?.row.rate).toBe(1)

    await store.load([bin(3, 'D', 1)])
    const { data: tree } = await collections.depot({ depotNumber: 3 }).go()
    expect(tree.depots).toMatchObject([{ number: 3, depotNumber: 3 }])
    expect(tree.bins.map(({ aisle, shelf }) => [aisle, shelf])).toEqual([
      ['C', 9],
      ['D', 1],
    ])
    const { data: one } = await entities.bins.get({ depotNumber: 3, aisle: 'D', shelf: 1 }).go()
    expect(one).toMatchObject({ shelf: 1, pieces: 0, version: 1 })
  })
})
