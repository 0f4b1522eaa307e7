import { Faker, base, en } from '@faker-js/faker'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countries } from '../fake/data/countries.ts'
import { makeIban } from '../fake/iban.ts'
import { ibanField } from './iban.ts'

const iban = ibanField()

/** IBANs made by other code than that which checks them, with national check digits. */
const ibans = fc
  .record({ country: fc.constantFrom(...countries), seed: fc.nat(), bank: fc.nat() })
  .map(({ country, seed, bank }) => {
    const faker = new Faker({ locale: [en, base], seed })
    const { banks } = country
    // Sound: every country has a bank, and the index is within their number.
    return makeIban(country.code, banks[bank % banks.length] as (typeof banks)[number], faker)
  })

it('takes every IBAN with right check digits, and none with another digit in it', () => {
  fc.assert(
    fc.property(ibans, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, place, step) => {
      expect(iban.parse(text)).toBe(text)
      const digits = [...text.matchAll(/\d/g)].map(({ index }) => index)
      const index = digits[place % digits.length] ?? 2
      const wrong = String((Number(text[index]) + step) % 10)
      expect(iban.safeParse(text.slice(0, index) + wrong + text.slice(index + 1)).success).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

it('gives the same IBAN for any spaces and letter case, and for what it gave', () => {
  fc.assert(
    fc.property(ibans, fc.array(fc.nat(34)), (text, gaps) => {
      const typed = Array.from(text.toLowerCase(), (character, index) =>
        gaps.includes(index) ? `${character} ` : character,
      ).join('')
      expect(iban.parse(iban.parse(typed))).toBe(text)
    }),
  )
})
