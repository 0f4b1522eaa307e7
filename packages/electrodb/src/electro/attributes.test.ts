import { Entity } from 'electrodb'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { zodToElectroDBAttributes } from './attributes.ts'

const index = {
  primary: { pk: { field: 'pk', composite: ['id'] }, sk: { field: 'sk', composite: [] } },
} as const

/** An entity of our attributes, standing alone: what it writes and what it reads back. */
function entityOf(attributes: ReturnType<typeof zodToElectroDBAttributes>) {
  const schema = { model: { entity: 'thing', service: 'test', version: '1' }, attributes, indexes: index }
  const entity = new Entity(schema as never, { table: 'test' })
  return {
    put: (row: object): Record<string, unknown> => {
      const { Item } = entity.put(row as never).params<{ Item: Record<string, unknown> }>()
      const { pk: _pk, sk: _sk, __edb_e__: _entity, __edb_v__: _version, ...values } = Item
      return values
    },
    parse: (item: object): unknown =>
      entity.parse({ Item: { ...item, __edb_e__: 'thing', __edb_v__: '1', pk: '', sk: '' } } as never).data,
  }
}

const Node = z.object({
  at: z.date(),
  get next() {
    return z.array(Node)
  },
})

const AllKinds = z.object({
  id: z.string(),
  text: z.string().max(5).optional(),
  amount: z.number().int().optional(),
  flag: z.boolean().optional(),
  color: z.enum(['red', 'blue']).default('red'),
  when: z.date().optional(),
  nothing: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  holes: z.array(z.number().nullable()).optional(),
  gaps: z.array(z.number().optional()).optional(),
  place: z
    .object({ x: z.number(), at: z.date().optional(), inner: z.object({ y: z.number() }).optional() })
    .optional(),
  maybe: z.object({ at: z.date() }).nullable().optional(),
  stops: z.array(z.object({ at: z.date() })).optional(),
  grid: z.array(z.array(z.number())).optional(),
  byName: z.record(z.string(), z.date()).optional(),
  either: z.union([z.string(), z.date()]).optional(),
  big: z.bigint().optional(),
  step: z.literal([1, 2, 3]).optional(),
  agreed: z.literal(true).optional(),
  mixed: z.literal(['auto', 12]).optional(),
  sizes: z.set(z.number()).optional(),
  byDay: z.map(z.date(), z.bigint()).optional(),
  pair: z.tuple([z.string(), z.date()]).optional(),
  open: z.object({ x: z.number() }).catchall(z.date()).optional(),
  tree: Node.optional(),
  free: z.unknown(),
})

describe('zodToElectroDBAttributes', () => {
  it('maps each kind to a type of ElectroDB, and tells what is required', () => {
    const attributes = zodToElectroDBAttributes(AllKinds)
    const types = Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type]))
    expect(types).toEqual({
      id: 'string',
      text: 'string',
      amount: 'number',
      flag: 'boolean',
      color: ['red', 'blue'],
      when: 'any',
      nothing: 'any',
      tags: 'list',
      holes: 'any',
      gaps: 'any',
      place: 'map',
      maybe: 'any',
      stops: 'list',
      grid: 'list',
      byName: 'any',
      either: 'any',
      big: 'any',
      step: 'number',
      agreed: 'boolean',
      mixed: 'any',
      sizes: 'any',
      byDay: 'any',
      pair: 'any',
      open: 'any',
      tree: 'any',
      free: 'any',
    })
    expect(
      Object.entries(attributes)
        .filter(([, { required }]) => required)
        .map(([name]) => name),
    ).toEqual(['id'])
  })

  it('writes plain data and reads the same values back, Dates and null among them', () => {
    const entity = entityOf(zodToElectroDBAttributes(AllKinds))
    const at = new Date('2026-01-02T03:04:05.678Z')
    const row = {
      id: '1',
      text: '',
      amount: 0,
      flag: false,
      color: 'blue',
      when: at,
      nothing: null,
      tags: [],
      holes: [1, null],
      gaps: [1, undefined],
      place: { x: 1.5, at, inner: { y: 0 } },
      maybe: { at },
      stops: [{ at }],
      grid: [[1], []],
      byName: { first: at },
      either: at,
      big: 2n ** 100n,
      step: 2,
      agreed: true,
      mixed: 12,
      sizes: new Set<number>(),
      byDay: new Map([[at, -1n]]),
      pair: ['x', at],
      open: { x: 1, later: at },
      tree: { at, next: [{ at, next: [] }] },
      free: { deep: [null, 'x', at] },
    }
    const item = entity.put(row)
    expect(item['when']).toBe('2026-01-02T03:04:05.678Z')
    expect(JSON.parse(JSON.stringify(item))).toEqual(item)
    expect(entity.parse(item)).toStrictEqual(row)
  })

  it('tells null from absent', () => {
    const entity = entityOf(zodToElectroDBAttributes(AllKinds))
    expect(entity.put({ id: '1', nothing: null })).toEqual({ id: '1', color: 'red', nothing: null })
    expect(entity.put({ id: '1' })).toEqual({ id: '1', color: 'red' })
    expect(entity.parse({ id: '1', color: 'red' })).not.toHaveProperty('nothing')
  })

  it('validates each field by its own schema', () => {
    const entity = entityOf(zodToElectroDBAttributes(AllKinds))
    expect(() => entity.put({ id: '1', text: 'too long' })).toThrow(/text.*<=5 characters/)
    expect(() => entity.put({ id: '1', maybe: { at: 'soon' } })).toThrow(
      /maybe\.at: Invalid input: expected date/,
    )
    expect(() => entity.put({ id: '1', color: 'green' })).toThrow(/color/)
    expect(() => entity.put({})).toThrow(/id/)
  })

  it('takes and gives what is stored, where a client writes something else', () => {
    const isoDate = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    })
    const entity = entityOf(zodToElectroDBAttributes(z.object({ id: z.string(), at: isoDate })))
    const at = new Date(0)
    const item = entity.put({ id: '1', at })
    expect(item).toEqual({ id: '1', at: at.toISOString() })
    expect(entity.parse(item)).toEqual({ id: '1', at })
    expect(() => entity.put({ id: '1', at: at.toISOString() })).toThrow(/at.*expected date/)
  })

  it('takes Zod Mini as well', () => {
    const schema = mini.object({
      id: mini.string(),
      size: mini.optional(mini.number().check(mini.minimum(1))),
    })
    const entity = entityOf(zodToElectroDBAttributes(schema))
    expect(entity.put({ id: '1', size: 2 })).toEqual({ id: '1', size: 2 })
    expect(() => entity.put({ id: '1', size: 0 })).toThrow(/size/)
  })

  it('refuses a field that cannot be stored', () => {
    expect(() => zodToElectroDBAttributes(z.object({ id: z.string(), file: z.file() }))).toThrow(
      /z\.file\(\)/,
    )
  })
})
