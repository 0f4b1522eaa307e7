import { describe, expect, it } from 'vitest'
import { AddressSchema } from './address.ts'
import { countryCodes } from './country.ts'
import { findPostalCodeFault, normalizePostalCode } from './postal-code.ts'
import { faultsOf } from './testing/faults.ts'

const address = {
  id: '3c1f3b27-7d54-4a2e-8a8e-0a4ffb1f7c11',
  personId: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01',
  type: 'home',
  street: 'Eppendorfer Weg 117',
  city: 'Hamburg',
  state: '',
  postalCode: '20259',
  country: 'DE',
  isPrimary: true,
}

describe('a postal code', () => {
  it.each([
    ['AT', '1010', '1010'],
    ['AU', '2000', '2000'],
    ['BR', '01310100', '01310-100'],
    ['CA', 'k1a0b1', 'K1A 0B1'],
    ['CZ', '11000', '110 00'],
    ['DE', '20259', '20259'],
    ['GB', 'sw1a1aa', 'SW1A 1AA'],
    ['GB', 'M1 1AE', 'M1 1AE'],
    ['GB', 'LL61 5UJ', 'LL61 5UJ'],
    ['GB', 'EC1Y 8SY', 'EC1Y 8SY'],
    ['GB', 'W1A0AX', 'W1A 0AX'],
    ['IE', 'd02x285', 'D02 X285'],
    ['IE', 'D6W XY00', 'D6W XY00'],
    ['IN', '110 001', '110001'],
    ['JP', '1000001', '100-0001'],
    ['LT', 'lt01100', 'LT-01100'],
    ['LV', '1010', '1010'],
    ['MT', 'VLT1117', 'VLT 1117'],
    ['NL', '1012ab', '1012 AB'],
    ['PL', '00950', '00-950'],
    ['PT', '1100 053', '1100-053'],
    ['SE', '11455', '114 55'],
    ['US', '10118', '10118'],
    ['US', '101180110', '10118-0110'],
  ])('of %s typed as %s is kept as %s', (country, typed, kept) => {
    const { postalCode } = AddressSchema.parse({ ...address, state: 'x', country, postalCode: typed })
    expect(postalCode).toBe(kept)
    expect(normalizePostalCode(kept, country)).toBe(kept)
  })

  it.each([
    ['DE', '2025', 'This is no postal code of DE: one is written as in 12345.'],
    ['DE', 'D-20259', 'This is no postal code of DE: one is written as in 12345.'],
    ['NL', '1012', 'This is no postal code of NL: one is written as in 1234 AA.'],
    ['GB', '20259', 'This is no postal code of GB: one is written as in A12 3AA.'],
    ['IE', 'D02', 'This is no postal code of IE: one is written as in A12 3456.'],
    ['US', '1011', 'This is no postal code of US: one is written as in 12345.'],
    ['LV', 'LT-1010', 'This is no postal code of LV: one is written as in LV-1234.'],
    ['DE', '２０２５９', 'This is no postal code of DE: one is written as in 12345.'],
  ])('of %s is not %j: %s', (country, postalCode, message) => {
    expect(faultsOf(AddressSchema, { ...address, state: 'x', country, postalCode })).toEqual({
      postalCode: message,
    })
  })

  it('is left as it is in a country whose form is not known', () => {
    expect(normalizePostalCode('bt-9 x', 'BT')).toBe('bt-9 x')
    expect(findPostalCodeFault('bt-9 x', 'BT')).toBeUndefined()
    const known = countryCodes.filter((code) => findPostalCodeFault('?', code) !== undefined)
    expect(known.join(' ')).toMatchInlineSnapshot(
      `"AT AU BE BG BR CA CH CN CY CZ DE DK EE ES FI FR GB GR HR HU IE IN IS IT JP LI LT LU LV MT MX NL NO NZ PL PT RO SE SI SK TR UA US"`,
    )
  })
})

describe('an address', () => {
  it('has a state where the post needs it', () => {
    const there = { ...address, country: 'US', postalCode: '10118' }
    expect(faultsOf(AddressSchema, there)).toEqual({ state: 'An address in US has a state.' })
    expect(faultsOf(AddressSchema, { ...there, state: 'NY' })).toEqual({})
    expect(faultsOf(AddressSchema, address)).toEqual({})
  })
})
