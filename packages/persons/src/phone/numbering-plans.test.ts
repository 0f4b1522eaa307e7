import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' }
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max'
import { Faker, base, en } from '@faker-js/faker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countries } from '../fake/data/countries.ts'
import { fill } from '../fake/template.ts'
import { findPhoneFault, setPhoneRules } from '../model/phone-number.ts'
import { applyNumberingPlans } from './numbering-plans.ts'

const faker = new Faker({ locale: [en, base], seed: 1 })
const noMobile = 'This is no mobile number: choose the type "Phone", or check the digits.'

beforeAll(() => applyNumberingPlans())
afterAll(() => setPhoneRules(undefined))

describe('numbering plans', () => {
  // Tristan da Cunha has no mobile network.
  it.each(getCountries().filter((country) => country !== 'TA'))(
    'of %s take its example of a mobile number',
    (country) => {
      const number = `+${getCountryCallingCode(country)}${examples[country]}`
      expect(findPhoneFault(number, 'mobile')).toBeUndefined()
      expect(findPhoneFault(number, 'phone')).toBeUndefined()
    },
  )

  it.each(countries)(
    'of $code take landlines as phones, and as mobiles never',
    ({ callingCode, regions }) => {
      for (const { phone } of regions.flatMap(({ cities }) => cities)) {
        const number = callingCode + fill(phone, faker)
        expect([number, findPhoneFault(number, 'phone')]).toEqual([number, undefined])
        expect([number, findPhoneFault(number, 'mobile')]).toEqual([number, noMobile])
      }
    },
  )

  it.each([
    ['+14155550123', 'mobile', undefined],
    ['+80012345678', 'phone', undefined],
    ['+80012345678', 'mobile', noMobile],
    ['+99912345678', 'phone', 'No country has this calling code.'],
    ['+3361234567', 'mobile', 'This number is too short for its country.'],
    ['+336123456789', 'mobile', 'This number is too long for its country.'],
    ['+49040123456', 'phone', 'Leave out the 0 after +49.'],
    ['+390612345678', 'phone', undefined],
    ['+5215512345678', 'mobile', 'This number is too long for its country.'],
  ] as const)('%s as %s: %j', (number, type, message) => {
    expect(findPhoneFault(number, type)).toBe(message)
  })
})
