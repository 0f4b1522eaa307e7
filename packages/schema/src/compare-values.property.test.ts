import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { areComparable, compareValues, isSameValue } from './compare-values.ts'

const text = fc.string({
  maxLength: 4,
  unit: fc.constantFrom(
    '',
    'a',
    'b',
    'Z',
    ' ',
    'ü',
    '\uD7FF',
    '\uE000',
    '～',
    '\uFFFF',
    '𐀀',
    '🦊',
    '\u{10FFFF}',
  ),
})
const date = fc.date({ noInvalidDate: true })
const scalar = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt(),
  fc.boolean(),
  date,
  fc.constant(null),
)

it('orders text as its bytes in UTF-8 are', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareValues(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    { numRuns: 2000 },
  )
})

it('orders numbers, bigints and dates by what they are worth', () => {
  expect([3, -0.5, 10, 0].toSorted(compareValues)).toEqual([-0.5, 0, 3, 10])
  expect([10n, -(2n ** 80n), 9n].toSorted(compareValues)).toEqual([-(2n ** 80n), 9n, 10n])
  expect([true, false].toSorted(compareValues)).toEqual([false, true])
  fc.assert(
    fc.property(date, date, (a, b) => {
      expect(compareValues(a, b)).toBe(Math.sign(a.getTime() - b.getTime()) + 0)
      expect(isSameValue(a, new Date(a))).toBe(true)
    }),
  )
})

it('is an order of all scalars, equal ones together', () => {
  fc.assert(
    fc.property(scalar, scalar, scalar, (a, b, c) => {
      expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0)
      if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) {
        expect(compareValues(a, c)).toBeLessThanOrEqual(0)
      }
      if (areComparable(a, b)) expect(compareValues(a, b) === 0).toBe(isSameValue(a, b))
      if (isSameValue(a, b)) expect(compareValues(a, b) + 0).toBe(0)
    }),
    { numRuns: 2000 },
  )
})

it('compares values of one type alone', () => {
  const values = ['1', 1, 1n, new Date(1), true, null, undefined]
  for (const [index, a] of values.entries()) {
    for (const [other, b] of values.entries()) {
      expect(isSameValue(a, b)).toBe(index === other)
      expect(areComparable(a, b)).toBe(index === other && index < 4)
    }
  }
})
