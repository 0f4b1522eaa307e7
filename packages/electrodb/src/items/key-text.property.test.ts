import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyText } from './key-text.ts'

const bytes = (text: string): Buffer => Buffer.from(text)
const orderOf = (a: unknown, b: unknown): number => Buffer.compare(bytes(keyText(a)), bytes(keyText(b)))

const near = fc.integer({ min: -120, max: 120 })
const integer = fc.oneof(near, fc.maxSafeInteger())
const number = fc.oneof(
  integer,
  near.map((value) => value / 8),
  fc.double({ min: -9_007_199_254_740_991, max: 9_007_199_254_740_991, noNaN: true }),
  fc
    .double({ min: -1e-3, max: 1e-3, noNaN: true })
    .filter((value) => value === 0 || Math.abs(value) > 1e-130),
)
const bigint = fc.oneof(near.map(BigInt), fc.bigInt())
const date = fc.oneof(
  fc.date({ noInvalidDate: true }),
  integer.map((value) => new Date(value % 8.64e15)),
)

describe('keyText', () => {
  it.each<[string, fc.Arbitrary<bigint | number>]>([
    ['whole numbers', integer],
    ['numbers', number],
    ['bigints', bigint],
    ['dates', date.map(Number)],
  ])('keeps the order of %s', (kind, values) => {
    const asKind = (value: bigint | number): unknown => (kind === 'dates' ? new Date(Number(value)) : value)
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(orderOf(asKind(a), asKind(b))).toBe(a < b ? -1 : Number(a > b))
      }),
      { numRuns: 3_000 },
    )
  })

  it('writes as it says', () => {
    expect([42, 0, -0, 0.5, 1.5e-7, -42, 2 ** 53 - 1].map(keyText)).toEqual([
      '0000000000000042',
      '0000000000000000',
      '0000000000000000',
      '0000000000000000.5',
      '0000000000000000.00000015',
      '-9999999999999957~',
      '9007199254740991',
    ])
    expect([42n, -42n, true, 'a'].map(keyText)).toEqual(['+0002:42', '!9997:57', 'true', 'a'])
    expect(keyText(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
  })

  it('never holds the separator of keys', () => {
    fc.assert(
      fc.property(fc.oneof(number, bigint, date, fc.boolean()), (value) => {
        expect(keyText(value)).not.toMatch(/#/)
      }),
    )
  })
})
