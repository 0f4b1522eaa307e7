import { faker } from '@faker-js/faker/locale/en'
import { isValidBIC, isValidIBAN } from 'ibantools'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { beforeEach, describe, expect, it } from 'vitest'
import { textLine } from '../../model/text-line.ts'
import { makeIban } from '../iban.ts'
import { fill } from '../template.ts'
import { countries } from './countries.ts'

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

beforeEach(() => {
  faker.seed(1)
})

describe.each(countries)('data of $code', (country) => {
  const { code, banks, regions, mobile, callingCode } = country

  it('has mobile numbers of the country alone', () => {
    const wrong = mobile.flatMap((template) => wrongNumbers(template, 'MOBILE'))
    expect(wrong).toEqual([])
  })

  it('has landline numbers of the country alone', () => {
    const templates = regions.flatMap(({ cities }) => cities.map(({ phone }) => phone))
    expect(templates.flatMap((template) => wrongNumbers(template, 'FIXED_LINE'))).toEqual([])
  })

  it('has banks with right BICs of the country, and makes right IBANs for each', () => {
    for (const bank of banks) {
      expect([bank.name, isValidBIC(bank.bic), bank.bic.slice(4, 6)]).toEqual([bank.name, true, code])
      const ibans = times(200, () => makeIban(code, bank, faker))
      expect(ibans.filter((iban) => !isValidIBAN(iban) || !/\d{4}$/.test(iban))).toEqual([])
    }
    expect(new Set(banks.map(({ name }) => name)).size).toBe(banks.length)
    expect(new Set(banks.map((bank) => bank.code)).size).toBe(banks.length)
  })

  it('has names that a person of the model may have', () => {
    const refused = regions.flatMap(({ names: { female, male, lastFemale, lastMale } }) =>
      [...female, ...male, ...lastFemale, ...lastMale].filter(
        (name) => !textLine(100).safeParse(name).success,
      ),
    )
    expect(refused).toEqual([])
  })

  it('has names, streets, cities and legal forms, none twice in a city list', () => {
    for (const { names, streets, cities, legalForms } of regions) {
      expect(Math.min(names.female.length, names.male.length)).toBeGreaterThanOrEqual(20)
      expect(Math.min(names.lastFemale.length, names.lastMale.length)).toBeGreaterThanOrEqual(40)
      expect(Math.min(streets.length, cities.length, legalForms.length)).toBeGreaterThan(2)
      expect(new Set(cities.map(({ name }) => name)).size).toBe(cities.length)
      expect(cities.every(({ state, postal }) => state.length > 0 && postal.length > 0)).toBe(true)
    }
  })

  function wrongNumbers(template: string, kind: string): string[] {
    const values = times(300, () => callingCode + fill(template, faker))
    return values.filter((value) => {
      const number = parsePhoneNumberFromString(value)
      return !(
        number?.isValid() &&
        number.number === value &&
        number.country === code &&
        number.getType() === kind
      )
    })
  }
})
