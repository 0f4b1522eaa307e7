import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import {
  defineEntity,
  defineModel,
  fieldMeta,
  type Mutation,
  type MutationOutcome,
} from '@throughline/schema'
import { memoryStore, ordersModel } from '@throughline/schema/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { deriveEntities } from '../src/index.ts'
import { freshTable, mutationId, type TestTable } from './shop-model.ts'

type Orders = typeof ordersModel

let table: TestTable<Orders>
beforeEach(async () => {
  table = await freshTable(ordersModel)
})

const insert = (number: number, email: string): Mutation<Orders> => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'customers',
  row: { country: 'DE', number, name: `C${number}`, email },
})
const update = (number: number, changes: { email?: string; name?: string }): Mutation<Orders> => ({
  op: 'update',
  mutationId: mutationId(),
  entity: 'customers',
  key: { country: 'DE', number },
  changes,
})
const remove = (number: number): Mutation<Orders> => ({
  op: 'delete',
  mutationId: mutationId(),
  entity: 'customers',
  key: { country: 'DE', number },
})
const push = async (mutation: Mutation<Orders>): Promise<MutationOutcome | undefined> =>
  (await table.store.push([mutation]))[0]

async function held(): Promise<unknown[]> {
  const { Items = [] } = await table.client.send(
    new ScanCommand({ TableName: table.tableName, ConsistentRead: true }),
  )
  return Items.filter((item) => item['pk'] === 'UNIQUE#CUSTOMER#email')
    .map((item) => `${String(item['sk'])} ${String(item['holderPk'])}`)
    .toSorted()
}

describe('a unique field', () => {
  it('is refused to a second row, in memoryStore’s words', async () => {
    const memory = memoryStore(ordersModel)
    const mutations = [insert(1, 'a@x.example'), insert(2, 'a@x.example'), insert(2, 'b@x.example')]
    const taken = update(2, { email: 'a@x.example' })
    const outcomes = await table.store.push([...mutations, taken])
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied', 'rejected'])
    const expected = await memory.push([...mutations, taken])
    expect([outcomes[1], outcomes[3]]).toEqual([expected[1], expected[3]])
    expect(outcomes[1]).toMatchObject({ code: 'already_exists', issues: [{ path: ['email'] }] })
    expect(await held()).toEqual([
      '#a@x.example CUSTOMER#DE#0000000000000001',
      '#b@x.example CUSTOMER#DE#0000000000000002',
    ])
  })

  it('is kept, moved and let go with its row', async () => {
    await push(insert(1, 'a@x.example'))
    expect(await push(update(1, { name: 'Ann' }))).toMatchObject({ status: 'applied' })
    expect(await push(update(1, { email: 'c@x.example' }))).toMatchObject({ status: 'applied' })
    expect(await held()).toEqual(['#c@x.example CUSTOMER#DE#0000000000000001'])
    expect(await push(insert(2, 'a@x.example'))).toMatchObject({ status: 'applied' })
    expect(await push(remove(1))).toMatchObject({ status: 'applied' })
    expect(await held()).toEqual(['#a@x.example CUSTOMER#DE#0000000000000002'])
    expect(await push(insert(3, 'c@x.example'))).toMatchObject({ status: 'applied' })
    await table.store.clear()
    expect(await held()).toEqual([])
  })

  it('goes to one of many that ask for it at one time', async () => {
    const outcomes = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (number) => push(insert(number, 'a@x.example'))),
    )
    expect(outcomes.filter((outcome) => outcome?.status === 'applied')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome?.status !== 'applied') expect(outcome).toMatchObject({ code: 'already_exists' })
    }
    expect(await held()).toHaveLength(1)
  })

  it('is held by rows that were loaded, and free again where one was loaded over', async () => {
    const row = { country: 'DE', number: 1, name: 'Ann', email: 'a@x.example' }
    expect(await table.store.load([{ entity: 'customers', row }])).toEqual({ rows: 1 })
    expect(await push(insert(2, 'a@x.example'))).toMatchObject({ code: 'already_exists' })
    await table.store.load([{ entity: 'customers', row: { ...row, email: 'b@x.example' } }])
    expect(await push(insert(2, 'a@x.example'))).toMatchObject({ status: 'applied' })
    expect(await push(insert(3, 'b@x.example'))).toMatchObject({ code: 'already_exists' })
    expect(await push(insert(3, 'a@x.example'))).toMatchObject({ code: 'already_exists' })
  })

  it('is not let go by a row that another has taken it from', async () => {
    await push(insert(1, 'a@x.example'))
    const { client, tableName } = table
    const Item = {
      pk: 'UNIQUE#CUSTOMER#email',
      sk: '#a@x.example',
      holderPk: 'CUSTOMER#DE#2',
      holderSk: 'PROFILE',
    }
    await client.send(new PutCommand({ TableName: tableName, Item }))
    expect(await push(remove(1))).toMatchObject({ status: 'applied' })
    expect(await held()).toEqual(['#a@x.example CUSTOMER#DE#2'])
    // That row is not there: whoever asks for the value takes it over.
    expect(await push(insert(3, 'a@x.example'))).toMatchObject({ status: 'applied' })
    expect(await held()).toEqual(['#a@x.example CUSTOMER#DE#0000000000000003'])
  })

  it('of two rows is refused by a load', async () => {
    const row = { country: 'DE', number: 1, name: 'Ann', email: 'a@x.example' }
    const rows = [row, { ...row, number: 2 }].map((one) => ({ entity: 'customers' as const, row: one }))
    const message = 'A row of customers is not valid. email: Another customer has this email already.'
    await expect(table.store.load(rows)).rejects.toMatchObject({ code: 'invalid', message })
    await push(insert(3, 'b@x.example'))
    const taken = { entity: 'customers' as const, row: { ...row, email: 'b@x.example' } }
    await expect(table.store.load([taken])).rejects.toMatchObject({ code: 'invalid' })
  })

  it('is not updated past the store', async () => {
    await push(insert(1, 'a@x.example'))
    const { client, tableName } = table
    const { customers } = deriveEntities(ordersModel, { client, table: tableName })
    const key = { country: 'DE', customerNumber: 1 }
    await expect(customers.update(key).set({ email: 'b@x.example' }).go()).rejects.toThrow(/Read-Only/)
    await customers.update(key).set({ name: 'Bea' }).go()
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { pk: 'CUSTOMER#DE#0000000000000001', sk: 'PROFILE' } }),
    )
    expect(Item).toMatchObject({ name: 'Bea', gsi3pk: 'CUSTOMER#email', gsi3sk: '#a@x.example' })
  })

  it('of a row below is let go when that goes with its root', async () => {
    const libraryModel = defineModel({
      service: 'library',
      entities: {
        authors: defineEntity({ schema: z.object({ id: z.string() }) }),
        books: defineEntity({
          schema: z.object({
            id: z.string(),
            authorId: z.string(),
            isbn: z.string().nullable().register(fieldMeta, { unique: true }),
          }),
        }),
      },
    })
    const { store, client, tableName } = await freshTable(libraryModel)
    const books = Array.from({ length: 120 }, (_, index) => ({
      entity: 'books' as const,
      row: { id: `b${index}`, authorId: 'a', isbn: index < 110 ? `isbn-${index}` : null },
    }))
    expect(await store.load([{ entity: 'authors', row: { id: 'a' } }, ...books])).toEqual({ rows: 121 })
    const items = async (): Promise<number> => {
      const { Items = [] } = await client.send(
        new ScanCommand({ TableName: tableName, ConsistentRead: true }),
      )
      return Items.filter(({ pk, __edb_e__: mark }) => mark !== undefined || String(pk).startsWith('UNIQUE#'))
        .length
    }
    expect(await items()).toBe(121 + 110)
    const outcomes = await store.push([
      { op: 'delete', mutationId: mutationId(), entity: 'authors', key: { id: 'a' } },
    ])
    expect(outcomes).toMatchObject([{ status: 'applied' }])
    expect(await items()).toBe(0)
  })
})
