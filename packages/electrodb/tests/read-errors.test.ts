import { type Store, StoreError } from '@throughline/schema'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import {
  createDynamoClient,
  createDynamoStore,
  createTable,
  type DynamoStoreOptions,
  tableLayout,
} from '../src/index.ts'
import { marketModel } from './market-model.ts'
import { freshTable, shopModel, type TestTable } from './shop-model.ts'

async function failure(call: Promise<unknown>): Promise<StoreError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreError)
  return error as StoreError
}

let table: TestTable<typeof shopModel>
let time = Date.parse('2026-01-01T00:00:00.000Z')
const storeWith = (options: Partial<DynamoStoreOptions> = {}) =>
  createDynamoStore(shopModel, {
    client: table.client,
    tableName: table.tableName,
    now: () => new Date(time).toISOString(),
    ...options,
  })
beforeAll(async () => {
  table = await freshTable(shopModel)
  await storeWith().load([
    ...['a', 'b', 'c'].map((id) => ({ entity: 'customers' as const, row: { id, name: id } })),
    ...['1', '2', '3'].map((id) => ({
      entity: 'orders' as const,
      row: { id, customerId: 'a', total: 1, note: null },
    })),
  ])
})

describe('a cursor', () => {
  const where = { customerId: 'a' }
  const pageOf = async (store = storeWith()): Promise<string> =>
    (await store.query('orders', { where, limit: 1 })).cursor ?? ''
  const next = (cursor: string, store = storeWith()) => store.query('orders', { where, limit: 1, cursor })

  it('goes on in another process, a day long, and with another size and other fields', async () => {
    const cursor = await pageOf()
    const { items } = await storeWith({
      client: createDynamoClient({ endpoint: inject('endpoint') }),
    }).query('orders', { where, limit: 5, cursor, fields: ['total'] })
    expect(items.map(({ row }) => row)).toEqual([
      { id: '2', customerId: 'a', total: 1 },
      { id: '3', customerId: 'a', total: 1 },
    ])
  })

  it('of another query says so', async () => {
    const cursor = await pageOf()
    const others: Promise<unknown>[] = [
      storeWith().query('orders', { where: { customerId: 'b' }, cursor }),
      storeWith().query('orders', { where: { ...where, total: 1 }, cursor }),
      storeWith().query('orders', { where, orderBy: { id: 'desc' }, cursor }),
      storeWith().query('giftCards', { where, cursor }),
      storeWith().list('orders', { where, cursor }),
      storeWith().list('customers', { cursor }),
    ]
    for (const other of others) {
      const error = await failure(other)
      expect(error.code).toBe('invalid')
      expect(error.message).toBe('The cursor belongs to another query. Begin again without it.')
    }
  })

  it('that is forged, or cut, says so', async () => {
    const cursor = await pageOf()
    const other = createDynamoStore(shopModel, {
      client: table.client,
      tableName: table.tableName,
      cursorSecret: 'one that is known to nobody else',
    })
    const forged = await failure(next(await pageOf(other)))
    expect(forged.code).toBe('invalid')
    expect(forged.message).toBe(
      'The cursor is not one that this table has given: its signature is wrong. Begin again without it.',
    )
    const cut = await failure(next(cursor.slice(0, -5)))
    expect(cut.message).toBe('The cursor is no cursor, or only a part of one. Begin again without it.')
    const plain = await failure(next(Buffer.from('{"pk":"CUSTOMER#a"}').toString('base64url')))
    expect(plain.message).toBe('The cursor is no cursor, or only a part of one. Begin again without it.')
  })

  it('that has expired says so', async () => {
    const cursor = await pageOf()
    const short = await pageOf(storeWith({ cursorTtl: 60_000 }))
    time += 60_000
    expect((await failure(next(short))).message).toBe('The cursor has expired. Begin again without it.')
    expect((await next(cursor)).items).toHaveLength(1)
    time += 86_400_000
    const error = await failure(next(cursor))
    expect(error.code).toBe('invalid')
    expect(error.message).toBe('The cursor has expired. Begin again without it.')
  })

  it('of another table, or of another tenant, says so', async () => {
    const cursor = await pageOf()
    const elsewhere = await freshTable(shopModel)
    const error = await failure(elsewhere.store.query('orders', { where, cursor }))
    expect(error.message).toBe('The cursor belongs to another table or tenant. Begin again without it.')
    const layout = tableLayout(shopModel, { tableName: table.tableName, tenancy: 'prefix' })
    const ofTenant = (tenant: string) => storeWith({ layout, tenant, cursorSecret: 'x'.repeat(32) })
    await ofTenant('one').load(['a', 'b'].map((id) => ({ entity: 'customers', row: { id, name: id } })))
    const page = await ofTenant('one').list('customers', { limit: 1 })
    expect((await failure(ofTenant('two').list('customers', { cursor: page.cursor ?? '' }))).message).toBe(
      'The cursor belongs to another table or tenant. Begin again without it.',
    )
    expect((await ofTenant('two').list('customers')).items).toEqual([])
  })

  it('is signed by the first secret, and verified by each, so that secrets can be changed', async () => {
    const [old, fresh] = ['o'.repeat(32), 'f'.repeat(32)]
    const cursor = await pageOf(storeWith({ cursorSecret: old }))
    expect((await next(cursor, storeWith({ cursorSecret: [fresh, old] }))).items).toHaveLength(1)
    expect((await failure(next(cursor, storeWith({ cursorSecret: fresh })))).message).toMatch(/signature/)
    expect(() => storeWith({ cursorSecret: 'short' })).toThrow(
      'A cursorSecret has 32 bytes or more. Make one: openssl rand -base64 32.',
    )
  })
})

describe('what is asked wrongly', () => {
  const any = (): Store => storeWith() as unknown as Store

  it('is told: an empty key, a wrong type, a field and an entity that are not there', async () => {
    // No row has such a key: it is no error to look for it.
    expect(await any().get('customers', { id: '' })).toBeUndefined()
    expect(await any().batchGet('customers', [{ id: '' }, { id: 'a' }])).toMatchObject([
      undefined,
      { row: { id: 'a' } },
    ])
    expect(await any().list('orders', { where: { customerId: '' } })).toEqual({ items: [], cursor: null })
    const sentences: readonly [Promise<unknown>, string][] = [
      [
        any().list('orders', { where: { total: '1' } }),
        '"orders.total" asked by "eq" takes a finite number, not text.',
      ],
      [
        any().query('orders', { where: { customerId: 7 } }),
        '"orders.customerId" asked by "eq" takes text, not a finite number.',
      ],
      [
        any().get('customers', { id: 'a' }, { fields: ['nmae'] }),
        '"customers" has no field "nmae". It has: id, name, joined.',
      ],
      [
        any().list('visitors'),
        'The model "shop" has no entity "visitors". It has: customers, orders, giftCards, priceLists.',
      ],
      [
        any().list('customers', { consistent: true }),
        'This read of "customers" is answered by an index, which DynamoDB updates within moments. ' +
          'Leave "consistent" out, or ask by { id } without another order.',
      ],
    ]
    for (const [call, sentence] of sentences) {
      const error = await failure(call)
      expect(error.message).toBe(sentence)
      expect(error.code).toBe('invalid')
    }
  })
})

describe('a missing table', () => {
  it.each([
    ['batchGet', () => storeWith({ tableName: 'no-such-table' }).batchGet('customers', [{ id: 'a' }])],
    [
      'list by a condition',
      () => storeWith({ tableName: 'no-such-table' }).list('orders', { where: { total: 1 } }),
    ],
  ])('is told by %s, with what to do', async (_name, call) => {
    const error = await failure(call())
    expect(error.code).toBe('not_configured')
    expect(error.message).toMatch(/The table "no-such-table" does not exist at .* Create it/)
  })
})

describe('rows that have expired', () => {
  it('are seen by no read, though DynamoDB still has them', async () => {
    const layout = tableLayout(marketModel, {
      tableName: `expiring-${Date.now()}`,
      expires: { stalls: 'opened' },
    })
    await createTable(table.client, layout)
    const store = createDynamoStore(marketModel, {
      client: table.client,
      layout,
      now: () => new Date(time).toISOString(),
    })
    const opened = new Date(time + 60_000)
    await store.load([
      { entity: 'stalls', row: { id: 'gone', name: 'n', opened } },
      { entity: 'stalls', row: { id: 'stays', name: 'n' } },
    ])
    const seen = async (): Promise<string[][]> => {
      const answers = [
        [await store.get('stalls', { id: 'gone' }), await store.get('stalls', { id: 'stays' })],
        await store.batchGet('stalls', [{ id: 'gone' }, { id: 'stays' }]),
        await store.batchGet('stalls', [{ id: 'gone' }, { id: 'stays' }], { fields: ['name'] }),
        (await store.list('stalls')).items,
        (await store.list('stalls', { where: { name: 'n' }, fields: ['id'] })).items,
        (await store.snapshot()).items,
      ]
      return answers.map((stored) =>
        stored.flatMap((one) => (one ? [(one.row as { id: string }).id] : [])).toSorted(),
      )
    }
    expect(await seen()).toEqual(Array.from({ length: 6 }, () => ['gone', 'stays']))
    time += 60_000
    expect(await seen()).toEqual(Array.from({ length: 6 }, () => ['stays']))
  })
})
