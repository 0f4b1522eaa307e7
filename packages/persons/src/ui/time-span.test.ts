import { describe, expect, it } from 'vitest'
import { ageOn, formatMonths, formatPeriod, monthsBetween } from './time-span.ts'

describe('ageOn', () => {
  it.each([
    ['1984-03-09', '2026-03-08', 41],
    ['1984-03-09', '2026-03-09', 42],
    ['2024-02-29', '2025-02-28', 0],
    ['2030-01-01', '2026-01-01', 0],
  ])('born %s is on %s %i', (born, day, age) => {
    expect(ageOn(born, day)).toBe(age)
  })
})

describe('an employment’s time', () => {
  it('counts whole months', () => {
    expect(monthsBetween('2019-03-01', '2026-11-21')).toBe(92)
    expect(monthsBetween('2019-03-31', '2019-04-30')).toBe(0)
  })

  it('reads as a period and a duration', () => {
    expect(formatPeriod('2019-03-01', null, 'en', 'today')).toBe('Mar 2019 – today')
    expect(formatPeriod('2012-06-15', '2019-02-28', 'en', 'today')).toBe('Jun 2012 – Feb 2019')
    expect(formatMonths(92, 'en')).toBe('7 yrs, 8 mths')
    expect(formatMonths(24, 'en')).toBe('2 yrs')
    expect(formatMonths(0, 'en')).toBe('1 mth')
  })
})
