import { describe, expect, it } from 'vitest'
import { countries } from '../fake/data/countries.ts'
import { bicField } from './bic.ts'
import { faultOf } from './testing/faults.ts'

const bic = bicField()

describe('a BIC', () => {
  it.each([
    ['DEUTDEFF', 'DEUTDEFF'],
    ['COBADEFFXXX', 'COBADEFFXXX'],
    ['NCBVXKPR', 'NCBVXKPR'],
    ['E097AEXXXXX', 'E097AEXXXXX'],
    [' cobadeff xxx ', 'COBADEFFXXX'],
    ...countries.flatMap(({ banks }) => banks.map((bank) => [bank.bic, bank.bic])),
  ])('%j is kept as %s', (typed, kept) => {
    expect(bic.parse(typed)).toBe(kept)
  })

  it.each([
    ['', 'Too small: expected string to have >=1 characters'],
    ['COBADEF', 'A BIC has 8 or 11 characters, such as COBADEFFXXX; this one has 7.'],
    ['COBADEFFX', 'A BIC has 8 or 11 characters, such as COBADEFFXXX; this one has 9.'],
    [
      'COBAD1FF',
      'A BIC is made of letters and digits, with the country’s two letters after the first four, as in COBADEFFXXX.',
    ],
    [
      'COBADEF?',
      'A BIC is made of letters and digits, with the country’s two letters after the first four, as in COBADEFFXXX.',
    ],
    ['COBAZZFF', 'The BIC names the country "ZZ", which there is not.'],
    ['COBAEUFF', 'The BIC names the country "EU", which there is not.'],
  ])('%j is refused: %s', (text, message) => {
    expect(faultOf(bic, text)).toBe(message)
  })
})
