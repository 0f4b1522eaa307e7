import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { defineEntity, defineModel } from '@throughline/schema'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createDynamoStore } from '../src/index.ts'
import { freshTable, mutationId, shopModel, type TestTable } from './shop-model.ts'

type Item = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string }

const times = { createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-01-02T03:04:05.678Z' }
/** Keys of the indexes in which the store lists rows. */
const inAll = (root: string, rest: string) => ({ gsi2pk: 'ALL_DATA', gsi2sk: `${root}#${rest}` })
const inCustomers = (root: string) => ({ gsi1pk: 'CUSTOMERS', gsi1sk: root, ...inAll(root, 'PROFILE') })
const marks = (entity: string) => ({ __edb_e__: entity, __edb_v__: '1' })

/** Items that are no rows of the model, in the places where the store looks for rows. */
const strangers = {
  entityAmongOurs: {
    pk: 'CUSTOMER#c',
    sk: 'ORDER#x',
    ...marks('parcel'),
    ...inAll('CUSTOMER#c', 'ORDER#x'),
    ...times,
    version: 1,
    id: 'x',
    customerId: 'c',
    total: 1,
    note: null,
  },
  toolAmongOurs: { pk: 'CUSTOMER#c', sk: 'ORDER#y', total: 'many', ...inAll('CUSTOMER#c', 'ORDER#y') },
  toolBesideOurs: { pk: 'CUSTOMER#c', sk: 'NOTE#1', text: 'hello' },
  entityUnderOurKey: {
    pk: 'CUSTOMER#x',
    sk: 'PROFILE',
    ...marks('visitor'),
    ...inCustomers('CUSTOMER#x'),
    ...times,
    version: 1,
    id: 'x',
    name: 'X',
  },
  toolUnderOurKey: { pk: 'CUSTOMER#y', sk: 'PROFILE', name: 7, ...inCustomers('CUSTOMER#y') },
  sameNameOfAnotherModel: {
    pk: 'CLIENTELE#z',
    sk: 'PROFILE',
    ...marks('customer'),
    ...inCustomers('CLIENTELE#z'),
    ...times,
    version: 1,
    id: 'z',
    name: 'Z',
  },
} satisfies Record<string, Item>

/** One of ours, by its marks and its keys, that nobody gave a version. */
const byHand: Item = {
  pk: 'CUSTOMER#h',
  sk: 'PROFILE',
  ...marks('customer'),
  ...inCustomers('CUSTOMER#h'),
  id: 'h',
  customerId: 'h',
  name: 'H',
}

let table: TestTable<typeof shopModel>

async function put(item: Item): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.tableName, Item: item }))
}

async function itemOf({ pk, sk }: Item): Promise<unknown> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.tableName, Key: { pk, sk } }))
  return Item
}

/** What refuses a write of an item: the outcome of a push, or the error of a load. */
async function refusal(write: Promise<unknown>): Promise<unknown> {
  const answer: unknown = await write.catch((error: unknown) => error)
  return Array.isArray(answer) ? answer[0] : answer
}

const insertCustomer = (id: string) => ({
  op: 'insert' as const,
  mutationId: mutationId(),
  entity: 'customers' as const,
  row: { id, name: 'N' },
})
const insertOrder = (id: string, customerId: string) => ({
  op: 'insert' as const,
  mutationId: mutationId(),
  entity: 'orders' as const,
  row: { id, customerId, total: 1, note: null },
})

beforeEach(async () => {
  table = await freshTable(shopModel)
  for (const item of Object.values(strangers)) await put(item)
  await table.store.push([insertCustomer('c'), insertOrder('o', 'c')])
})

describe('items of other models and other tools', () => {
  it('are in no get, list, query or snapshot, in whole pages and in pages of one', async () => {
    const { store } = table
    const orderKeys = ['o', 'x', 'y'].map((id) => ({ id, customerId: 'c' }))
    const orders = await store.batchGet('orders', orderKeys)
    expect(orders.map((stored) => stored?.row.id)).toEqual(['o', undefined, undefined])
    for (const id of ['x', 'y', 'z']) expect(await store.get('customers', { id })).toBeUndefined()
    for (const limit of [1, 100]) {
      expect(await allPages((cursor) => store.list('customers', { limit, cursor }))).toMatchObject([
        { row: { id: 'c' } },
      ])
      expect(await allPages((cursor) => store.list('orders', { limit, cursor }))).toMatchObject([
        { row: { id: 'o' } },
      ])
      const ofCustomer = { where: { customerId: 'c' }, limit }
      expect(await allPages((cursor) => store.query('orders', { ...ofCustomer, cursor }))).toMatchObject([
        { row: { id: 'o' } },
      ])
      expect(await allPages((cursor) => store.snapshot({ limit, cursor }))).toMatchObject([
        { entity: 'orders' },
        { entity: 'customers' },
      ])
    }
  })

  it('are not written over, nor written below, and refuse nothing that is pushed beside them', async () => {
    const { store } = table
    for (const [id, item] of [
      ['x', strangers.entityUnderOurKey],
      ['y', strangers.toolUnderOurKey],
    ] as const) {
      const message = 'What is stored under this key is no customer of this model: it is not written over.'
      const key = { id }
      const about = { mutationId: mutationId(), entity: 'customers' as const, key }
      for (const write of [
        store.push([insertCustomer(id)]),
        store.push([{ op: 'update', ...about, changes: { name: 'N' } }]),
        store.push([{ op: 'delete', ...about }]),
        store.push([insertOrder('new', id)]),
        store.load([{ entity: 'customers', row: { id, name: 'N' } }]),
      ]) {
        expect(await refusal(write)).toMatchObject({ code: 'invalid', message })
      }
      expect(await itemOf(item)).toEqual(item)
    }
    const [refused, ...others] = await Promise.all(
      ['x', 'e', 'f'].map(async (id) => store.push([insertCustomer(id)])),
    )
    expect(refused).toMatchObject([{ status: 'rejected' }])
    expect(others.flat().map(({ status }) => status)).toEqual(['applied', 'applied'])
  })

  it('are not overwritten by a load into a table that has no rows', async () => {
    await table.store.clear()
    const row = { id: 'y', name: 'N' }
    await expect(table.store.load([{ entity: 'customers', row }])).rejects.toMatchObject({ code: 'invalid' })
    expect(await itemOf(strangers.toolUnderOurKey)).toEqual(strangers.toolUnderOurKey)
  })

  it('stay where a row above them is deleted, and where all rows are', async () => {
    const { store } = table
    const key = { id: 'c' }
    const [outcome] = await store.push([{ op: 'delete', mutationId: mutationId(), entity: 'customers', key }])
    expect(outcome?.status).toBe('applied')
    expect(await store.get('orders', { id: 'o', customerId: 'c' })).toBeUndefined()
    await store.push([insertCustomer('d')])
    expect(await store.clear()).toEqual({ rows: 1 })
    for (const item of Object.values(strangers)) expect(await itemOf(item)).toEqual(item)
  })
})

describe('an item with our marks and no version', () => {
  it('is not written by a push, nor by a load', async () => {
    const { store } = table
    await put(byHand)
    const about = { mutationId: mutationId(), entity: 'customers' as const, key: { id: 'h' } }
    const message =
      'The customer under this key has no version, as no store has written it: it is not written over.'
    for (const write of [
      store.push([{ op: 'update', ...about, changes: { name: 'N' } }]),
      store.push([{ op: 'delete', ...about }]),
      store.load([{ entity: 'customers', row: { id: 'h', name: 'N' } }]),
    ]) {
      expect(await refusal(write)).toMatchObject({ code: 'invalid', message })
    }
    expect(await itemOf(byHand)).toEqual(byHand)
  })

  it('goes with all rows', async () => {
    await put(byHand)
    expect(await table.store.clear()).toEqual({ rows: 3 })
    expect(await itemOf(byHand)).toBeUndefined()
  })
})

describe('two models in one table', () => {
  const clubModel = defineModel({
    service: 'club',
    entities: {
      visitors: defineEntity({ schema: z.object({ id: z.string() }) }),
      customers: defineEntity({
        keyPrefix: 'MEMBER',
        schema: z.object({ id: z.string(), points: z.number() }),
      }),
    },
  })

  it('read their own rows alone, and one’s clear leaves the other’s', async () => {
    const { store, client, tableName } = table
    const club = createDynamoStore(clubModel, { client, tableName })
    await club.push([
      { op: 'insert', mutationId: mutationId(), entity: 'visitors', row: { id: 'v' } },
      { op: 'insert', mutationId: mutationId(), entity: 'customers', row: { id: 'c', points: 2 } },
    ])
    const ofClub = [
      { entity: 'customers', row: { id: 'c', points: 2 } },
      { entity: 'visitors', row: { id: 'v' } },
    ]
    expect((await store.get('customers', { id: 'c' }))?.row).toEqual({ id: 'c', name: 'N' })
    expect((await club.get('customers', { id: 'c' }))?.row).toEqual({ id: 'c', points: 2 })
    expect((await store.list('customers')).items).toHaveLength(1)
    expect((await club.list('customers')).items).toMatchObject([{ row: { points: 2 } }])
    expect((await store.snapshot()).items).toHaveLength(2)
    expect((await club.snapshot()).items).toMatchObject(ofClub)
    const feed = await club.heads()
    expect(await store.clear()).toEqual({ rows: 2 })
    expect((await club.snapshot()).items).toMatchObject(ofClub)
    // They share one feed, which the clear has begun anew: a reader of it is told to.
    expect(await club.pull({ cursor: feed })).toEqual({ kind: 'reset' })
  })
})

/** All items of all pages. */
async function allPages<T>(
  read: (
    cursor: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly cursor: string | null }>,
): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.cursor
  }
  return items
}
