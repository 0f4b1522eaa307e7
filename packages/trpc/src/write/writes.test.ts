import { StoreError, type StoredRow, type SyncStore } from '@throughline/schema'
import { memoryStore, ordersModel } from '@throughline/schema/testing'
import { initTRPC, TRPCError } from '@trpc/server'
import { describe, expect, it } from 'vitest'
import { bookOf, libraryModel, type LibraryModel, uuid } from '../../tests/library-model.ts'
import { createModelProcedures, createModelRouter } from '../model-router.ts'

function open(overrides: Partial<SyncStore<LibraryModel>> = {}) {
  const store = memoryStore(libraryModel)
  return {
    store,
    api: createModelRouter(libraryModel, { store: { ...store, ...overrides } }).createCaller({}),
  }
}

const shelf = (n: number) => ({ id: uuid(n), name: `Shelf ${n}` })

describe('createMany', () => {
  it('creates rows in their order, each by itself, with an outcome each', async () => {
    const { store, api } = open()
    await api.shelves.create(shelf(2))
    const { outcomes } = await api.shelves.createMany({
      rows: [shelf(1), shelf(2), { ...shelf(3), name: '' }],
    })
    expect(outcomes).toEqual([
      { status: 'applied', stored: await store.get('shelves', { id: uuid(1) }) },
      { status: 'rejected', code: 'already_exists', message: expect.any(String), issues: expect.any(Array) },
      {
        status: 'rejected',
        code: 'invalid',
        message: expect.any(String),
        issues: [{ path: ['name'], message: expect.any(String) }],
      },
    ])
    expect((await store.list('shelves')).items).toHaveLength(2)
  })

  it('creates all or none, and says which row it was', async () => {
    const { store, api } = open()
    const refused = api.shelves.createMany({ rows: [shelf(1), { ...shelf(2), name: '' }], atomic: true })
    await expect(refused).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      index: 1,
      issues: [{ path: ['name'] }],
    })
    expect((await store.list('shelves')).items).toEqual([])
    const { outcomes } = await api.shelves.createMany({ rows: [shelf(1), shelf(2)], atomic: true })
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied'])
    const taken = api.shelves.createMany({ rows: [shelf(3), shelf(1)], atomic: true })
    await expect(taken).rejects.toMatchObject({ code: 'CONFLICT', index: 1 })
    expect((await store.list('shelves')).items).toHaveLength(2)
  })

  it('reads and answers JSON', async () => {
    const store = memoryStore(ordersModel)
    const api = createModelRouter(ordersModel, { store }).createCaller({})
    const path = { country: 'DE', customerNumber: 7 }
    await api.customers.create({ country: 'DE', number: 7, name: 'Ann', email: 'ann@a.example' })
    const order = { ...path, orderNumber: 1, billingAddressId: uuid(1), shippingAddressId: null }
    const row = { ...order, placedAt: '2026-01-02T03:04:05Z', total: String(2n ** 70n) }
    for (const [atomic, orderNumber] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const { outcomes } = await api.orders.createMany({ rows: [{ ...row, orderNumber }], atomic })
      expect(outcomes).toMatchObject([{ status: 'applied', stored: { row: { total: row.total } } }])
    }
    expect((await store.get('orders', { ...path, orderNumber: 1 }))?.row.total).toBe(2n ** 70n)
  })

  it('takes 100 rows and no more, and none', async () => {
    const { store, api } = open()
    const rows = Array.from({ length: 101 }, (_, n) => shelf(n))
    await expect(api.shelves.createMany({ rows })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect((await store.list('shelves')).items).toEqual([])
    expect((await api.shelves.createMany({ rows: rows.slice(1) })).outcomes).toHaveLength(100)
    expect(await api.shelves.createMany({ rows: [], atomic: true })).toEqual({ outcomes: [] })
    await expect(api.shelves.createMany({ rows: [5] as never })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})

describe('what a store throws', () => {
  const current: StoredRow = {
    row: { id: uuid(1), name: 'x', bought: new Date(0), loans: [] },
    meta: { version: 3, createdAt: '', updatedAt: '' },
  }
  it('reaches the client with its details, the row of a conflict as JSON, and no word of its own', async () => {
    const details = { current, index: 2, retryAfter: 1500, sequence: { kind: 'gap', lastSeq: 4 } } as const
    const thrown = new StoreError('conflict', 'BOOK#1 in table prod', details)
    const { api } = open({ transact: () => Promise.reject(thrown) })
    const rows = [bookOf(uuid(1), uuid(2))]
    const error: unknown = await api.books
      .createMany({ rows, atomic: true })
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'CONFLICT',
      index: 2,
      retryAfter: 1500,
      sequence: details.sequence,
      stored: { row: { ...current.row, bought: '1970-01-01T00:00:00.000Z' }, meta: current.meta },
      cause: thrown,
    })
    expect(String(error)).not.toContain('prod')
  })
})

describe('single procedures of one’s own', () => {
  const t = initTRPC.context<{ user?: string }>().create()
  const seen: string[] = []
  const procedures = createModelProcedures(libraryModel, {
    store: memoryStore(libraryModel),
    procedure: t.procedure,
    wrap: {
      shelves: {
        create: (procedure) =>
          procedure.use(async ({ ctx, input, next }) => {
            if (ctx.user === undefined)
              throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
            seen.push(`before ${input.name}`)
            const result = await next({ ctx: { user: ctx.user } })
            seen.push(`after ${input.name} ${result.ok}`)
            return result
          }),
        list: (procedure) => procedure.use(({ next }) => next()),
      },
    },
  })
  const app = t.router({
    ...procedures,
    shelves: {
      ...procedures.shelves,
      delete: t.procedure.mutation(() => 'Shelves are for ever.'),
      count: t.procedure.query(() => 42),
    },
  })

  it('run before and after the model’s, with its input', async () => {
    await expect(app.createCaller({}).shelves.create(shelf(1))).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    const api = app.createCaller({ user: 'ann' })
    await api.shelves.create(shelf(1))
    await expect(api.shelves.create(shelf(1))).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(seen).toEqual(['before Shelf 1', 'after Shelf 1 true', 'before Shelf 1', 'after Shelf 1 false'])
    expect((await app.createCaller({}).shelves.list()).items).toHaveLength(1)
  })

  it('take the place of the model’s, and stand beside them', async () => {
    const api = app.createCaller({})
    expect(await api.shelves.delete()).toBe('Shelves are for ever.')
    expect(await api.shelves.count()).toBe(42)
    expect((await api.shelves.byId({ id: uuid(1) })).row.name).toBe('Shelf 1')
    expect((await api.books.list()).items).toEqual([])
  })
})
