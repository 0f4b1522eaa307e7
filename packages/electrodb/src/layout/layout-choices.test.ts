import { type AnyModel, defineEntity, defineModel, StoreError } from '@throughline/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ticketsLayout, ticketsModel } from '../../tests/tickets-model.ts'
import { deriveEntities } from '../electro/derive-entities.ts'
import { modelItems } from '../items/item.ts'
import { layoutHash } from './layout-hash.ts'
import { tableLayoutMarkdown } from './layout-markdown.ts'
import { createTableInput } from './table.ts'
import { type LayoutOptions, tableLayout } from './table-layout.ts'
import { tenantLayout } from './tenancy.ts'

const layout = tableLayout(ticketsModel, ticketsLayout)
const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }

function problemOf(options: LayoutOptions, model: AnyModel = ticketsModel): string {
  try {
    tableLayout(model, options)
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code: 'invalid' })
    return (error as StoreError).message
  }
  return ''
}

describe('a local index', () => {
  it('is a slot within the root’s partitions, by entity, parent and value', () => {
    expect(layout.indexes.map(({ name }) => name)).toEqual(['GSI1', 'GSI2', 'GSI3', 'LSI1', 'LSI2'])
    expect(layout.indexes.at(-1)).toEqual({ name: 'LSI2', type: 'local', pk: 'pk', sk: 'lsi2sk' })
    const local = (entity: string) =>
      layout.entities[entity]?.lookups
        .filter(({ by }) => by === 'local')
        .map(({ index, pk, sk }) => [index, pk, sk])
    expect(local('tickets')).toEqual([
      ['LSI1', 'PROJECT#${projectId}', 'TICKET#${points}'],
      ['LSI2', 'PROJECT#${projectId}', 'TICKET#${dueAt}'],
    ])
    expect(local('comments')).toEqual([['LSI1', 'PROJECT#${projectId}', 'COMMENT#${ticketId}#${text}']])
  })

  it('moves no other lookup', () => {
    const without = tableLayout(ticketsModel)
    const global = (of: typeof layout) =>
      Object.values(of.entities).map(({ lookups }) => lookups.filter(({ by }) => by !== 'local'))
    const { sparse: _, ...unconditional } = ticketsLayout
    expect(global(tableLayout(ticketsModel, unconditional))).toEqual(global(without))
    expect(layout.indexes.slice(0, 3)).toEqual(without.indexes)
  })

  it('is part of the table that is created', () => {
    const local = (name: string, sk: string) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: sk, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    })
    const input = createTableInput(layout)
    expect(input.LocalSecondaryIndexes).toEqual([local('LSI1', 'lsi1sk'), local('LSI2', 'lsi2sk')])
    expect(input.GlobalSecondaryIndexes).toHaveLength(3)
    const names = input.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)
    expect(names).toEqual([
      'pk',
      'sk',
      ...[1, 2, 3].flatMap((n) => [`gsi${n}pk`, `gsi${n}sk`]),
      'lsi1sk',
      'lsi2sk',
    ])
  })

  it('holds the rows of one parent side by side, in the order of the values, and those with a value alone', () => {
    const comments = modelItems(ticketsModel, layout).of('comments')
    const key = (ticketId: string, text: string): string =>
      String(
        comments.toItem({ row: { id: 'c', projectId: 'p', ticketId, text, at: meta.createdAt }, meta })[
          'lsi1sk'
        ],
      )
    const text = comments.lookups.find(({ layout: { by } }) => by === 'local')
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '!', '$'), minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(part, part, fc.string(), fc.string(), (mine, other, a, b) => {
        const prefix = text?.beforeValue({ ticketId: mine }) ?? ''
        expect(key(mine, a).startsWith(prefix)).toBe(true)
        if (mine !== other) expect(key(other, b).startsWith(prefix)).toBe(false)
        const order = (left: string, right: string): number =>
          Buffer.compare(Buffer.from(left), Buffer.from(right))
        expect(order(key(mine, a), key(mine, b))).toBe(order(a, b))
      }),
    )
    const tickets = modelItems(ticketsModel, layout).of('tickets')
    const item = tickets.toItem({
      row: { id: 't', projectId: 'p', status: 'open', points: -2, endsAt: null },
      meta,
    })
    expect(item).toMatchObject({ pk: 'PROJECT#p', lsi1sk: 'TICKET#-9999999999999997~' })
    expect(item).not.toHaveProperty('lsi2sk')
  })

  it('is refused where it could not be, with all that is wrong', () => {
    const fields = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`f${index}`, z.string()]))
    const wide = defineModel({
      service: 'wide',
      entities: {
        as: defineEntity({ schema: z.object({ id: z.string(), list: z.array(z.string()) }) }),
        bs: defineEntity({
          schema: z.object({ id: z.string(), aId: z.string(), o: z.object({}), ...fields }),
        }),
      },
    })
    expect(tableLayout(wide, { local: { bs: Object.keys(fields).slice(1) } }).indexes.at(-1)?.name).toBe(
      'LSI5',
    )
    expect(problemOf({ local: { bs: Object.keys(fields) } }, wide)).toMatch(
      /"bs" has 6 local indexes, and a table has 5: choose fewer/,
    )
    const problem = problemOf({ local: { as: ['list'], bs: ['f1', 'f1', 'o', 'no'], cs: [] } }, wide)
    expect(problem).toMatch(/"as" cannot have a local index: it has no parent/)
    expect(problem).toMatch(/"as" cannot have a local index of "list": its values \(array\) have no order/)
    expect(problem).toMatch(/"bs" has the local index of "f1" twice/)
    expect(problem).toMatch(/"bs" cannot have a local index of "o": its values \(object\)/)
    expect(problem).toMatch(/"bs" has no field "no": it has id, aId, o, f0/)
    expect(problem).toMatch(/`local` names "cs", which the model does not have: it has as, bs/)
  })
})

describe('a sparse index', () => {
  const tickets = modelItems(ticketsModel, layout).of('tickets')
  const row = { id: 't', projectId: 'p', status: 'open', urgent: true, dueAt: new Date(0), endsAt: null }
  const keysOf = (changes: object) => {
    const { gsi3pk, gsi3sk } = tickets.toItem({ row: { ...row, ...changes }, meta })
    return [gsi3pk, gsi3sk]
  }

  it('holds rows with these values alone', () => {
    expect(layout.entities['tickets']?.lookups[0]).toMatchObject({
      fields: ['dueAt'],
      index: 'GSI3',
      when: { status: 'open', urgent: true },
    })
    expect(keysOf({})).toEqual(['TICKET#dueAt', '#1970-01-01T00:00:00.000Z'])
    for (const changes of [{ status: 'done' }, { urgent: false }, { urgent: undefined }, { dueAt: null }]) {
      expect(keysOf(changes)).toEqual([undefined, undefined])
    }
    // The local index of the same field has no condition.
    expect(tickets.toItem({ row: { ...row, status: 'done' }, meta })).toHaveProperty('lsi2sk')
  })

  it('is told by its lookup', () => {
    const [dueAt] = tickets.lookups
    expect([row, { ...row, status: 'done' }, { ...row, urgent: 1 }].map((of) => dueAt?.has(of))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('is refused with a condition that never holds, or without an index', () => {
    const problem = (when: Record<string, never>, field = 'dueAt') =>
      problemOf({ sparse: { tickets: { [field]: when } } })
    const wrong = {
      status: 'none',
      urgent: 'yes',
      points: Number.NaN,
      endsAt: '2026',
      no: 1,
      projectId: null,
    } as never
    expect(problem(wrong)).toMatch(/compares "status" \(enum\) with "none", which it never is/)
    for (const field of ['urgent', 'points', 'endsAt', 'projectId']) {
      expect(problem(wrong)).toContain(`compares "${field}"`)
    }
    expect(problem(wrong)).toMatch(/"tickets" has no field "no"/)
    expect(problem({})).toMatch(/The sparse index of "tickets.dueAt" has no condition/)
    expect(problem({ status: 'open' } as never, 'points')).toMatch(
      /"tickets.points" has no index to be sparse/,
    )
    expect(problemOf({ sparse: { tickets: { dueAt: { endsAt: null } } } })).toBe('')
  })
})

describe('expiry', () => {
  it('is refused by what is no time', () => {
    const problem = problemOf({ expires: { tickets: 'points', comments: 'text', projects: 'no', no: 'at' } })
    expect(problem).toMatch(
      /"tickets" cannot expire by "points": take a date, an ISO date-time or a whole number/,
    )
    expect(problem).toMatch(/"comments" cannot expire by "text"/)
    expect(problem).toMatch(/"projects" has no field "no"/)
    expect(problem).toMatch(/`expires` names "no", which the model does not have/)
  })
})

describe('what was chosen', () => {
  it('is written by the ElectroDB entities as by the store', () => {
    const rows = fc.record(
      {
        id: fc.constantFrom('a', 'b'),
        projectId: fc.constantFrom('p', 'q'),
        status: fc.constantFrom('open' as const, 'done' as const),
        urgent: fc.boolean(),
        dueAt: fc.option(fc.date({ noInvalidDate: true })),
        points: fc.integer(),
        endsAt: fc.option(fc.date({ noInvalidDate: true })),
      },
      { requiredKeys: ['id', 'projectId', 'status', 'endsAt'], noNullPrototype: true },
    )
    const seen = { sparse: 0, expires: 0 }
    for (const tenancy of [undefined, 'attribute', 'prefix', 'table'] as const) {
      const options = { ...ticketsLayout, ...(tenancy && { tenancy }) }
      const tenant = tenancy && 'acme'
      const all = tableLayout(ticketsModel, options)
      const items = modelItems(ticketsModel, tenantLayout(all, tenant))
      const { tickets } = deriveEntities(ticketsModel, { layout: all, ...(tenant && { tenant }) })
      fc.assert(
        fc.property(rows, (row) => {
          const item = items.of('tickets').toItem({ row, meta })
          const { Item } = tickets.put({ ...row, ...meta }).params<{ Item: object }>()
          expect(item).toEqual({ ...Item, updatedAt: meta.updatedAt })
          expect('tenant' in item).toBe(tenancy === 'attribute')
          seen.sparse += Number('gsi3pk' in item)
          seen.expires += Number('ttl' in item)
        }),
      )
    }
    expect(Math.min(seen.sparse, seen.expires)).toBeGreaterThan(10)
  })

  it('is read-only to ElectroDB, which could not keep the keys in step', () => {
    const { tickets } = deriveEntities(ticketsModel, { layout })
    const key = { projectId: 'p', id: 't' }
    for (const change of [{ dueAt: null }, { status: 'done' as const }, { endsAt: null }, { points: 1 }]) {
      expect(() => tickets.update(key).set(change).params()).toThrow(/Read-Only/)
    }
  })

  it('is another table: it counts in the hash', async () => {
    const { expires, local, sparse } = ticketsLayout
    const options: LayoutOptions[] = [
      {},
      { expires },
      { local },
      { sparse },
      { tenancy: 'prefix' },
      { tenancy: 'attribute' },
    ]
    const hashes = await Promise.all(options.map((of) => layoutHash(tableLayout(ticketsModel, of))))
    expect(new Set(hashes).size).toBe(options.length)
    expect(hashes[0]).toBe('9aa4e0e87e22eab06475c37988b93e16cd1bfadab6b8b2b043e9819d34695bee')
    expect(await layoutHash(tableLayout(ticketsModel, { ...ticketsLayout, tenancy: 'prefix' }))).toBe(
      '4312db72d3e815df8505c9fd86944a0238b5a6a3ad627812731db2d87e739929',
    )
  })

  it('is in the Markdown of the table, with a warning of what local indexes cost', () => {
    const text = tableLayoutMarkdown(tableLayout(ticketsModel, { ...ticketsLayout, tenancy: 'prefix' }))
    expect(text).toContain('keeps at most 10 GB under one partition key')
    expect(text).toContain(
      '| comments.text | text | local | LSI1 | `TENANT#${tenant}#PROJECT#${projectId}` / `COMMENT#${ticketId}#${text}` |',
    )
    expect(text).toContain(
      '| tickets.dueAt | dueAt, where `{"status":"open","urgent":true}` | value | GSI3 |',
    )
    expect(text).toContain('| projects | closesAt | `ttl` |')
    expect(text).toContain('each has partitions of its own.')
    const plain = tableLayoutMarkdown(tableLayout(ticketsModel))
    expect(plain).not.toMatch(/Local|Expiry|Tenants|10 GB/)
  })
})
