import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { isPlainObject, reviveDate } from './tagged-json.ts'

describe('reviveDate', () => {
  it.each([
    '2026-01-02',
    '2024-02-29',
    '0000-01-01',
    '2026-01-02T03:04Z',
    '2026-01-02T03:04:05+02:00',
    '2026-12-31T23:59:59.999999-11:30',
    '-000001-01-01T00:00:00.000Z',
    '+275760-09-13T00:00:00.000Z',
  ])('reads %s', (text) => {
    expect(reviveDate(text)).toEqual(new Date(text))
  })

  it.each([
    '',
    '5',
    'tomorrow',
    '2026-13-01',
    '2026-02-30',
    '2026-02-30T10:00:00Z',
    '1900-02-29',
    '2026-01-00',
    '2026-01-02T03:04:05',
    '2026-01-02T24:00:00Z',
    '2026-01-02T03:61:00Z',
    '2026-01-02 03:04:05Z',
    '+275760-09-14T00:00:00.000Z',
  ])('leaves %j', (text) => {
    expect(reviveDate(text)).toBe(text)
  })

  it('reads every date as `toJSON` writes it', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(reviveDate(date.toJSON())).toEqual(date)
      }),
    )
  })

  it('takes the days that Zod takes', () => {
    const day = fc.tuple(
      fc.integer({ min: 0, max: 9999 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    )
    const digits = (number: number, length: number): string => String(number).padStart(length, '0')
    fc.assert(
      fc.property(day, ([year, month, date]) => {
        const text = `${digits(year, 4)}-${digits(month, 2)}-${digits(date, 2)}`
        expect(reviveDate(text) instanceof Date).toBe(z.iso.date().safeParse(text).success)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('isPlainObject', () => {
  it('takes what JSON writes as an object, and nothing else', () => {
    const plain = [{}, Object.create(null), JSON.parse('{"__proto__":1}')]
    expect(plain.map(isPlainObject)).toEqual([true, true, true])
    const others = [null, [], 'x', new Date(), new FormData(), new Map(), new URL('https://example.com')]
    expect(others.some(isPlainObject)).toBe(false)
  })
})
