import { defineEntity, defineModel } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'

/** Rows of an entity with these fields, each parsed as it is read. */
function rowsOf<TShape extends z.core.$ZodShape>(shape: TShape, things = 200) {
  // Sound: what the shape holds besides is not known to the model's types, and read through the schema's own.
  const schema = z.object({ id: z.uuid(), ...shape }) as unknown as z.ZodObject<{ id: z.ZodUUID }>
  const model = defineModel({ service: 'kinds', entities: { things: defineEntity({ schema }) } })
  return [...fake(model, { seed: 5, counts: { things } })].map(({ row }) => {
    expect(model.entities.things.variants.row.parse(row)).toEqual(row)
    return row as unknown as z.output<z.ZodObject<TShape>> & { id: string }
  })
}

const share = (values: readonly unknown[], test: (value: unknown) => boolean) =>
  values.filter(test).length / values.length

describe('fake, kinds of fields', () => {
  it('numbers stay within bounds that are exclusive, and on their steps', () => {
    for (const { open, step, whole, tight } of rowsOf({
      open: z.number().gt(2).lt(2.5),
      step: z.number().gt(0).lte(1).multipleOf(0.05),
      whole: z.int().gt(3).lt(6).multipleOf(0.5),
      tight: z.number().min(0.001).max(0.002),
    })) {
      expect(open > 2 && open < 2.5 && step > 0 && step <= 1).toBe(true)
      expect(whole === 4 || whole === 5).toBe(true)
      expect(tight >= 0.001 && tight <= 0.002).toBe(true)
    }
  })

  it('bigints and dates stay within their bounds, and use all of them', () => {
    const rows = rowsOf({
      amount: z.bigint().gt(10n).lte(14n),
      far: z.bigint().min(2n ** 80n),
      on: z.date().min(new Date('2031-01-01')).max(new Date('2031-01-03')),
    })
    expect(new Set(rows.map(({ amount }) => amount))).toEqual(new Set([11n, 12n, 13n, 14n]))
    expect(new Set(rows.map(({ on }) => on.getUTCDate())).size).toBeGreaterThan(1)
  })

  it('lists, sets, maps and records have as many entries as they may have', () => {
    const rows = rowsOf({
      list: z.array(z.string()).min(2).max(3),
      set: z
        .set(z.enum(['a', 'b', 'c']))
        .min(2)
        .max(3),
      map: z.map(z.string(), z.int()).min(2).max(4),
      every: z.record(z.enum(['x', 'y']), z.boolean()),
      some: z.record(z.string().regex(/^[a-z]{3}$/), z.int()),
      pair: z.tuple([z.string(), z.int()], z.boolean()),
    })
    expect(new Set(rows.map(({ list }) => list.length))).toEqual(new Set([2, 3]))
    expect(new Set(rows.map(({ set }) => set.size))).toEqual(new Set([2, 3]))
    expect(new Set(rows.map(({ map }) => map.size))).toEqual(new Set([2, 3, 4]))
    expect(new Set(rows.map(({ every }) => Object.keys(every).toSorted().join('')))).toEqual(new Set(['xy']))
    expect(new Set(rows.map(({ pair }) => pair.length))).toEqual(new Set([2, 3, 4]))
  })

  it('unions give each of their options, also where one of them takes another maker', () => {
    const rows = rowsOf({
      plain: z.union([z.string().regex(/^[A-Z]{4}$/), z.int(), z.boolean()]),
      told: z.discriminatedUnion('type', [
        z.object({ type: z.literal('card'), number: z.string().refine((text) => /^\d+$/.test(text)) }),
        z.object({ type: z.literal('bank'), iban: z.iban() }),
      ]),
      literal: z.literal([1, 'two', false, null]),
      native: z.enum({ Low: 1, High: 2 }),
    })
    expect(new Set(rows.map(({ plain }) => typeof plain))).toEqual(new Set(['string', 'number', 'boolean']))
    expect(new Set(rows.map(({ told }) => told.type))).toEqual(new Set(['card', 'bank']))
    expect(new Set(rows.map(({ literal }) => literal))).toEqual(new Set([1, 'two', false, null]))
    expect(new Set(rows.map(({ native }) => native))).toEqual(new Set([1, 2]))
  })

  it('recursive values come to an end, whichever way they go on', () => {
    interface Node {
      readonly name: string
      readonly children: readonly Node[]
    }
    const Folder = z.object({
      name: z.string(),
      get children() {
        return z.array(Folder).max(9)
      },
    })
    const json: z.ZodType = z.lazy(() =>
      z.union([z.array(json).min(1), z.record(z.string(), json), z.string()]),
    )
    // Every list has a first item; only the union leads out.
    const term: z.ZodType = z.lazy(() =>
      z.union([z.tuple([z.literal('not'), term]), z.tuple([term, term]), z.int()]),
    )
    const depthOf = ({ children }: Node): number => 1 + Math.max(0, ...children.map(depthOf))
    const rows = rowsOf({ folder: Folder, json, term })
    const depths = rows.map(({ folder }) => depthOf(folder))
    expect(Math.max(...depths)).toBeGreaterThan(2)
    expect(Math.max(...depths)).toBeLessThan(6)
    expect(
      share(
        rows.map(({ term: value }) => value),
        Array.isArray,
      ),
    ).toBeGreaterThan(0.3)
    expect(
      share(
        rows.map(({ json: value }) => value),
        Array.isArray,
      ),
    ).toBeGreaterThan(0.1)
  })

  it('objects hold what their catchall names, and nothing else that they do not', () => {
    const rows = rowsOf({
      more: z.object({ name: z.string() }).catchall(z.int()),
      strict: z.strictObject({ name: z.string() }),
    })
    expect(rows.filter(({ more }) => Object.keys(more).length > 1).length).toBeGreaterThan(40)
    expect(rows.every(({ strict }) => Object.keys(strict).join() === 'name')).toBe(true)
  })

  it('rows are what is read: decoded, with every default filled in', () => {
    let calls = 0
    const rows = rowsOf({
      at: z.codec(z.iso.datetime(), z.date(), {
        decode: (text) => new Date(text),
        encode: (date) => date.toISOString(),
      }),
      count: z.string().transform(Number).pipe(z.number().min(3).max(9)),
      status: z.enum(['draft', 'done']).default('draft'),
      made: z.iso.datetime().default(() => {
        calls += 1
        return new Date().toISOString()
      }),
    })
    expect(rows.every(({ at, count, made }) => at instanceof Date && count >= 3 && made < '2026')).toBe(true)
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['draft', 'done']))
    // A default that reads the clock would give other rows tomorrow.
    expect(calls).toBe(0)
  })

  it('what may be absent is, in one of five rows', () => {
    const rows = rowsOf(
      { some: z.string().optional(), none: z.int().nullable(), both: z.string().nullish() },
      1000,
    )
    for (const values of [
      rows.map(({ some }) => some),
      rows.map(({ none }) => none),
      rows.map(({ both }) => both),
    ]) {
      expect(share(values, (value) => value == null)).toBeGreaterThan(0.14)
      expect(share(values, (value) => value == null)).toBeLessThan(0.26)
    }
  })

  it('refinements are met by trying: of one field, and of several', () => {
    const schema = z
      .object({ id: z.uuid(), low: z.int(), sum: z.int(), high: z.int(), code: z.string() })
      .refine(({ low, high, sum }) => sum > low + high, { path: ['sum'] })
      .refine(({ code }) => code.includes('a'))
    const model = defineModel({ service: 'refined', entities: { things: defineEntity({ schema }) } })
    const rows = [...fake(model, { seed: 5, counts: { things: 100 } })]
    expect(rows.filter(({ row }) => !schema.safeParse(row).success)).toEqual([])
  })

  it('pairs are in order: start and end, smallest and largest, made and changed', () => {
    const rows = rowsOf({
      startDate: z.iso.date(),
      endDate: z.iso.date().nullable(),
      opensAt: z.iso.time(),
      closesAt: z.iso.time(),
      minPrice: z.number().min(0).max(10),
      maxPrice: z.number().min(0).max(10),
      created_on: z.date(),
      updated_on: z.date().optional(),
      // Of other types they are no pair.
      from: z.string(),
      to: z.string(),
    })
    for (const row of rows) {
      expect(row.endDate === null || row.startDate <= row.endDate).toBe(true)
      expect(row.opensAt <= row.closesAt && row.minPrice <= row.maxPrice).toBe(true)
      expect(row.updated_on === undefined || row.created_on <= row.updated_on).toBe(true)
    }
    expect(new Set(rows.map(({ minPrice }) => minPrice)).size).toBeGreaterThan(20)
  })
})
