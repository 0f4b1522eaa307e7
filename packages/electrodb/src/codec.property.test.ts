import { describeField } from '@throughline/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fieldCodec, UnstorableValue } from './codec.ts'

const schema = z.object({
  at: z.date().optional(),
  texts: z.array(z.string().nullable()),
  stops: z.array(z.object({ at: z.date(), n: z.number() })),
  byName: z.record(z.string(), z.date().nullable()),
  free: z.unknown(),
})
const codec = fieldCodec(describeField(schema))

const text = fc.string({ unit: 'binary' })
const date = fc.date({ noInvalidDate: true })
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((n) => (Math.abs(n) < 1e-100 ? 0 : n)),
)
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(
    text.filter((name) => name !== '__proto__'),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ),
})).value
const rows = fc.record(
  {
    at: date,
    texts: fc.array(fc.option(text)),
    stops: fc.array(fc.record({ at: date, n: number })),
    byName: fc.dictionary(
      text.filter((name) => name !== '__proto__'),
      fc.option(date),
      { noNullPrototype: true },
    ),
    free: plain,
  },
  { requiredKeys: ['texts', 'stops', 'byName'], noNullPrototype: true },
)

describe('fieldCodec', () => {
  it('gives every value back equal, through what DynamoDB keeps (JSON without Dates)', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const stored: unknown = JSON.parse(JSON.stringify(codec.encode(row)))
        expect(codec.decode(stored)).toEqual(codec.decode(codec.encode(row)))
        expect(JSON.stringify(codec.decode(stored))).toBe(JSON.stringify(codec.encode(row)))
        expect(codec.decode(stored)).toEqual(normal(row))
      }),
    )
  })

  it.each([
    ['half a character', { texts: ['ok', '\uD800'] }, ['texts', '1']],
    ['a number beyond 2^53', { stops: [{ at: new Date(0), n: 1e20 }] }, ['stops', '0', 'n']],
    ['NaN', { free: { deep: [Number.NaN] } }, ['free', 'deep', '0']],
    ['a number too close to zero', { free: 1e-200 }, ['free']],
    ['a Map', { free: new Map() }, ['free']],
    ['a bigint', { free: 1n }, ['free']],
    ['undefined in a list', { free: [undefined] }, ['free', '0']],
  ])('refuses %s, with its path', (_name, value, path) => {
    const encode = (): unknown => codec.encode(value)
    expect(encode).toThrow(UnstorableValue)
    expect(encode).toThrow(expect.objectContaining({ path }))
  })
})

/** What is expected back: the row without `undefined`, and −0 as 0. */
function normal(value: unknown): unknown {
  if (value instanceof Date || typeof value !== 'object' || value === null) return value === 0 ? 0 : value
  if (Array.isArray(value)) return value.map(normal)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normal(item)]))
}
