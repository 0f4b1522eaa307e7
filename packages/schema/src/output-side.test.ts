import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { outputSide } from './output-side.ts'

const toNumber = z.codec(z.string(), z.number(), { decode: Number, encode: String })

function accepts(schema: z.core.$ZodType, value: unknown): boolean {
  const result = z.safeParse(schema, value)
  // What is read is never changed.
  if (result.success) expect(result.data).toEqual(value)
  return result.success
}

const Plain = z.object({
  name: z.string().min(1),
  get parent() {
    return Plain.optional()
  },
  tags: z.array(z.enum(['a', 'b'])).refine((tags) => tags.length < 3),
  place: z.lazy(() => z.strictObject({ x: z.number().nullable() })),
})

const Tree = z
  .object({
    size: toNumber,
    get children(): z.ZodType {
      return z.array(Tree).default([])
    },
  })
  .refine(({ size }) => size < 100, 'Too large.')

describe('outputSide', () => {
  it.each<z.core.$ZodType>([
    z.string().min(2).optional(),
    z.union([z.string(), z.number()]),
    z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b') })]),
    z.record(z.string(), z.tuple([z.string()], z.date())),
    z.map(z.string(), z.set(z.bigint())),
    z.json(),
    Plain,
    mini.object({ a: mini.optional(mini.string().check(mini.minLength(2))) }),
  ])('is the schema itself where nothing differs %#', (schema) => {
    expect(outputSide(schema)).toBe(schema)
  })

  it('is the same each time', () => {
    expect(outputSide(Tree)).toBe(outputSide(Tree))
    expect(outputSide(Tree)).not.toBe(Tree)
  })

  it.each<[z.core.$ZodType, unknown, unknown]>([
    [toNumber, 1, '1'],
    [toNumber.nullable(), null, undefined],
    [toNumber.optional(), undefined, null],
    [z.string().transform(Number).pipe(z.number()), 1, '1'],
    [z.preprocess(String, z.string()), '1', 1],
    [z.stringbool(), true, 'true'],
    [z.success(z.string()), false, 'text'],
    [z.string().default('x'), 'a', undefined],
    [z.string().optional().default('x'), 'a', undefined],
    [z.string().prefault('x'), 'a', undefined],
    [z.string().catch('x'), 'a', 1],
    [z.string().default('x').nullable(), null, undefined],
    [z.lazy(() => z.string().default('x')), 'a', undefined],
    [z.coerce.number(), 1, '1'],
    [z.coerce.date(), new Date(0), '2020-01-01'],
    [z.array(toNumber).max(2), [1, 2], [1, 2, 3]],
    [z.array(toNumber), [1], ['1']],
    [z.set(toNumber), new Set([1]), new Set(['1'])],
    [z.map(z.string(), toNumber), new Map([['a', 1]]), new Map([['a', '1']])],
    [z.record(z.string(), toNumber), { a: 1 }, { a: '1' }],
    [z.partialRecord(z.enum(['a', 'b']), toNumber), { a: 1 }, { c: 1 }],
    [z.tuple([toNumber], toNumber), [1, 2], [1, '2']],
    [z.object({ a: toNumber }), { a: 1 }, { a: '1' }],
    [z.strictObject({ a: toNumber }), { a: 1 }, { a: 1, b: 1 }],
    [z.looseObject({ a: toNumber }), { a: 1, b: 1 }, { a: '1' }],
    [z.object({}).catchall(toNumber), { a: 1 }, { a: '1' }],
    [z.union([toNumber, z.boolean()]), 1, '1'],
    [z.xor([toNumber, z.number()]), 1, '1'],
    [z.object({ a: toNumber }).and(z.object({ b: z.string() })), { a: 1, b: 'x' }, { a: '1', b: 'x' }],
    [toNumber.refine((value) => value > 5), 6, 5],
    [toNumber.default(1).refine((value) => value > 5), 6, 5],
    [mini.codec(mini.string(), mini.number(), { decode: Number, encode: String }), 1, '1'],
    [mini.object({ a: mini._default(mini.string(), 'x') }), { a: 'a' }, {}],
  ])('takes what is read and not what is written %#', (schema, read, other) => {
    expect(accepts(outputSide(schema), read)).toBe(true)
    expect(accepts(outputSide(schema), other)).toBe(false)
  })

  it('lets a value be missing where a schema reads none', () => {
    expect(accepts(outputSide(z.object({ a: z.string().default('x').optional() })), {})).toBe(true)
    expect(accepts(outputSide(z.object({ a: z.string().default('x') })), {})).toBe(false)
    expect(accepts(outputSide(z.object({ a: z.preprocess(String, z.string().optional()) })), {})).toBe(true)
  })

  it('goes through a schema that contains itself, and keeps its checks', () => {
    const row = { size: 1, children: [{ size: 2, children: [] }] }
    expect(Tree.parse({ size: '1', children: [{ size: '2' }] })).toEqual(row)
    const output = outputSide(Tree)
    expect(accepts(output, row)).toBe(true)
    expect(accepts(output, { size: 1, children: [{ size: '2', children: [] }] })).toBe(false)
    expect(accepts(output, { size: 1, children: [{ size: 2 }] })).toBe(false)
    expect(accepts(output, { size: 1, children: [{ size: 200, children: [] }] })).toBe(false)
  })

  it('tells the options of a union by what is read', () => {
    const shape = z.discriminatedUnion('t', [
      z.object({ t: z.literal('circle'), radius: toNumber }),
      z.object({ t: z.literal('point').default('point') }),
    ])
    expect(accepts(outputSide(shape), { t: 'circle', radius: 1 })).toBe(true)
    expect(accepts(outputSide(shape), { t: 'point' })).toBe(true)
    expect(accepts(outputSide(shape), {})).toBe(false)
  })

  it('drops a change made by a check, with the checks before it', () => {
    const once = z
      .string()
      .min(3)
      .overwrite((value) => value.slice(0, 1))
      .max(2)
    expect(accepts(outputSide(once), 'a')).toBe(true)
    expect(accepts(outputSide(once), 'aaa')).toBe(false)
    expect(accepts(outputSide(z.string().trim()), ' a ')).toBe(true)
    const fromMini = mini.string().check(mini.minLength(3), mini.trim(), mini.minLength(1))
    expect(accepts(outputSide(fromMini), 'a')).toBe(true)
    expect(accepts(outputSide(fromMini), '')).toBe(false)
  })
})
