import { createDynamoClient, createDynamoStore, createTable, tableLayout } from '@throughline/electrodb'
import { defineEntity, defineModel, fieldMeta, type LoadRefusal, type SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { describe, expect, inject, it } from 'vitest'
import * as z from 'zod'

const model = defineModel({
  service: 'load-refusals',
  entities: {
    authors: defineEntity({
      schema: z.object({
        id: z.string(),
        name: z.string().min(1),
        email: z.string().register(fieldMeta, { unique: true }),
      }),
    }),
  },
})

async function dynamoStore(shards: number): Promise<SyncStore> {
  const client = createDynamoClient({ endpoint: inject('endpoint') })
  const layout = tableLayout(model, { tableName: `load-refusals-${crypto.randomUUID()}`, shards })
  await createTable(client, layout)
  // Sound: any entity's rows are asked for by name here.
  return createDynamoStore(model, { client, layout }) as unknown as SyncStore
}

const author = (n: number, over = {}) => ({
  entity: 'authors',
  row: { id: `a${n}`, name: 'Ann', email: `ann${n}@example.org`, ...over },
})

const wrong = new Map<number, { entity: string; row: Record<string, unknown> }>([
  [3, author(3, { name: '' })],
  [70, author(70, { email: 'ann5@example.org' })],
  [150, { entity: 'nobody', row: {} }],
  [199, author(199, { name: 7 })],
])
const rows = Array.from({ length: 200 }, (_, n) => wrong.get(n) ?? author(n))

const places = {
  'an empty table': () => dynamoStore(1),
  'a table with rows': async (): Promise<SyncStore> => {
    const store = await dynamoStore(3)
    await store.load([author(1000)])
    return store
  },
  memory: async () => memoryStore(model) as unknown as SyncStore,
}

describe.each(Object.entries(places))('load into %s', (_name, place) => {
  it('leaves out the rows that it tells of, and says how far the others are', async () => {
    const store = await place()
    const before = (await store.list('authors', { limit: 1000 })).items.length
    const refusals: LoadRefusal[] = []
    const settled: number[] = []
    const loaded = await store.load(rows, {
      onRefused: (refusal) => refusals.push(refusal),
      onSettled: (count) => settled.push(count),
    })
    expect(loaded).toEqual({ rows: 196 })
    // Of two rows with one value, the one that came second: shards write side by side.
    const taken = refusals.find(({ error }) =>
      error.message.includes('Another author has this email already.'),
    )
    expect([5, 70]).toContain(taken?.index)
    expect(taken).toMatchObject({ entity: 'authors', row: { id: `a${taken?.index}` } })
    const others = refusals.filter((refusal) => refusal !== taken).map(({ index }) => index)
    expect(others.toSorted((a, b) => a - b)).toEqual([3, 150, 199])
    expect(settled).toEqual(settled.toSorted((a, b) => a - b))
    expect(settled.at(-1)).toBe(200)
    const { items } = await store.list('authors', { limit: 1000 })
    expect(items).toHaveLength(before + 196)
  })

  it('has written every row before the place that it tells', async () => {
    const store = await place()
    const given: string[] = []
    let checked = 0
    const many = Array.from({ length: 2000 }, (_, n) => author(n))
    const stop = new AbortController()
    let settled = 0
    const load = store.load(
      (function* () {
        for (const one of many) {
          given.push(one.row.id)
          yield one
        }
      })(),
      {
        signal: stop.signal,
        onSettled: (count) => {
          settled = count
          if (count > 700) stop.abort()
        },
      },
    )
    await load.catch(() => undefined)
    for (const key of many.slice(0, settled)) {
      if (checked % 50 === 0) expect(await store.get('authors', { id: key.row.id })).toBeDefined()
      checked += 1
    }
    expect(settled).toBeGreaterThan(700)
    expect(settled).toBeLessThanOrEqual(given.length)
  })

  it('ends at the first of them where nobody asks', async () => {
    await expect((await place()).load(rows)).rejects.toThrow('name')
  })
})
