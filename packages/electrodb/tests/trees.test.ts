import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { AnyModel, EntityRow } from '@throughline/schema'
import {
  blogModel,
  blogRows,
  memoryStore,
  ordersModel,
  ordersRows,
  orgModel,
  orgRows,
  uuidOf,
} from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import { createDynamoStore, deriveService, tableLayout } from '../src/index.ts'
import { modelItems } from '../src/items/item.ts'
import { faultyClient } from './faulty-client.ts'
import { freshTable, mutationId } from './shop-model.ts'

const models: readonly [AnyModel, readonly EntityRow<AnyModel>[]][] = [
  [blogModel, blogRows],
  [ordersModel, ordersRows],
  [orgModel, orgRows],
]
/** What an ElectroDB entity is asked here, whichever it is. */
interface AnyElectro {
  readonly get: (key: object) => { readonly go: () => Promise<{ data: object | null }> }
  readonly put: (item: object) => { readonly go: () => Promise<unknown> }
}

describe.each(models)('ElectroDB and the store, over a tree', (model, rows) => {
  it('read what the other writes, item by item', async () => {
    const [mine, theirs] = [await freshTable(model), await freshTable(model)]
    const names = (table: string, client: typeof mine.client) =>
      // Sound: every derived entity has these methods; their types name the fields of one.
      deriveService(model, { client, table }).entities as unknown as Record<string, AnyElectro>
    const [readers, writers] = [names(mine.tableName, mine.client), names(theirs.tableName, theirs.client)]
    await mine.store.load(rows)
    for (const { entity, row } of rows) {
      const { path } = model.entities[entity] ?? { path: [] }
      const items = await mine.store.get(entity, row)
      expect(items, `${model.service}.${entity}`).toBeDefined()
      const stored = { ...items?.row, ...items?.meta }
      const { data } = await readers[entity]!.get(electroKey(model, entity, row)).go()
      expect(data).toMatchObject(stored)
      await writers[entity]!.put({ ...stored, ...electroKey(model, entity, row) }).go()
      const copy = await theirs.store.get(entity, row)
      expect(copy?.row).toEqual({ ...items?.row, ...('updatedAt' in (items?.row ?? {}) && copy?.meta) })
      expect(path.length).toBeGreaterThan(0)
    }
    expect(await rawItems(theirs, rows, model)).toEqual(await rawItems(mine, rows, model))
  })
})

describe('a tree of three levels', () => {
  it('keeps each entity together in the partition of its root', async () => {
    const { store, client, tableName } = await freshTable(ordersModel)
    await store.load(ordersRows)
    const raw = async (pk: string, sk: string) =>
      (await client.send(new GetCommand({ TableName: tableName, Key: { pk, sk } }))).Item
    const pk = 'CUSTOMER#DE#0000000000000009'
    expect(await raw(pk, 'PROFILE')).toMatchObject({
      gsi1pk: 'CUSTOMERS',
      gsi1sk: pk,
      gsi2sk: `${pk}#PROFILE`,
      number: 9,
      customerNumber: 9,
    })
    expect(await raw(pk, 'ORDER#0000000000000010')).toMatchObject({ orderNumber: 10 })
    expect(await raw(pk, 'LINE#0000000000000001#0000000000000002')).toMatchObject({
      gsi2pk: 'ALL_DATA',
      gsi2sk: `${pk}#LINE#0000000000000001#0000000000000002`,
      line: 2,
    })
  })

  it('lists in the order of the keys, numbers by their value, as memoryStore does', async () => {
    for (const [model, rows] of models) {
      const [table, memory] = [await freshTable(model), memoryStore(model)]
      await table.store.load(rows)
      await memory.load(rows as never)
      for (const entity of model.names) {
        const { items } = await table.store.list(entity)
        const { items: expected } = await memory.list(entity)
        expect(items.map(({ row }) => row)).toEqual(expected.map(({ row }) => row))
      }
    }
  })

  it('queries by the parent’s whole path, and takes no part of a number for it', async () => {
    const { store } = await freshTable(ordersModel)
    await store.load(ordersRows)
    const lines = async (orderNumber: number) =>
      (await store.query('orderLines', { where: { country: 'DE', customerNumber: 9, orderNumber } })).items
    expect((await lines(1)).map(({ row }) => row.line)).toEqual([1, 2])
    expect((await lines(10)).map(({ row }) => row.line)).toEqual([1])
    await expect(store.query('orderLines', { where: { country: 'DE' } as never })).rejects.toThrow(
      /Give its parent: country, customerNumber, orderNumber/,
    )
  })

  it('reads a whole tree in one ElectroDB query, and part of it by its own names', async () => {
    const { store, client, tableName } = await freshTable(blogModel)
    await store.load(blogRows)
    const { entities, collections } = deriveService(blogModel, { client, table: tableName })
    const { data } = await collections.author({ author_id: uuidOf(1) }).go()
    expect([data.authors, data.posts, data.postTags, data.photos].map(({ length }) => length)).toEqual([
      1, 2, 2, 1,
    ])
    const tags = await entities.postTags.query.primary({ author_id: uuidOf(1), postId: uuidOf(11) }).go()
    expect(tags.data.map(({ tagSlug }) => tagSlug)).toEqual(['a', 'a-b'])
    await entities.postTags
      .update({ author_id: uuidOf(1), postId: uuidOf(11), tagSlug: 'a' })
      .set({ position: 7 })
      .go()
    const key = { author_id: uuidOf(1), postId: uuidOf(11), tagSlug: 'a' }
    expect((await store.get('postTags', key))?.row.position).toBe(7)
  })

  it('deletes the rows below a row in its middle, and not those of one whose key begins alike', async () => {
    const { store } = await freshTable(ordersModel)
    await store.load(ordersRows)
    const [outcome] = await store.push([
      {
        op: 'delete',
        mutationId: mutationId(),
        entity: 'orders',
        key: { country: 'DE', customerNumber: 9, orderNumber: 1 },
      },
    ])
    expect(outcome).toMatchObject({ status: 'applied' })
    expect((await store.list('orderLines')).items.map(({ row }) => row.orderNumber)).toEqual([10])
  })
})

describe('delete of a tree', () => {
  const customer = { country: 'DE', customerNumber: 5 }
  const order = (orderNumber: number): EntityRow<typeof ordersModel> => ({
    entity: 'orders',
    row: {
      ...customer,
      orderNumber,
      billingAddressId: uuidOf(1),
      shippingAddressId: null,
      placedAt: '2026-03-04T05:06:07.000Z',
      total: 1n,
    },
  })
  const line = (orderNumber: number, number: number): EntityRow<typeof ordersModel> => ({
    entity: 'orderLines',
    row: { ...customer, orderNumber, line: number, sku: 'ABC-0001', quantity: 1 },
  })
  const root: EntityRow<typeof ordersModel> = {
    entity: 'customers',
    row: { country: 'DE', number: 5, name: 'Ann', email: 'ann@a.example' },
  }
  const remove = {
    op: 'delete' as const,
    entity: 'customers' as const,
    key: { country: 'DE', number: 5 },
  }

  it('leaves, wherever it ends, no row without its parent, and is ended by whoever writes next', async () => {
    const { store, client, tableName } = await freshTable(ordersModel)
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1)
    const rows = [root, ...numbers.flatMap((number) => [order(number), line(number, 1), line(number, 2)])]
    for (const transactions of [0, 1, 2, 3]) {
      await store.load(rows)
      let left = transactions
      const mortal = faultyClient(client, (command) => {
        return command instanceof TransactWriteCommand && (left -= 1) < 0 ? 'crash before' : undefined
      })
      const dying = createDynamoStore(ordersModel, { client: mortal.client, tableName })
      const source = { clientId: crypto.randomUUID(), seq: 1 }
      const batch = [{ ...remove, mutationId: mutationId() }]
      await expect(dying.push(batch, source)).rejects.toMatchObject({ name: 'StoreError' })
      expect(mortal.isDead()).toBe(true)
      const { items } = await store.snapshot({ limit: 1000 })
      // The first transaction writes down what is to be done; each further one deletes eighty rows.
      expect(items).toHaveLength(rows.length - Math.max(transactions - 1, 0) * 80)
      const orders = new Set(
        items.map(({ entity, row }) => (entity === 'orders' ? row['orderNumber'] : undefined)),
      )
      for (const { entity, row } of items) {
        if (entity === 'orderLines') expect(orders).toContain(row['orderNumber'])
      }
      // The client sends it again, or another one writes.
      const other = { country: 'DE', number: 6, name: 'Bea', email: 'bea@a.example' }
      const next =
        transactions % 2 === 0
          ? await store.push(batch, source)
          : await store.push([{ op: 'insert', mutationId: mutationId(), entity: 'customers', row: other }])
      expect(next).toMatchObject([{ status: 'applied' }])
      const after = (await store.snapshot()).items
      expect(after.filter(({ row }) => row['number'] !== 6)).toEqual([])
      expect(await store.push(batch, source)).toMatchObject([{ status: 'applied', stored: null }])
      await store.clear()
    }
  })
})

/** A row's key as ElectroDB names it: a root's has the names that its children give it. */
function electroKey(model: AnyModel, name: string, row: object): object {
  const entity = model.entities[name]
  const values = row as Record<string, unknown>
  const child = entity?.parent === undefined ? model.entities[entity?.children[0] ?? ''] : undefined
  const names = entity?.path.map(
    (field, index) => [child?.parentFields[index] ?? field, values[field]] as const,
  )
  return Object.fromEntries(names ?? [])
}

async function rawItems(
  { client, tableName }: Awaited<ReturnType<typeof freshTable>>,
  rows: readonly EntityRow<AnyModel>[],
  model: AnyModel,
): Promise<object[]> {
  const items = modelItems(model, tableLayout(model, { tableName }))
  return Promise.all(
    rows.map(async ({ entity, row }) => {
      const Key = items.of(entity).key(row)
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key }))
      const { updatedAt: _, ...rest } = Item ?? {}
      return rest
    }),
  )
}
