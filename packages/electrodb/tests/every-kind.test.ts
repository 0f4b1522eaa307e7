import { defineEntity, defineModel } from '@throughline/schema'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { deriveEntities } from '../src/electro/derive-entities.ts'
import { freshTable, mutationId, type TestTable } from './shop-model.ts'

const Comment = z.object({
  at: z.date(),
  get replies() {
    return z.array(Comment)
  },
})
type Comment = z.output<typeof Comment>

const model = defineModel({
  service: 'kinds',
  entities: {
    things: defineEntity({
      singular: 'thing',
      schema: z.object({
        id: z.string().min(1),
        big: z.bigint(),
        bigOrText: z.union([z.bigint(), z.string()]),
        byDay: z.map(z.date(), z.set(z.number())),
        change: z.discriminatedUnion('type', [
          z.object({ type: z.literal('moved'), to: z.date() }),
          z.object({ type: z.literal('paid'), sum: z.bigint() }),
        ]),
        free: z.unknown(),
        gaps: z.array(z.date().nullable().optional()),
        level: z.literal([1, 2, 3]),
        measures: z.object({ width: z.number() }).catchall(z.union([z.number(), z.bigint()])),
        pair: z.tuple([z.string(), z.date()], z.bigint()),
        tags: z.set(z.string()),
        thread: z.array(Comment),
        either: z.array(z.union([z.date(), z.string(), z.null()])),
      }),
    }),
  },
})

const at = new Date('2026-01-02T03:04:05.678Z')
const deep = (levels: number): Comment => ({ at, replies: levels === 1 ? [] : [deep(levels - 1)] })

const row = {
  id: 'a',
  big: -(10n ** 60n),
  bigOrText: '10',
  byDay: new Map([[at, new Set([3, 1, 2])]]),
  change: { type: 'moved' as const, to: at },
  free: { $date: at.toISOString(), sets: [new Set(), new Map([[{ a: 1 }, undefined]])] },
  gaps: [undefined, null, at],
  level: 3 as const,
  measures: { width: 1.5, depth: 2n },
  pair: ['x', at, 1n, 2n] as [string, Date, ...bigint[]],
  tags: new Set<string>(),
  thread: [deep(100)],
  either: [at, at.toISOString(), null],
}
const other = {
  ...row,
  id: 'b',
  bigOrText: 10n,
  change: { type: 'paid' as const, sum: 7n },
  free: [at],
  tags: new Set(['b', 'a']),
  thread: [deep(3)],
}

describe('every kind of field, in DynamoDB', () => {
  let table: TestTable<typeof model>
  beforeAll(async () => {
    table = await freshTable(model)
    const outcomes = await table.store.push(
      [row, other].map((values) => ({
        op: 'insert' as const,
        mutationId: mutationId(),
        entity: 'things' as const,
        row: values,
      })),
    )
    expect(outcomes).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
  })

  it('is read back as it was', async () => {
    const { items } = await table.store.list('things')
    expect(items.map((stored) => stored.row)).toStrictEqual([row, other])
    expect([...((await table.store.get('things', { id: 'b' }))?.row.tags ?? [])]).toEqual(['b', 'a'])
  })

  it('is changed by an update', async () => {
    const changes = { big: 5n, bigOrText: '5', tags: new Set(['c']) }
    const key = { id: 'b' }
    const update = { op: 'update', mutationId: mutationId(), entity: 'things', key, changes } as const
    expect(await table.store.push([update])).toMatchObject([{ status: 'applied' }])
    expect((await table.store.get('things', key))?.row).toStrictEqual({ ...other, ...changes })
  })

  it('is read and written by the ElectroDB entity as well', async () => {
    const { things } = deriveEntities(model, { client: table.client, table: table.tableName })
    const { data } = await things.get({ id: 'a' }).go()
    expect(data).toMatchObject(row)
    const copy = { ...other, id: 'c', thread: [deep(40)] }
    await things.put(copy).go()
    expect((await table.store.get('things', { id: 'c' }))?.row).toStrictEqual(copy)
  })
})
