import type { EntityRow } from '@throughline/schema'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDynamoStore } from '../src/index.ts'
import { freshTable, shopModel, type TestTable } from './shop-model.ts'

type Shop = typeof shopModel
interface BatchOutput {
  UnprocessedItems?: Record<string, object[]>
}

let table: TestTable<Shop>
/** Given each batch that is about to be sent; may answer in DynamoDB's place. */
let intercept: (requests: object[], number: number) => BatchOutput | undefined
let batches: number[]
let together = 0
let mostTogether = 0

beforeEach(async () => {
  table = await freshTable(shopModel)
  batches = []
  together = 0
  mostTogether = 0
  intercept = () => undefined
  table.client.middlewareStack.add(
    (next, context) => async (arguments_) => {
      if (!String(context.commandName).startsWith('BatchWrite')) return next(arguments_)
      // Sound: the input of a batch.
      const { RequestItems } = arguments_.input as { RequestItems: Record<string, object[]> }
      const requests = RequestItems[table.tableName] ?? []
      batches.push(requests.length)
      const answer = intercept(requests, batches.length)
      if (answer) {
        const written = requests.filter(
          (request) => !answer.UnprocessedItems?.[table.tableName]?.includes(request),
        )
        if (written.length > 0) {
          await next({ ...arguments_, input: { RequestItems: { [table.tableName]: written } } })
        }
        return { output: { $metadata: {}, ...answer }, response: {} }
      }
      together += 1
      mostTogether = Math.max(mostTogether, together)
      return next(arguments_).finally(() => {
        together -= 1
      })
    },
    { step: 'initialize' },
  )
})

const customer = (id: string, name = id): EntityRow<Shop> => ({ entity: 'customers', row: { id, name } })
const customers = (count: number): EntityRow<Shop>[] =>
  Array.from({ length: count }, (_, index) => customer(`c${1000 + index}`))

async function stored(): Promise<string[]> {
  const { items } = await table.store.list('customers', { limit: 1000 })
  return items.map(({ row }) => row.name)
}

describe('load', () => {
  it('writes batches of 25, several at a time', async () => {
    expect(await table.store.load(customers(510))).toEqual({ rows: 510 })
    expect(batches.toSorted((a, b) => b - a)).toEqual([...Array.from({ length: 20 }, () => 25), 10])
    expect(mostTogether).toBeGreaterThan(1)
    expect(mostTogether).toBeLessThanOrEqual(8)
    expect(await stored()).toHaveLength(510)
  })

  it('writes again what DynamoDB leaves unprocessed', async () => {
    intercept = (requests, number) =>
      number <= 3 ? { UnprocessedItems: { [table.tableName]: requests.slice(number) } } : undefined
    const seen: number[] = []
    await table.store.load(customers(25), { onProgress: ({ rows }) => seen.push(rows) })
    expect(batches).toEqual([25, 24, 22, 19])
    expect(seen).toEqual([25])
    expect(await stored()).toHaveLength(25)
  })

  it('writes again what is throttled as a whole', async () => {
    intercept = (_requests, number) => {
      if (number > 2) return undefined
      throw Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' })
    }
    await table.store.load(customers(5))
    expect(batches).toEqual([5, 5, 5])
    expect(await stored()).toHaveLength(5)
  })

  it('keeps the last of rows with one key, in one batch and in two', async () => {
    const rows = [customer('a', 'first'), customer('a', 'second'), ...customers(60), customer('a', 'third')]
    expect(await table.store.load(rows)).toEqual({ rows: 63 })
    expect((await table.store.get('customers', { id: 'a' }))?.row.name).toBe('third')
  })

  it('keeps the last of two batches where the first is written late', async () => {
    intercept = (requests, number) =>
      number <= 3 ? { UnprocessedItems: { [table.tableName]: requests } } : undefined
    await table.store.load([customer('a', 'early'), ...customers(24), customer('a', 'late')])
    expect((await table.store.get('customers', { id: 'a' }))?.row.name).toBe('late')
  })

  it('takes rows only as fast as it writes them', async () => {
    const store = createDynamoStore(shopModel, {
      client: table.client,
      tableName: table.tableName,
      parallelBatches: 2,
    })
    let taken = 0
    let written = 0
    let most = 0
    const rows = (async function* source() {
      for (const row of customers(600)) {
        taken += 1
        most = Math.max(most, taken - written)
        yield row
      }
    })()
    await store.load(rows, { onProgress: (progress) => void (written = progress.rows) })
    expect(taken).toBe(600)
    expect(most).toBeLessThanOrEqual(3 * 25 + 1)
  })

  it('stops at the first error, and closes its source', async () => {
    let closed = false
    const rows = (function* source() {
      try {
        yield* customers(30)
        yield customer('bad', '')
        yield* customers(600)
      } finally {
        closed = true
      }
    })()
    await expect(table.store.load(rows)).rejects.toThrow(/customers.*name/)
    expect(closed).toBe(true)
    expect(batches.length).toBeLessThanOrEqual(1)
  })

  it('names an item that is too large, and a value that cannot be stored', async () => {
    await expect(
      table.store.load([customer('a'), customer('big', 'x'.repeat(420_000))]),
    ).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('CUSTOMER#big'),
    })
    await expect(table.store.load([customer('half', 'a\uD800')])).rejects.toThrow(
      /customers cannot be stored\. name: /,
    )
  })

  it('stops waiting for a throttled table when it is told to', async () => {
    const controller = new AbortController()
    intercept = (requests, number) => {
      if (number === 4) controller.abort()
      return { UnprocessedItems: { [table.tableName]: requests } }
    }
    const loading = table.store.load(customers(3), { signal: controller.signal })
    await expect(loading).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
  })
})

describe('clear', () => {
  it('deletes in batches, and tells the progress', async () => {
    await table.store.load(customers(60))
    const seen: number[] = []
    expect(await table.store.clear({ onProgress: ({ rows }) => seen.push(rows) })).toEqual({ rows: 60 })
    expect(seen.at(-1)).toBe(60)
    expect(await stored()).toEqual([])
  })
})
