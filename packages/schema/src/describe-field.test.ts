import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { describeField, shapeOf } from './describe-field.ts'
import type { FieldDescription } from './field-description.ts'
import { fieldMeta } from './field-meta.ts'

const plain = { optional: false, nullable: false, hasDefault: false, meta: {} }
const is = (field: Pick<FieldDescription, 'kind'> & Partial<FieldDescription>): FieldDescription => ({
  ...plain,
  ...field,
})
const text = is({ kind: 'string' })
const number = is({ kind: 'number' })

const numbers = { one: 1, two: 2 } as const

describe('describeField', () => {
  it.each([
    [z.string(), { kind: 'string' }],
    [z.string().min(2).max(5), { kind: 'string', min: 2, max: 5 }],
    [z.string().min(2).min(3).max(5).max(9), { kind: 'string', min: 3, max: 5 }],
    [z.string().length(2), { kind: 'string', min: 2, max: 2 }],
    [z.string().trim().min(1), { kind: 'string', min: 1 }],
    [z.string().refine((value) => value !== 'x'), { kind: 'string' }],
    [z.coerce.string(), { kind: 'string' }],
    [mini.string().check(mini.minLength(2)), { kind: 'string', min: 2 }],
    [mini.string().check(mini.email(), mini.maxLength(9)), { kind: 'string', format: 'email', max: 9 }],
    [z.uuid(), { kind: 'string', format: 'uuid' }],
    [z.email(), { kind: 'string', format: 'email' }],
    [z.string().check(z.email()), { kind: 'string', format: 'email' }],
    [z.url(), { kind: 'string', format: 'url' }],
    [z.iso.date(), { kind: 'string', format: 'date' }],
    [z.iso.datetime(), { kind: 'string', format: 'datetime' }],
    [z.iso.datetime({ offset: true }), { kind: 'string', format: 'datetime' }],
    [z.e164(), { kind: 'string', format: 'e164' }],
  ])('describes a text %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it.each([
    [z.string().regex(/^a+$/), undefined, ['^a+$']],
    [z.string().startsWith('a').endsWith('z'), undefined, ['^a.*', '.*z$']],
    [z.string().startsWith('a').startsWith('a'), undefined, ['^a.*']],
    [z.email().endsWith('@example.com'), 'email', ['.*@example\\.com$']],
    [z.email({ pattern: /^.+@.+$/ }), 'email', ['^.+@.+$']],
    [z.uuidv4(), 'uuid', [z.core.regexes.uuid4.source]],
    [z.iso.time({ precision: 0 }), 'time', [z.core.regexes.time({ precision: 0 }).source]],
    [z.cuid2(), 'cuid2', [z.core.regexes.cuid2.source]],
    [z.ulid(), 'ulid', [z.core.regexes.ulid.source]],
    [z.emoji(), 'emoji', [z.core.regexes.emoji().source]],
    [z.hex(), 'hex', [z.core.regexes.hex.source]],
    [z.stringFormat('odd', (value) => value.length % 2 === 1), 'odd', undefined],
    [z.stringFormat('abc', /^abc$/), 'abc', ['^abc$']],
    [z.templateLiteral(['v', z.int()]), undefined, ['^v-?\\d+$']],
  ])('tells the patterns that no format name says %#', (schema, format, patterns) => {
    expect(describeField(schema)).toEqual(
      is({ kind: 'string', ...(format && { format }), ...(patterns && { patterns }) }),
    )
  })

  it.each([
    [z.number(), {}],
    [z.number().gt(0).lte(10), { min: 0, exclusiveMin: true, max: 10 }],
    [z.number().gt(0).gte(0), { min: 0, exclusiveMin: true }],
    [z.number().gte(0).gt(0), { min: 0, exclusiveMin: true }],
    [z.number().gt(0).gte(1), { min: 1 }],
    [z.number().lt(5).lt(3), { max: 3, exclusiveMax: true }],
    [z.number().min(Number.NEGATIVE_INFINITY), {}],
    [z.number().nonnegative(), { min: 0 }],
    [z.int().min(1).max(9), { integer: true, min: 1, max: 9 }],
    [z.number().int(), { integer: true }],
    [z.int32(), { integer: true, min: -2147483648, max: 2147483647 }],
    [z.uint32().max(9), { integer: true, min: 0, max: 9 }],
    [z.float32(), { min: -3.4028234663852886e38, max: 3.4028234663852886e38 }],
    [z.float64(), {}],
    [z.number().multipleOf(0.25), { multipleOf: 0.25 }],
    [z.number().multipleOf(4).multipleOf(6), { multipleOf: 12, integer: true }],
    [z.coerce.number().positive(), { min: 0, exclusiveMin: true }],
    [mini.number().check(mini.positive()), { min: 0, exclusiveMin: true }],
  ])('describes a number %#', (schema, expected) => {
    expect(describeField(schema)).toEqual(is({ kind: 'number', ...expected }))
  })

  it.each([
    [z.bigint(), {}],
    [z.bigint().gt(1n).lt(9n), { lowest: '2', highest: '8' }],
    [z.bigint().gte(-5n).gte(2n).lte(9n), { lowest: '2', highest: '9' }],
    [z.bigint().multipleOf(5n), { multipleOf: 5 }],
    [z.uint64(), { lowest: '0', highest: '18446744073709551615' }],
  ])('describes a bigint %#', (schema, expected) => {
    expect(describeField(schema)).toEqual(is({ kind: 'bigint', ...expected }))
  })

  it.each([
    [z.date(), {}],
    [z.date().min(new Date('2020-01-01')), { lowest: '2020-01-01T00:00:00.000Z' }],
    [z.date().check(z.lt(new Date('2020-01-01'))), { highest: '2019-12-31T23:59:59.999Z' }],
    [
      z.date().min(new Date('2020-01-01')).min(new Date('2021-01-01')),
      { lowest: '2021-01-01T00:00:00.000Z' },
    ],
    [z.date().min(new Date(Number.NaN)), {}],
  ])('describes a date %#', (schema, expected) => {
    expect(describeField(schema)).toEqual(is({ kind: 'date', ...expected }))
  })

  it.each([
    [z.boolean(), { kind: 'boolean' }],
    [z.enum(['a', 'b']), { kind: 'enum', values: ['a', 'b'] }],
    [z.enum({ A: 'a', B: 'b' }), { kind: 'enum', values: ['a', 'b'] }],
    [z.enum(numbers), { kind: 'literal', literals: [1, 2] }],
    // As TypeScript writes `enum { one = 1, two = 2 }`.
    [
      z.enum({ ...numbers, 1: 'one', 2: 'two' } as unknown as typeof numbers),
      { kind: 'literal', literals: [1, 2] },
    ],
    [z.literal('a'), { kind: 'enum', values: ['a'] }],
    [z.literal(['a', 'b']), { kind: 'enum', values: ['a', 'b'] }],
    [z.literal(['a', null]), { kind: 'enum', values: ['a'], nullable: true }],
    [z.literal(1), { kind: 'literal', literals: [1] }],
    [z.literal(true), { kind: 'literal', literals: [true] }],
    [z.literal([1, 'a', null]), { kind: 'literal', literals: [1, 'a'], nullable: true }],
    [z.null(), { kind: 'literal', literals: [null], nullable: true }],
    [z.any(), { kind: 'any' }],
  ])('describes values %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it.each([
    [z.array(z.string()).max(3), { kind: 'array', max: 3, element: text }],
    [z.set(z.number()).nonempty(), { kind: 'set', min: 1, element: number }],
    [z.tuple([z.string(), z.number()]), { kind: 'tuple', items: [text, number] }],
    [z.tuple([z.string()], z.number()), { kind: 'tuple', items: [text], element: number }],
    [z.tuple([z.string().optional()]), { kind: 'tuple', items: [{ ...text, optional: true }] }],
    [z.map(z.date(), z.number()), { kind: 'map', keys: is({ kind: 'date' }), element: number }],
    [z.record(z.string(), z.number()), { kind: 'record', keys: text, element: number }],
    [
      z.record(z.enum(['a', 'b']), z.number()),
      { kind: 'record', keys: is({ kind: 'enum', values: ['a', 'b'] }), element: number },
    ],
    [
      z.partialRecord(z.enum(['a', 'b']), z.number()),
      { kind: 'record', keys: is({ kind: 'enum', values: ['a', 'b'], optional: true }), element: number },
    ],
    [
      z.looseRecord(z.string().startsWith('x-'), z.number()),
      { kind: 'record', keys: is({ kind: 'string', patterns: ['^x-.*'] }), element: number },
    ],
    [z.object({ x: z.number() }), { kind: 'object', fields: { x: number } }],
    [z.strictObject({ x: z.number() }), { kind: 'object', fields: { x: number } }],
    [
      z.looseObject({ x: z.number() }),
      { kind: 'object', fields: { x: number }, element: is({ kind: 'any' }) },
    ],
    [
      z.object({ x: z.number() }).catchall(z.string()),
      { kind: 'object', fields: { x: number }, element: text },
    ],
  ])('describes what holds others %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it.each([
    [z.union([z.string(), z.number()]), { kind: 'union', options: [text, number] }],
    [z.xor([z.string(), z.number()]), { kind: 'union', options: [text, number] }],
    [z.string().or(z.null()), { kind: 'string', nullable: true }],
    [z.union([z.null()]), { kind: 'literal', literals: [null], nullable: true }],
    [z.union([z.string(), z.number(), z.null()]), { kind: 'union', options: [text, number], nullable: true }],
    [z.union([z.literal('a'), z.literal('b')]), { kind: 'enum', values: ['a', 'b'] }],
    [
      z.union([z.enum(['a', 'b']), z.literal(1), z.null()]),
      { kind: 'literal', literals: ['a', 'b', 1], nullable: true },
    ],
    [
      z.discriminatedUnion('t', [
        z.object({ t: z.literal('a'), x: z.number() }),
        z.object({ t: z.literal('b') }),
      ]),
      {
        kind: 'union',
        discriminator: 't',
        options: [
          is({ kind: 'object', fields: { t: is({ kind: 'enum', values: ['a'] }), x: number } }),
          is({ kind: 'object', fields: { t: is({ kind: 'enum', values: ['b'] }) } }),
        ],
      },
    ],
  ])('describes a union %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it('finds metadata below wrappers, unions with null, pipes and lazies, the outer before the inner', () => {
    const inner = z.string().register(fieldMeta, { label: 'Inner', help: 'Help.' })
    const found = { label: 'Inner', help: 'Help.' }
    expect(describeField(inner.nullable()).meta).toEqual(found)
    expect(describeField(inner.or(z.null())).meta).toEqual(found)
    expect(describeField(inner.pipe(z.email())).meta).toEqual(found)
    expect(describeField(z.codec(inner, z.number(), { decode: Number, encode: String })).meta).toEqual(found)
    expect(describeField(z.lazy(() => inner)).meta).toEqual(found)
    expect(describeField(inner.min(2)).meta).toEqual(found)
    expect(describeField(mini.optional(inner)).meta).toEqual(found)
    const outer = inner.optional().register(fieldMeta, { label: 'Outer' })
    expect(describeField(outer).meta).toEqual({ label: 'Outer', help: 'Help.' })
  })

  it('gives the same description for the same schema', () => {
    const schema = z.object({ a: z.string() })
    expect(describeField(schema)).toBe(describeField(schema))
  })

  it('knows the shape of an object, classic and mini', () => {
    expect(Object.keys(shapeOf(z.object({ a: z.string() })))).toEqual(['a'])
    expect(Object.keys(shapeOf(mini.object({ a: mini.string() })))).toEqual(['a'])
  })
})

describe('the description of an intersection', () => {
  it.each([
    [
      z
        .object({ a: z.string(), b: z.number().min(1) })
        .and(z.object({ b: z.number().max(5), c: z.string() })),
      { kind: 'object', fields: { a: text, b: is({ kind: 'number', min: 1, max: 5 }), c: text } },
    ],
    [
      z.object({ a: z.string().optional() }).and(z.looseObject({ a: z.string() })),
      { kind: 'object', fields: { a: text }, element: is({ kind: 'any' }) },
    ],
    [
      z.looseObject({ a: z.number() }).and(z.object({ b: z.number() }).catchall(z.number())),
      { kind: 'object', fields: { a: number, b: number }, element: number },
    ],
    [
      z.number().gt(1).and(z.number().gte(1).lt(9)),
      { kind: 'number', min: 1, exclusiveMin: true, max: 9, exclusiveMax: true },
    ],
    [z.string().startsWith('a').and(z.string().max(3)), { kind: 'string', patterns: ['^a.*'], max: 3 }],
    [z.boolean().and(z.boolean()), { kind: 'boolean' }],
    [z.unknown().and(z.string()), { kind: 'string' }],
    [z.string().nullable().and(z.string().nullable()), { kind: 'string', nullable: true }],
    [z.string().nullable().and(z.string()), { kind: 'string' }],
    [
      z.object({ a: z.string() }).and(z.union([z.object({ b: z.string() }), z.object({ c: z.string() })])),
      {
        kind: 'union',
        options: [
          is({ kind: 'object', fields: { a: text, b: text } }),
          is({ kind: 'object', fields: { a: text, c: text } }),
        ],
      },
    ],
  ])('is of both %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it.each([
    [
      z.string().and(z.number()),
      'An intersection of string and number cannot be stored. Write it as one schema.',
      '',
    ],
    [
      z.object({ a: z.enum(['a', 'b']) }).and(z.object({ a: z.enum(['b']) })),
      'An intersection of enum and enum cannot be stored. Write it as one schema.',
      'a',
    ],
  ])('is refused where no one kind is of both %#', (schema, message, path) => {
    expect(() => describeField(schema)).toThrow(expect.objectContaining({ message, path }))
  })
})
