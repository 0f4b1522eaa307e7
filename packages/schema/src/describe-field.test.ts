import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { describeField, UnsupportedFieldError } from './describe-field.ts'
import { fieldMeta } from './field-meta.ts'

const plain = { optional: false, nullable: false, hasDefault: false, meta: {} }

describe('describeField', () => {
  it.each([
    [z.string(), { kind: 'string' }],
    [z.string().min(2).max(5), { kind: 'string', min: 2, max: 5 }],
    [z.uuid(), { kind: 'string', format: 'uuid' }],
    [z.email(), { kind: 'string', format: 'email' }],
    [z.iso.date(), { kind: 'string', format: 'date' }],
    [z.iso.datetime(), { kind: 'string', format: 'datetime' }],
    [z.number(), { kind: 'number' }],
    [z.number().gt(0).lte(10), { kind: 'number', min: 0, max: 10 }],
    [z.number().nonnegative(), { kind: 'number', min: 0 }],
    [z.int().min(1).max(9), { kind: 'number', integer: true, min: 1, max: 9 }],
    [z.boolean(), { kind: 'boolean' }],
    [z.date(), { kind: 'date' }],
    [z.enum(['a', 'b']), { kind: 'enum', values: ['a', 'b'] }],
    [z.literal('a'), { kind: 'enum', values: ['a'] }],
    [z.literal(1), { kind: 'any' }],
    [z.union([z.string(), z.number()]), { kind: 'any' }],
    [z.array(z.string()).max(3), { kind: 'array', max: 3, element: { ...plain, kind: 'string' } }],
    [z.record(z.string(), z.number()), { kind: 'record', element: { ...plain, kind: 'number' } }],
    [z.object({ x: z.number() }), { kind: 'object', fields: { x: { ...plain, kind: 'number' } } }],
    [mini.string().check(mini.minLength(2)), { kind: 'string', min: 2 }],
  ])('describes %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, ...expected })
  })

  it.each([
    [z.string().optional(), { optional: true }],
    [z.string().nullable(), { nullable: true }],
    [z.string().nullish(), { optional: true, nullable: true }],
    [z.string().default('x'), { optional: true, hasDefault: true }],
    [z.string().optional().nonoptional(), { optional: false }],
    [z.string().readonly(), {}],
    [mini.nullable(mini.string()), { nullable: true }],
  ])('sees through wrappers %#', (schema, expected) => {
    expect(describeField(schema)).toEqual({ ...plain, kind: 'string', ...expected })
  })

  it('finds metadata below wrappers, the outer before the inner', () => {
    const inner = z.string().register(fieldMeta, { label: 'Inner', help: 'Help.' })
    expect(describeField(inner.nullable()).meta).toEqual({ label: 'Inner', help: 'Help.' })
    const outer = inner.optional().register(fieldMeta, { label: 'Outer' })
    expect(describeField(outer).meta).toEqual({ label: 'Outer', help: 'Help.' })
  })

  it.each([
    z.bigint(),
    z.symbol(),
    z.map(z.string(), z.string()),
    z.set(z.string()),
    z.never(),
    z.void(),
    z.undefined(),
    z.nan(),
    z.file(),
    z.promise(z.string()),
    z.function(),
    z.string().transform(Number),
    z.lazy(() => z.string()),
  ])('refuses what cannot be stored, and says what can %#', (schema) => {
    // Sound: `z.function()` is no schema to the types; at runtime it is described like one.
    expect(() => describeField(schema as z.ZodType)).toThrow(UnsupportedFieldError)
    expect(() => describeField(schema as z.ZodType)).toThrow(/cannot be stored\. [A-Z].*\.$/)
  })

  it('names the path of what is nested', () => {
    const schema = z.object({ list: z.array(z.object({ bad: z.symbol() })) })
    expect(() => describeField(schema)).toThrow(expect.objectContaining({ path: 'list.[].bad' }))
  })
})
