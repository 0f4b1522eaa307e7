import {
  defineEntity,
  defineModel,
  type EntityRow,
  fieldMeta,
  type ListOptions,
  type Store,
} from '@throughline/schema'
import { ordersModel, ordersRows, orgModel, orgRows, uuidOf } from '@throughline/schema/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createDynamoStore } from '../src/index.ts'
import { freshTable, mutationId } from './shop-model.ts'

const indexed = { indexed: true }
const eventsModel = defineModel({
  service: 'events',
  entities: {
    events: defineEntity({
      schema: z.object({
        id: z.string(),
        title: z.string().register(fieldMeta, indexed),
        score: z.number().nullable().register(fieldMeta, indexed),
        at: z.date().optional().register(fieldMeta, indexed),
        size: z.bigint().register(fieldMeta, indexed),
        open: z.boolean().register(fieldMeta, indexed),
        level: z.enum(['high', 'low']).register(fieldMeta, indexed),
      }),
    }),
  },
})
type EventRow = EntityRow<typeof eventsModel>['row']
const scores = [-1000.5, -3, -0.25, 0, 0.125, 7, 42, 42.5, 1e9]
const titles = ['', 'a', 'ab', 'abc', 'b', 'ä', '#', 'a#b', 'zz']
const events = scores.map((score, index): EntityRow<typeof eventsModel> => ({
  entity: 'events',
  row: {
    id: `e${index}`,
    title: titles[index] ?? '',
    score,
    at: new Date(index * 1e11),
    size: BigInt(index - 4) * 10n ** 20n,
    open: index % 2 === 0,
    level: index < 3 ? 'low' : 'high',
  },
}))
const bare: EntityRow<typeof eventsModel> = {
  entity: 'events',
  row: { id: 'bare', title: 'none', score: null, size: 0n, open: false, level: 'low' },
}

describe('a list by an indexed field', () => {
  let store: Store<typeof eventsModel>
  beforeAll(async () => {
    const { client, tableName } = await freshTable(eventsModel)
    store = createDynamoStore(eventsModel, { client, tableName })
    await store.load([...events.toReversed(), bare])
  })
  const found = async (where: ListOptions<EventRow>['where']) =>
    (await store.list('events', { where })).items.map(({ row }) => row)

  it('finds equal values of every kind, and no row without one', async () => {
    for (const { row } of events) {
      expect((await found({ title: row.title })).map(({ id }) => id)).toEqual([row.id])
      expect((await found({ score: row.score ?? 0 })).map(({ id }) => id)).toEqual([row.id])
      expect((await found({ at: row.at ?? new Date() })).map(({ id }) => id)).toEqual([row.id])
    }
    expect((await found({ size: 0n })).map(({ id }) => id).toSorted()).toEqual(['bare', 'e4'])
    expect((await found({ open: true })).map(({ id }) => id).toSorted()).toEqual([
      'e0',
      'e2',
      'e4',
      'e6',
      'e8',
    ])
    expect((await found({ level: 'low' })).map(({ id }) => id).toSorted()).toEqual(['bare', 'e0', 'e1', 'e2'])
    expect(await found({ title: 'no such' })).toEqual([])
  })

  it('finds ranges, in the order of the values, with their bounds or without', async () => {
    const within = async (range: object) => (await found({ score: range })).map(({ score }) => score)
    expect(await within({ gte: -1e6 })).toEqual(scores)
    expect(await within({ gt: -3 })).toEqual(scores.slice(2))
    expect(await within({ lt: 42 })).toEqual(scores.slice(0, 6))
    expect(await within({ lte: 42 })).toEqual(scores.slice(0, 7))
    expect(await within({ gte: -3, lte: 42 })).toEqual(scores.slice(1, 7))
    expect(await within({ gt: -3, lt: 42 })).toEqual(scores.slice(2, 6))
    expect(await within({ gt: 42, lt: -3 })).toEqual([])
    expect((await found({ size: { gte: -(10n ** 21n), lt: 0n } })).map(({ id }) => id)).toEqual([
      'e0',
      'e1',
      'e2',
      'e3',
    ])
    expect((await found({ at: { gt: new Date(6e11) } })).map(({ id }) => id)).toEqual(['e7', 'e8'])
  })

  it('finds texts by their beginning, and all of them by an empty one', async () => {
    expect((await found({ title: { startsWith: 'a' } })).map(({ title }) => title)).toEqual([
      'a',
      'a#b',
      'ab',
      'abc',
    ])
    expect(await found({ title: { startsWith: '' } })).toHaveLength(events.length + 1)
  })

  it('reads page by page, also through equal values', async () => {
    for (const where of [{ open: true }, { score: { gt: -3, lt: 42.5 } }] as const) {
      const ids: string[] = []
      let cursor: string | undefined
      do {
        const page = await store.list('events', { where, limit: 2, cursor })
        expect(page.items.length).toBeLessThanOrEqual(2)
        ids.push(...page.items.map(({ row }) => row.id))
        cursor = page.cursor ?? undefined
      } while (cursor !== undefined)
      expect(ids.toSorted()).toEqual((await found(where)).map(({ id }) => id).toSorted())
      expect(new Set(ids).size).toBe(ids.length)
    }
    const { cursor } = await store.list('events', { where: { open: true }, limit: 1 })
    const other = store.list('events', { where: { open: false }, cursor: cursor ?? '' })
    await expect(other).rejects.toThrow(/another query/)
  })

  it('follows updates, to a value and from one', async () => {
    const update = async (changes: object) =>
      store.push([{ op: 'update', mutationId: mutationId(), entity: 'events', key: { id: 'bare' }, changes }])
    await update({ score: 77 })
    expect((await found({ score: 77 })).map(({ id }) => id)).toEqual(['bare'])
    await update({ score: null })
    expect(await found({ score: 77 })).toEqual([])
  })

  it('leaves out rows without a value in the order of the values, in both directions', async () => {
    const ordered = async (direction: 'asc' | 'desc') =>
      (await store.list('events', { orderBy: { score: direction } })).items.map(({ row }) => row.score)
    expect(await ordered('asc')).toEqual(scores)
    expect(await ordered('desc')).toEqual(scores.toReversed())
  })

  it('says what it cannot do', async () => {
    const list = async (options: object) => store.list('events', options)
    await expect(list({ where: { score: '7' } })).rejects.toThrow(
      '"events.score" asked by "eq" takes a finite number or null, not text.',
    )
    await expect(list({ where: { score: { startsWith: '7' } } })).rejects.toThrow(
      /"events.score" cannot be asked by "startsWith"/,
    )
    await expect(list({ where: { score: { near: 1 } } })).rejects.toThrow(/cannot be asked by "near"/)
    await expect(list({ orderBy: { title: 'asc' }, consistent: true })).rejects.toThrow(
      /answered by an index, which DynamoDB updates within moments/,
    )
  })
})

describe('a list by a foreign key', () => {
  it('finds rows by each of two keys to one target, by one that may be null, and by one to its own entity', async () => {
    const { client, tableName } = await freshTable(ordersModel)
    const store = createDynamoStore(ordersModel, { client, tableName })
    await store.load(ordersRows)
    const numbers = async (where: object) =>
      (await store.list('orders', { where })).items.map(({ row }) => row.orderNumber)
    expect(await numbers({ billingAddressId: uuidOf(1) })).toEqual([1, 2, 10])
    expect(await numbers({ shippingAddressId: uuidOf(1) })).toEqual([2, 10])
    expect(await numbers({ shippingAddressId: uuidOf(2) })).toEqual([])
    expect(await numbers({ shippingAddressId: 'a#b' })).toEqual([])
    const where = { billingAddressId: uuidOf(1) }
    const first = await store.list('orders', { where, limit: 2 })
    const rest = await store.list('orders', { where, cursor: first.cursor ?? '' })
    expect(rest.items.map(({ row }) => row.orderNumber)).toEqual([10])
    const lines = await store.list('orderLines', { where: { sku: 'ABC-0002' } })
    expect(lines.items.map(({ row }) => [row.orderNumber, row.line])).toEqual([
      [1, 2],
      [10, 1],
    ])
    // A root further up: the table's own key finds the rows, consistently.
    expect(
      (await store.list('orderLines', { where: { customerNumber: 9, country: 'DE' } })).items,
    ).toHaveLength(3)
  })

  it('finds the reports of a manager and the members of a project', async () => {
    const { client, tableName } = await freshTable(orgModel)
    const store = createDynamoStore(orgModel, { client, tableName })
    await store.load(orgRows)
    const { items } = await store.list('people', { where: { managerId: uuidOf(21) } })
    expect(items.map(({ row }) => row.id)).toEqual([uuidOf(22), uuidOf(23)])
    expect((await store.list('people', { where: { mentorId: uuidOf(22) } })).items).toHaveLength(1)
    expect((await store.list('assignments', { where: { projectId: uuidOf(31) } })).items).toHaveLength(2)
    expect((await store.list('assignments', { where: { companyId: uuidOf(1) } })).items).toHaveLength(3)
  })
})
