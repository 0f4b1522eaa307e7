import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EmploymentSchema } from './employment.ts'
import { faultsOf } from './testing/faults.ts'

const employment = {
  id: 'c8a6e4f0-5f55-4e83-9a2b-3c9b1d1fae41',
  personId: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01',
  companyName: 'Nordlicht Logistik GmbH',
  position: 'Head of Operations',
  department: 'Operations',
  startDate: '2019-03-01',
  endDate: null,
  isCurrent: true,
  salary: 92_500,
  currency: 'EUR',
}
const past = { ...employment, isCurrent: false, endDate: '2021-06-30' }

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-06-15T12:00:00Z'), toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('an employment', () => {
  it.each([
    ['a current one', employment],
    ['a past one', past],
    ['one of a day', { ...past, endDate: past.startDate }],
    ['one that ends today', { ...past, endDate: '2026-06-15' }],
    ['one that is signed for next year', { ...employment, startDate: '2027-06-16' }],
    ['one without pay', { ...employment, salary: 0 }],
  ])('is taken: %s', (_, row) => {
    expect(EmploymentSchema.parse(row)).toEqual(row)
  })

  it.each([
    [{ isCurrent: false }, { endDate: 'A past employment has an end date.' }],
    [{ endDate: '2021-06-30' }, { endDate: 'A current employment has no end date.' }],
    [{ isCurrent: false, endDate: '2019-02-28' }, { endDate: 'The end date is before the start date.' }],
    [{ isCurrent: false, endDate: '2026-06-17' }, { endDate: 'The end date is in the future.' }],
    [{ isCurrent: false, endDate: '' }, { endDate: 'Give the end date, or choose none.' }],
    [{ startDate: '2027-06-17' }, { startDate: 'The start date is more than a year ahead.' }],
    [{ startDate: '1899-12-31' }, { startDate: 'The start date is before 1900.' }],
    [
      { startDate: '2023-02-29' },
      { startDate: 'Write the date with year, month and day, as in 1990-05-17.' },
    ],
    [{ salary: -1 }, { salary: 'A salary is not negative.' }],
    [{ salary: 1e13 }, { salary: 'This salary is too high.' }],
    [{ salary: 92_500.005 }, { salary: 'Give at most 2 decimals: EUR has no more.' }],
    [{ salary: 0.5, currency: 'JPY' }, { salary: 'Give a whole amount: JPY has no decimals.' }],
    [{ currency: 'DEM' }, { currency: 'Choose a currency: its three-letter code, such as EUR.' }],
  ])('%o is refused: %o', (fields, messages) => {
    expect(faultsOf(EmploymentSchema, { ...employment, ...fields })).toEqual(messages)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('has no salary of %d', (salary) => {
    expect(Object.keys(faultsOf(EmploymentSchema, { ...employment, salary }))).toEqual(['salary'])
  })

  it('stays valid whatever day it is later', () => {
    const rows = [
      employment,
      past,
      { ...employment, startDate: '2027-06-16' },
      { ...past, endDate: '2026-06-16' },
    ]
    vi.setSystemTime(new Date('2060-01-01T00:00:00Z'))
    for (const row of rows) expect(faultsOf(EmploymentSchema, row)).toEqual({})
  })
})
