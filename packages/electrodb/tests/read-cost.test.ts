import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { EntityRow, Store } from '@throughline/schema'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { createDynamoClient, createDynamoStore, createTable } from '../src/index.ts'
import { modelItems } from '../src/items/item.ts'
import { countRequests } from './count-requests.ts'
import { marketLayout, marketModel } from './market-model.ts'

type MarketRow = EntityRow<typeof marketModel>

const client = createDynamoClient({ endpoint: inject('endpoint') })
const tableName = `cost-${process.pid}-${Date.now()}`
const layout = { ...marketLayout, tableName }
const count = countRequests(client)
const store = createDynamoStore(marketModel, { client, layout })

const two = (index: number): string => String(index).padStart(4, '0')
const good = (stallId: string, index: number): MarketRow => ({
  entity: 'goods',
  row: {
    id: two(index),
    stallId,
    growerId: `g${index % 2}`,
    code: `${stallId}${index}`,
    price: index % 100,
    open: true,
    rank: index,
    note: index === 999 ? 'last' : 'other',
  },
})
beforeAll(async () => {
  await createTable(client, layout)
  await store.load([
    { entity: 'stalls', row: { id: 'a', name: 'A' } },
    ...Array.from({ length: 1_000 }, (_, index) => good('a', index)),
  ])
}, 60_000)

/** What a call had DynamoDB do: without the cursor's secret, which is read once. */
async function costOf(call: () => Promise<unknown>): Promise<{ queries: number; examined: number }> {
  await store.list('goods', { limit: 1 })
  count.reset()
  await call()
  expect(new Set(count.sent)).toEqual(new Set(['Query']))
  return { queries: count.sent.length, examined: count.examined }
}

describe('what a page costs', () => {
  it.each<[string, () => Promise<unknown>, { queries: number; examined: number }]>([
    [
      'a unique value',
      () => store.list('goods', { where: { code: 'a7' }, limit: 1 }),
      { queries: 1, examined: 1 },
    ],
    [
      'one row of a value',
      () => store.list('goods', { where: { price: 7 }, limit: 1 }),
      { queries: 1, examined: 2 },
    ],
    [
      'a page of a value',
      () => store.list('goods', { where: { price: 7 }, limit: 10 }),
      { queries: 1, examined: 10 },
    ],
    ['one row by a key', () => store.list('stalls', { where: { id: 'a' } }), { queries: 1, examined: 1 }],
    [
      'one row of a parent',
      () => store.query('goods', { where: { stallId: 'a' }, limit: 1 }),
      { queries: 1, examined: 2 },
    ],
    [
      'a page of a reference',
      () => store.list('goods', { where: { growerId: 'g1' }, limit: 50 }),
      { queries: 1, examined: 51 },
    ],
    [
      'the five dearest',
      () => store.list('goods', { orderBy: { price: 'desc' }, limit: 5 }),
      { queries: 1, examined: 6 },
    ],
    [
      'the first of a local index',
      () => store.query('goods', { where: { stallId: 'a', rank: { gte: 500 } }, limit: 3 }),
      { queries: 1, examined: 4 },
    ],
    [
      'two values in their order',
      () => store.list('goods', { where: { price: { in: [7, 8] } }, orderBy: { price: 'asc' }, limit: 4 }),
      { queries: 1, examined: 5 },
    ],
    // What no key tells is looked for in steps, and the first of them is small.
    [
      'one row of a parent, with a condition on another field',
      () => store.query('goods', { where: { stallId: 'a', note: 'other' }, limit: 1 }),
      { queries: 1, examined: 50 },
    ],
  ])('%s', async (_what, call, expected) => {
    expect(await costOf(call)).toEqual(expected)
  })

  it('is no more than a few requests for one row among thousands', async () => {
    const { queries, examined } = await costOf(async () => {
      const { items } = await store.query('goods', { where: { stallId: 'a', note: 'last' }, limit: 1 })
      expect(items.map(({ row }) => row.id)).toEqual(['0999'])
    })
    expect(examined).toBe(1_000)
    expect(queries).toBeLessThanOrEqual(8)
  })

  it('is bound by `maxExamined`: the page then has what was found, and a cursor', async () => {
    const bound = createDynamoStore(marketModel, { client, layout, maxExamined: 300 })
    const found: string[] = []
    let pages = 0
    let cursor: string | undefined
    do {
      count.reset()
      const page = await bound.query('goods', { where: { stallId: 'a', note: 'last' }, limit: 1, cursor })
      expect(count.examined).toBeLessThanOrEqual(300)
      found.push(...page.items.map(({ row }) => row.id))
      pages += 1
      cursor = page.cursor ?? undefined
    } while (cursor !== undefined)
    expect(found).toEqual(['0999'])
    expect(pages).toBe(4)
  })

  it('is bound where DynamoDB filters, too', async () => {
    const bound = createDynamoStore(marketModel, { client, layout, maxExamined: 300 })
    let pages = 0
    let cursor: string | undefined
    do {
      count.reset()
      const page = await bound.list('tests', { cursor })
      expect(page.items).toEqual([])
      expect(count.examined).toBeLessThanOrEqual(300)
      pages += 1
      cursor = page.cursor ?? undefined
    } while (cursor !== undefined)
    expect(pages).toBe(4)
  })

  it('is the secret of cursors once, and no more for the next pages', async () => {
    const own = createDynamoClient({ endpoint: inject('endpoint') })
    const ownCount = countRequests(own)
    const other = createDynamoStore(marketModel, { client: own, layout })
    const first = await other.list('goods', { limit: 1 })
    expect(ownCount.sent).toEqual(['Query', 'GetItem'])
    ownCount.reset()
    await other.list('goods', { limit: 1, cursor: first.cursor ?? '' })
    await createDynamoStore(marketModel, { client: own, layout }).list('goods', { limit: 1 })
    expect(ownCount.sent).toEqual(['Query', 'Query'])
  })

  it('is what is asked for: consistent or not, and the attributes of the fields', async () => {
    const consistency = async (call: () => Promise<unknown>): Promise<unknown> => {
      count.reset()
      await call()
      return count.inputs[0]?.['ConsistentRead'] ?? false
    }
    const key = { stallId: 'a', id: '0001' }
    const where = { stallId: 'a' }
    expect(await consistency(() => store.get('goods', key))).toBe(true)
    expect(await consistency(() => store.get('goods', key, { consistent: false }))).toBe(false)
    expect(await consistency(() => store.query('goods', { where }))).toBe(true)
    expect(await consistency(() => store.query('goods', { where, consistent: false }))).toBe(false)
    expect(await consistency(() => store.list('goods', { where, consistent: true }))).toBe(true)
    expect(await consistency(() => store.list('goods', { where: { code: 'a7' } }))).toBe(false)
    const kept = ['__edb_e__', 'createdAt', 'id', 'pk', 'price', 'sk', 'stallId', 'updatedAt', 'version']
    count.reset()
    const stored = await store.get('goods', key, { fields: ['price'] })
    expect(stored?.row).toEqual({ ...key, price: 1 })
    expect(count.attributes).toEqual(kept)
    count.reset()
    const { items } = await store.list('goods', {
      where: { code: 'a1', note: 'other' },
      fields: ['open'],
      limit: 1,
    })
    expect(items[0]?.row).toEqual({ ...key, open: true })
    // Those of the conditions, and the place in the index, are read and not answered.
    expect(count.attributes).toEqual(
      [...kept.filter((name) => name !== 'price'), 'code', 'gsi4sk', 'note', 'open'].toSorted(),
    )
  })
})

describe('items that are no rows', () => {
  it('are passed over, any number of them, in a few requests', async () => {
    const left = Array.from({ length: 3_000 }, (_, index) => ({
      PutRequest: {
        Item: { pk: 'STALL#t', sk: `GOOD#${two(index)}`, version: 2, deletedAt: '2026', tombstone: 'good' },
      },
    }))
    for (let start = 0; start < left.length; start += 25) {
      await client.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: left.slice(start, start + 25) } }),
      )
    }
    await store.load([{ entity: 'stalls', row: { id: 't', name: 'T' } }, good('t', 3_000), good('t', 3_001)])
    count.reset()
    const { items, cursor } = await store.query('goods', { where: { stallId: 't' }, limit: 2 })
    expect(items.map(({ row }) => row.id)).toEqual(['3000', '3001'])
    expect(cursor).toBeNull()
    expect(count.sent.length).toBeLessThanOrEqual(20)
    const bound = createDynamoStore(marketModel, { client, layout, maxExamined: 1_000 })
    const first = await bound.query('goods', { where: { stallId: 't' }, limit: 2 })
    expect(first.items).toEqual([])
    expect(first.cursor).not.toBeNull()
  })
})

describe('batchGet', () => {
  const keysOf = (indexes: readonly number[]) => indexes.map((index) => ({ stallId: 'a', id: two(index) }))

  it('reads 100 at a time, each once, and answers in the order of the keys', async () => {
    const indexes = [...Array.from({ length: 250 }, (_, index) => index * 9), 9, 0, 9]
    count.reset()
    const found = await store.batchGet('goods', [...keysOf(indexes), { stallId: 'a', id: '' }])
    expect(count.sent).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem'])
    expect(found.map((stored) => stored?.row.id)).toEqual([
      ...indexes.map((index) => (index < 1_000 ? two(index) : undefined)),
      undefined,
    ])
  })

  it('asks again for what DynamoDB leaves unprocessed', async () => {
    const own = createDynamoClient({ endpoint: inject('endpoint') })
    const ownCount = countRequests(own)
    // The first answers have half of what was asked for.
    own.middlewareStack.add(
      (next) => async (request) => {
        const input = request.input as { RequestItems?: Record<string, { Keys: object[] }> }
        const asked = input.RequestItems?.[tableName]?.Keys ?? []
        if (asked.length < 4) return next(request)
        const half = asked.slice(asked.length / 2)
        const answer = await next({
          ...request,
          input: {
            ...input,
            RequestItems: { [tableName]: { ...input.RequestItems?.[tableName], Keys: half } },
          },
        })
        const left = asked.slice(0, asked.length / 2)
        Object.assign(answer.output, { UnprocessedKeys: { [tableName]: { Keys: left } } })
        return answer
      },
      { step: 'initialize', priority: 'low' },
    )
    const found = await createDynamoStore(marketModel, { client: own, layout }).batchGet(
      'goods',
      keysOf([0, 1, 2, 3, 4, 5]),
    )
    expect(found.map((stored) => stored?.row.id)).toEqual([0, 1, 2, 3, 4, 5].map(two))
    expect(ownCount.sent).toEqual(['BatchGetItem', 'BatchGetItem'])
  })

  it('reads more than the 16 MB that one answer of DynamoDB holds', async () => {
    const { toItem } = modelItems(marketModel, layout).of('goods')
    // A local index counts towards the 400 KB of an item.
    const note = 'x'.repeat(190_000)
    const meta = { version: 1, createdAt: '2026', updatedAt: '2026' }
    const rows = Array.from({ length: 95 }, (_, index) => ({ ...good('large', index).row, note }))
    for (const row of rows) {
      await client.send(new PutCommand({ TableName: tableName, Item: toItem({ row, meta }) }))
    }
    count.reset()
    const found = await store.batchGet(
      'goods',
      rows.map((_, index) => ({ stallId: 'large', id: two(index) })),
    )
    expect(found.filter((stored) => stored?.row.note?.length === note.length)).toHaveLength(rows.length)
    expect(count.sent).toEqual(['BatchGetItem', 'BatchGetItem'])
  })

  it('reads nothing for no keys, stops when it is told to', async () => {
    count.reset()
    expect(await store.batchGet('goods', [])).toEqual([])
    expect(count.sent).toEqual([])
    const signal = AbortSignal.abort()
    await expect(store.batchGet('goods', keysOf([1]), { signal })).rejects.toMatchObject({ code: 'aborted' })
    const asAny = store as unknown as Store
    await expect(asAny.get('goods', { stallId: 'a', id: '0001' }, { signal })).rejects.toMatchObject({
      code: 'aborted',
    })
  })
})
