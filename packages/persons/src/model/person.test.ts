import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PersonSchema } from './person.ts'
import { faultsOf } from './testing/faults.ts'

const person = {
  id: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01',
  firstName: 'Johanna',
  lastName: 'Albrecht',
  dateOfBirth: '1984-03-09',
  gender: 'female',
  createdAt: '2025-02-11T08:15:00.000Z',
  updatedAt: '2026-01-30T16:42:00.000Z',
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a date of birth', () => {
  const faultsAt = (now: string, dateOfBirth: string): Record<string, string> => {
    vi.setSystemTime(new Date(now))
    return faultsOf(PersonSchema, { ...person, dateOfBirth })
  }

  it.each([
    // On the Line Islands (UTC+14) the 16th begins when it is ten in the morning of the 15th in Greenwich.
    ['2026-06-15T10:00:00Z', '2026-06-16'],
    ['2026-06-15T09:59:59Z', '2026-06-15'],
    ['2026-12-31T23:59:59Z', '2027-01-01'],
    ['2026-06-15T12:00:00Z', '1896-06-16'],
    ['2026-06-15T12:00:00Z', '2024-02-29'],
  ])('at %s may be %s', (now, day) => {
    expect(faultsAt(now, day)).toEqual({})
  })

  const format = 'Write the date with year, month and day, as in 1990-05-17.'
  it.each([
    ['2026-06-15T09:59:59Z', '2026-06-16', 'The date of birth is in the future.'],
    ['2026-06-15T10:00:00Z', '2026-06-17', 'The date of birth is in the future.'],
    ['2026-06-15T12:00:00Z', '1896-06-15', 'The date of birth is more than 130 years ago.'],
    ['2026-06-15T12:00:00Z', '0001-01-01', 'The date of birth is more than 130 years ago.'],
    ['2026-06-15T12:00:00Z', '2023-02-29', format],
    ['2026-06-15T12:00:00Z', '09.03.1984', format],
    ['2026-06-15T12:00:00Z', '1984-03-09T00:00:00Z', format],
    ['2026-06-15T12:00:00Z', '', 'Invalid ISO date'],
  ])('at %s is not %s: %s', (now, day, message) => {
    expect(faultsAt(now, day)).toEqual({ dateOfBirth: message })
  })

  it('is judged alike in every time zone of the reader', () => {
    const zone = process.env['TZ']
    try {
      for (const TZ of ['Pacific/Kiritimati', 'Etc/GMT+12', 'Europe/Berlin']) {
        process.env['TZ'] = TZ
        expect(faultsAt('2026-06-15T10:00:00Z', '2026-06-16')).toEqual({})
        expect(Object.keys(faultsAt('2026-06-15T10:00:00Z', '2026-06-17'))).toEqual(['dateOfBirth'])
      }
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})

describe('a name', () => {
  it('is trimmed, and has no control characters', () => {
    expect(PersonSchema.parse({ ...person, firstName: ' Ada ' }).firstName).toBe('Ada')
    expect(faultsOf(PersonSchema, { ...person, lastName: 'A\u0007B' })).toEqual({
      lastName: 'Leave out line breaks and control characters.',
    })
  })
})
