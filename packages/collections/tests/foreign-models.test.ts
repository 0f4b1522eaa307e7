import { and, createLiveQueryCollection, eq, inArray } from '@tanstack/db'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import type { EntityRow } from '@throughline/schema'
import { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { closeForeign, openForeign } from './foreign-client.ts'
import { settle } from './library.ts'

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

afterEach(closeForeign)

describe('orders: natural keys of texts and numbers, three levels', () => {
  const path = { country: 'DE', customerNumber: 7 }
  const customer = (country: string, number: number): EntityRow<typeof ordersModel> => ({
    entity: 'customers',
    row: { country, number, name: 'Ann', email: `${country}${number}@a.example` },
  })
  const orderRow = (customerNumber: number, orderNumber: number) => ({
    country: 'DE',
    customerNumber,
    orderNumber,
    billingAddressId: uuid(1),
    shippingAddressId: null,
    placedAt: '2026-01-02T03:04:05Z',
    total: 100n,
  })
  const order = (customerNumber: number, orderNumber: number): EntityRow<typeof ordersModel> => ({
    entity: 'orders',
    row: orderRow(customerNumber, orderNumber),
  })
  const lineRow = (customerNumber: number, orderNumber: number, line: number) => ({
    country: 'DE',
    customerNumber,
    orderNumber,
    line,
    sku: 'ABC-1234',
    quantity: 1,
    options: new Map([['engraving', 'A']]),
  })
  const rows = [
    customer('DE', 7),
    customer('DE', 71),
    customer('FR', 7),
    order(7, 1),
    order(7, 2),
    order(7, 10),
    order(71, 1),
    ...[1, 2, 10].map((line) => ({ entity: 'orderLines' as const, row: lineRow(7, 1, line) })),
    { entity: 'orderLines' as const, row: lineRow(71, 1, 1) },
  ]
  const client = () => openForeign(ordersModel, rows)

  it('are loaded by the whole key of the parent, and listed in the order of numbers', async () => {
    const { store, reads } = await client()
    const orders = store.list('orders', { where: path })
    const lines = store.list('orderLines', { where: { ...path, orderNumber: 1 } })
    const stops = [orders.subscribe(() => {}), lines.subscribe(() => {})]
    await settle()
    expect(orders.get().data.map(({ orderNumber }) => orderNumber)).toEqual([1, 2, 10])
    expect(lines.get()).toMatchObject({ total: 3, isLoading: false, error: null })
    expect(lines.get().data).toEqual([1, 2, 10].map((line) => lineRow(7, 1, line)))
    expect(store.list('orders', { where: path, orderBy: { total: 'desc' } }).get().data).toEqual(
      orders.get().data,
    )
    expect(reads).toEqual([
      'orders {"country":"DE","customerNumber":7}',
      'orderLines {"country":"DE","customerNumber":7,"orderNumber":1}',
    ])
    for (const stop of stops) stop()
  })

  it('are loaded for several parents, each once, and found by their keys', async () => {
    const { store, reads } = await client()
    const both = store.list('orders', { where: { country: 'DE', customerNumber: { in: [7, 71] } } })
    const stop = both.subscribe(() => {})
    await settle()
    expect(both.get().total).toBe(4)
    expect(new Set(reads)).toEqual(
      new Set(['orders {"country":"DE","customerNumber":7}', 'orders {"country":"DE","customerNumber":71}']),
    )
    expect(reads).toHaveLength(2)
    const row = store.row('orderLines', { ...path, orderNumber: 1, line: 10 })
    const stopRow = row.subscribe(() => {})
    expect(row.get()).toMatchObject({ data: undefined, isLoading: true })
    await settle()
    expect(row.get().data?.line).toBe(10)
    expect(store.row('orders', 'DE#7#10').get().data?.total).toBe(100n)
    stop()
    stopRow()
  })

  it('say which fields are missing', async () => {
    const { store, reads } = await client()
    const { error } = store.list('orders', { where: { customerNumber: 7 } }).get()
    expect(error).toMatchObject({ code: 'not_loaded', entity: 'orders' })
    expect(error?.message).toContain(
      'ask for `country`, `customerNumber` with a value or `in`, as in { where: { country: …, customerNumber: … } }, ' +
        'or give the key as { country, customerNumber, orderNumber }',
    )
    expect(reads).toEqual([])
  })

  it('are read by the live queries of TanStack DB too', async () => {
    const { store, reads } = await client()
    const { orders, orderLines } = collectionsOf(store)
    const some = createLiveQueryCollection({
      query: (q) =>
        q
          .from({ o: orders })
          .where(({ o }) =>
            and(eq(o.country, 'DE'), eq(o.customerNumber, 7), inArray(o.orderNumber, [1, 2])),
          ),
      gcTime: 0,
      startSync: true,
    })
    const lines = createLiveQueryCollection({
      query: (q) =>
        q
          .from({ l: orderLines })
          .where(({ l }) =>
            and(eq(l.country, 'DE'), eq(l.customerNumber, 7), inArray(l.orderNumber, [1, 10])),
          ),
      gcTime: 0,
      startSync: true,
    })
    await Promise.all([some.preload(), lines.preload()])
    expect(some.toArray.map(({ orderNumber }) => orderNumber)).toEqual([1, 2])
    expect(lines.toArray.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual([1, 2, 10])
    expect(new Set(reads)).toEqual(
      new Set([
        'orderLines {"country":"DE","customerNumber":7,"orderNumber":1}',
        'orderLines {"country":"DE","customerNumber":7,"orderNumber":10}',
        'orders {"country":"DE","customerNumber":7}',
      ]),
    )
    expect(reads).toHaveLength(3)
    const half = createLiveQueryCollection({
      query: (q) => q.from({ o: orders }).where(({ o }) => eq(o.customerNumber, 7)),
      gcTime: 0,
    })
    await expect(half.preload()).rejects.toThrow('`country`, `customerNumber`')
    await Promise.all([some, lines, half].map((one) => one.cleanup()))
  })

  it('are created from the root down, each after its parent', async () => {
    const one = await openForeign(ordersModel, [])
    one.held = []
    const { store } = one
    const confirmed = [
      store.insert('customers', { country: 'DE', number: 7, name: 'Ann', email: 'a@a.example' }).confirmed,
      store.insert('orders', orderRow(7, 1)).confirmed,
      store.insert('orderLines', lineRow(7, 1, 1)).confirmed,
      store.insert('orderLines', lineRow(7, 1, 2)).confirmed,
    ]
    expect(store.list('orderLines', { where: { ...path, orderNumber: 1 } }).get().total).toBe(2)
    for (let round = 0; round < 3; round += 1) {
      await settle()
      for (const release of one.held.splice(0)) release()
    }
    await Promise.all(confirmed)
    expect(one.pushes).toEqual([
      ['insert customers'],
      ['insert orders'],
      ['insert orderLines', 'insert orderLines'],
    ])
    expect((await one.server.list('orderLines')).items.map(({ row }) => row)).toEqual([
      lineRow(7, 1, 1),
      lineRow(7, 1, 2),
    ])
  })

  it('are changed by their keys, as one text or by their fields', async () => {
    const { store, server } = await client()
    const stop = store.list('orderLines', { where: { ...path, orderNumber: 1 } }).subscribe(() => {})
    await settle()
    const key = { ...path, orderNumber: 1, line: 10 }
    await store.update('orderLines', key, { quantity: 5, options: new Map() }).confirmed
    await store.update('orderLines', 'DE#7#1#2', { quantity: 6 }).confirmed
    expect((await server.get('orderLines', key))?.row).toEqual({
      ...lineRow(7, 1, 10),
      quantity: 5,
      options: new Map(),
    })
    expect((await server.get('orderLines', { ...key, line: 2 }))?.row.quantity).toBe(6)
    expect(store.meta('orderLines', key)?.version).toBe(2)
    stop()
  })

  it('are hidden with their customer, and no other’s are', async () => {
    const one = await client()
    const { store } = one
    const where = { country: 'DE', customerNumber: { in: [7, 71] }, orderNumber: 1 }
    const stops = [
      store.list('customers').subscribe(() => {}),
      store.list('orders', { where: { country: 'DE', customerNumber: { in: [7, 71] } } }).subscribe(() => {}),
      store.list('orderLines', { where }).subscribe(() => {}),
    ]
    await settle()
    const sizes = () => {
      const { customers, orders, orderLines } = collectionsOf(store)
      return [customers.size, orders.size, orderLines.size]
    }
    expect(sizes()).toEqual([3, 4, 4])
    one.held = []
    const gone = store.delete('customers', { country: 'DE', number: 7 })
    expect(sizes()).toEqual([2, 1, 1])
    expect(() => store.insert('orders', orderRow(7, 3))).toThrow(
      expect.objectContaining({
        reason: 'parent_not_found',
        issues: [expect.objectContaining({ path: ['customerNumber'] })],
      }),
    )
    // Its parent is not being deleted, but the one above that is.
    expect(() => store.insert('orderLines', lineRow(7, 1, 3))).toThrow(
      expect.objectContaining({ reason: 'parent_not_found' }),
    )
    await settle()
    one.held[0]?.()
    await gone.confirmed
    await store.refresh()
    await settle()
    expect(sizes()).toEqual([2, 1, 1])
    for (const stop of stops) stop()
  })

  it('are taken back where the server has no such parent', async () => {
    const { store, errors } = await client()
    const { confirmed } = store.insert('orders', orderRow(8, 1))
    const below = store.insert('orderLines', lineRow(8, 1, 1))
    expect(collectionsOf(store).orders.size).toBe(1)
    await expect(confirmed).rejects.toMatchObject({ code: 'rejected', reason: 'parent_not_found' })
    await expect(below.confirmed).rejects.toMatchObject({ entity: 'orderLines', operation: 'insert' })
    expect([collectionsOf(store).orders.size, collectionsOf(store).orderLines.size]).toEqual([0, 0])
    expect(errors).toHaveLength(2)
  })
})

describe('an org chart: self references, and a join entity at the third level', () => {
  const [company, unit, boss, report, project] = [uuid(1), uuid(2), uuid(3), uuid(4), uuid(5)]
  const person = { companyId: company, unitId: unit, title: 'Engineer', skills: new Set(['go']) }
  const rows: EntityRow<typeof orgModel>[] = [
    { entity: 'companies', row: { id: company, name: 'Acme' } },
    { entity: 'units', row: { id: unit, companyId: company, parentUnitId: null, name: 'R&D' } },
    { entity: 'people', row: { ...person, id: boss, managerId: null, name: 'Ann' } },
    { entity: 'people', row: { ...person, id: report, managerId: boss, name: 'Bob' } },
    { entity: 'projects', row: { id: project, companyId: company, name: 'X' } },
    {
      entity: 'assignments',
      row: { companyId: company, personId: report, projectId: project, share: 0.5 },
    },
  ]

  it('hides who is below, and keeps who only points to what is gone', async () => {
    const { store, server } = await openForeign(orgModel, rows)
    const people = store.list('people', { where: { companyId: company }, orderBy: { name: 'asc' } })
    const assignments = store.list('assignments', { where: { companyId: company, personId: report } })
    const stops = [people.subscribe(() => {}), assignments.subscribe(() => {})]
    await settle()
    expect([people.get().total, assignments.get().total]).toEqual([2, 1])
    await store.delete('people', boss).confirmed
    expect(people.get().data.map(({ name, managerId }) => [name, managerId])).toEqual([['Bob', boss]])
    expect(assignments.get().total).toBe(1)
    await store.update('people', report, { managerId: null, skills: new Set(['sql']) }).confirmed
    expect((await server.get('people', { companyId: company, id: report }))?.row.skills).toEqual(
      new Set(['sql']),
    )
    const made = store.insert('assignments', {
      companyId: company,
      personId: boss,
      projectId: project,
      share: 1,
    })
    await expect(made.confirmed).rejects.toMatchObject({ reason: 'parent_not_found' })
    store.delete('people', report)
    expect([people.get().total, assignments.get().total]).toEqual([0, 0])
    for (const stop of stops) stop()
    await settle()
    expect((await server.list('assignments')).items).toEqual([])
  })

  it('has indexes for its foreign keys, those of nobody in particular too', async () => {
    const { store } = await openForeign(orgModel, rows)
    expect(indexedFields(collectionsOf(store).people)).toEqual([
      'companyId',
      'id',
      'managerId',
      'mentorId',
      'unitId',
    ])
    const blog = await openForeign(blogModel, [])
    expect(indexedFields(collectionsOf(blog.store).comments)).toEqual(['id', 'subjectId'])
  })
})

function indexedFields({
  indexes,
}: {
  readonly indexes: ReadonlyMap<number, { readonly expression: object }>
}) {
  return Array.from(indexes.values(), ({ expression }) => String(Reflect.get(expression, 'path'))).toSorted()
}
