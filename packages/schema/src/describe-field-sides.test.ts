import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { describeField } from './describe-field.ts'
import type { FieldDescription } from './field-description.ts'

const plain = { optional: false, nullable: false, hasDefault: false, meta: {} }
const is = (field: Pick<FieldDescription, 'kind'> & Partial<FieldDescription>): FieldDescription => ({
  ...plain,
  ...field,
})
const text = is({ kind: 'string' })
const toNumber = z.codec(z.string(), z.number(), { decode: Number, encode: String })

describe('what may be missing', () => {
  const absent = { optional: true }
  const filled = { optional: true, hasDefault: true }

  it.each([
    [z.string(), {}],
    [z.string().optional(), absent],
    [z.string().exactOptional(), absent],
    [z.string().nullable(), { nullable: true }],
    [z.string().nullish(), { ...absent, nullable: true }],
    [z.string().optional().readonly(), absent],
    [z.string().default('x'), filled],
    [z.string().prefault('x'), filled],
    [z.string().catch('x'), filled],
    [z.string().optional().catch(undefined), absent],
    [z.string().default('x').nullable(), { ...filled, nullable: true }],
    [z.string().nullable().default(null), { ...filled, nullable: true }],
    [z.string().optional().default('x'), filled],
    [z.string().default('x').optional(), filled],
    [z.string().catch('x').optional(), absent],
    [z.string().optional().nonoptional(), {}],
    [z.string().default('x').nonoptional(), {}],
    [z.lazy(() => z.string().default('x')), filled],
    [z.string().optional().pipe(z.string().optional()), absent],
    [z.string().default('x').pipe(z.string()), filled],
    [z.codec(z.string(), z.string().optional(), { decode: (value) => value, encode: String }), {}],
    [z.preprocess((value) => value, z.string()), {}],
    [z.preprocess((value) => value, z.string().optional()), absent],
    [z.preprocess((value) => value, z.string()).nullable(), { nullable: true }],
    [z.preprocess((value) => value, z.string()).optional(), absent],
    [z.string().or(z.string().optional()), absent],
    [mini.optional(mini.string()), absent],
    [mini._default(mini.string(), 'x'), filled],
  ])('is told for an insert, the schema says the same %#', (schema, expected) => {
    const description = describeField(schema)
    expect(description).toMatchObject({ ...plain, ...expected })
    const parsed = z.object({ field: schema }).safeParse({})
    expect({ accepted: parsed.success, filled: parsed.data?.field !== undefined }).toEqual({
      accepted: description.optional,
      filled: description.hasDefault,
    })
  })

  it('is anything but `any`: its key has to be there', () => {
    expect(describeField(z.any())).toEqual(is({ kind: 'any' }))
    expect(describeField(z.unknown().optional())).toEqual(is({ kind: 'any', optional: true }))
  })
})

describe('what a client writes', () => {
  it.each([
    [toNumber, { kind: 'number', input: text }],
    [z.stringbool(), { kind: 'boolean', input: text }],
    [z.string().transform(Number).pipe(z.number().min(1)), { kind: 'number', min: 1, input: text }],
    [z.pipe(z.string(), z.coerce.number()), { kind: 'number', input: text }],
    [z.preprocess(Number, z.number()), { kind: 'number', input: is({ kind: 'any' }) }],
    [z.transform(Number).pipe(z.number()), { kind: 'number', input: is({ kind: 'any' }) }],
    [z.success(z.string().min(2)), { kind: 'boolean', input: is({ kind: 'string', min: 2 }) }],
    [
      z.codec(toNumber, z.date(), { decode: (time) => new Date(time), encode: Number }),
      { kind: 'date', input: text },
    ],
    [
      z.codec(z.array(toNumber), z.number(), { decode: (list) => list.length, encode: () => [] }),
      { kind: 'number', input: is({ kind: 'array', element: text }) },
    ],
    [z.array(toNumber), { kind: 'array', element: is({ kind: 'number', input: text }) }],
    [
      z.object({ a: toNumber.optional() }),
      {
        kind: 'object',
        fields: { a: is({ kind: 'number', optional: true, input: is({ kind: 'string', optional: true }) }) },
      },
    ],
    [
      z.record(z.string(), toNumber),
      { kind: 'record', keys: text, element: is({ kind: 'number', input: text }) },
    ],
    [
      toNumber.or(z.boolean()),
      { kind: 'union', options: [is({ kind: 'number', input: text }), is({ kind: 'boolean' })] },
    ],
    [
      z.object({ a: toNumber }).and(z.object({ a: toNumber })),
      { kind: 'object', fields: { a: is({ kind: 'number', input: text }) } },
    ],
    [
      z.codec(z.custom<URL>(), z.string(), { decode: String, encode: (url) => new URL(url) }),
      { kind: 'string', input: is({ kind: 'any' }) },
    ],
    [
      mini.codec(mini.string(), mini.number(), { decode: Number, encode: String }),
      { kind: 'number', input: text },
    ],
  ])('is told where it is of another form %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it.each([
    [z.string().min(2).pipe(z.email()), { kind: 'string', min: 2, format: 'email' }],
    [z.string().pipe(z.enum(['a', 'b'])), { kind: 'enum', values: ['a', 'b'] }],
    [z.unknown().pipe(z.string()), { kind: 'string' }],
    [z.string().min(2).pipe(toNumber), { kind: 'number', input: is({ kind: 'string', min: 2 }) }],
    [z.coerce.number(), { kind: 'number' }],
    [z.string().overwrite((value) => value.trim()), { kind: 'string' }],
  ])('is not told where a value is only checked, or takes no other form %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it('may be null or missing as the field may', () => {
    expect(describeField(toNumber.nullish())).toEqual(
      is({
        kind: 'number',
        nullable: true,
        optional: true,
        input: is({ kind: 'string', nullable: true, optional: true }),
      }),
    )
    expect(describeField(z.null().or(toNumber))).toEqual(
      is({ kind: 'number', nullable: true, input: is({ kind: 'string', nullable: true }) }),
    )
    const nullToZero = z.codec(z.string().nullable(), z.number(), { decode: Number, encode: String })
    expect(describeField(nullToZero)).toEqual(
      is({ kind: 'number', input: is({ kind: 'string', nullable: true }) }),
    )
  })

  it('has the checks of a codec on what comes out of it', () => {
    expect(describeField(toNumber.refine(() => true).check(z.gte(5)))).toEqual(
      is({ kind: 'number', min: 5, input: text }),
    )
  })
})
