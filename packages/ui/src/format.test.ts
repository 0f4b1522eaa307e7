import { describe, expect, it } from 'vitest'
import {
  countryName,
  formatDate,
  formatIban,
  formatMoney,
  humanize,
  maskValue,
  readableJson,
  toText,
} from './format.ts'
import { formatRelativeTime } from './relative-time.ts'
import { parseBigint, parseNumber } from './parse-number.ts'

describe('humanize', () => {
  it.each([
    ['prefer_not_to_say', 'Prefer not to say'],
    ['pastDue', 'Past due'],
    ['home', 'Home'],
    ['', ''],
  ])('reads %j as %j', (value, label) => {
    expect(humanize(value)).toBe(label)
  })
})

describe('formatDate', () => {
  it('keeps the calendar day', () => {
    expect(formatDate('2019-03-01', 'en')).toBe('Mar 1, 2019')
    expect(formatDate('2019-03-01', 'de-DE')).toBe('1. März 2019')
  })

  it('shows what is no date as it is', () => {
    expect(formatDate('soon', 'en')).toBe('soon')
  })
})

describe('formatMoney', () => {
  it.each([
    [92_500, 'EUR', 'en', '€92,500'],
    [92_500.5, 'EUR', 'en', '€92,500.50'],
    [4_200_000, 'JPY', 'en', '¥4,200,000'],
    [12, undefined, 'en', '12'],
    [12, 'euro', 'en', '12 euro'],
  ])('writes %j %j in %s as %j', (amount, currency, locale, text) => {
    expect(formatMoney(amount, currency, locale)).toBe(text)
  })
})

describe('sensitive values', () => {
  it('groups an IBAN in fours', () => {
    expect(formatIban('DE89370400440532013000')).toBe('DE89 3704 0044 0532 0130 00')
    expect(formatIban('NO93 8601 1117 947')).toBe('NO93 8601 1117 947')
  })

  it('masks all but country and last four, whatever the length', () => {
    expect(maskValue('DE89370400440532013000', 'iban')).toBe('DE•• •••• •••• 3000')
    expect(maskValue('NO9386011117947', 'iban')).toBe('NO•• •••• •••• 7947')
    expect(maskValue('DE8937', 'iban')).toBe('••••')
    expect(maskValue('secret', 'all')).toBe('••••••••')
  })
})

describe('names', () => {
  it('falls back to the code', () => {
    expect(countryName('DE', 'en')).toBe('Germany')
    expect(countryName('nowhere', 'en')).toBe('nowhere')
  })
})

describe('formatRelativeTime', () => {
  it.each([
    [0, 'now'],
    [12, '12 sec. ago'],
    [90, '1 min. ago'],
    [3 * 3600, '3 hr. ago'],
    [-5, 'now'],
  ])('tells %i seconds as %j', (seconds, text) => {
    expect(formatRelativeTime(0, seconds * 1000, 'en')).toBe(text)
  })
})

describe('parseNumber', () => {
  it.each([
    ['85,000', 'en', 85_000],
    ['85.000', 'de-DE', 85_000],
    ['85.000,5', 'de-DE', 85_000.5],
    ['1 234,5', 'fr-FR', 1234.5],
    ['-3.5', 'en', -3.5],
    ['1.', 'en', 1],
    ['', 'en', undefined],
  ])('reads %j in %s', (text, locale, number) => {
    expect(parseNumber(text, locale)).toBe(number)
  })

  it.each(['85,0', '1.2.3', 'many', '1e5', '12,34,567'])('gives %j back for the schema to refuse', (text) => {
    expect(parseNumber(text, 'en')).toBe(text)
  })
})

describe('parseBigint', () => {
  it.each<[string, string, bigint | string | undefined]>([
    ['12,500', 'en', 12_500n],
    ['12.500', 'de-DE', 12_500n],
    ['−123 456 789 012 345 678 901', 'fr', -123_456_789_012_345_678_901n],
    [' ', 'en', undefined],
    ['1.5', 'en', '1.5'],
    ['1,50', 'en', '1,50'],
    ['1e3', 'en', '1e3'],
    ['many', 'en', 'many'],
  ])('reads %j in %s', (text, locale, value) => {
    expect(parseBigint(text, locale)).toBe(value)
  })
})

describe('readableJson', () => {
  it.each<[string, unknown, string]>([
    ['a bigint', { of: 2n ** 64n }, '{"of":"18446744073709551616"}'],
    ['a set', [new Set([1])], '[[1]]'],
    [
      'a map by name',
      new Map<unknown, unknown>([
        ['a', new Date(0)],
        [1n, 2],
      ]),
      '{"1":2,"a":"1970-01-01T00:00:00.000Z"}',
    ],
    ['a map by anything', new Map([[[1], 2]]), '[[[1],2]]'],
    ['nothing', undefined, ''],
  ])('writes %s', (_name, value, json) => {
    expect(readableJson(value)).toBe(json)
  })
})

describe('toText', () => {
  it.each<[unknown, string]>([
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), ''],
    [5n, '5'],
    [{ of: [5n] }, '{"of":["5"]}'],
    [null, ''],
    [undefined, ''],
  ])('writes %s', (value, text) => {
    expect(toText(value)).toBe(text)
  })
})
