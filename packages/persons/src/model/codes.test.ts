import { countrySpecs } from 'ibantools'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { countryCodes, countryField } from './country.ts'
import { currencyCodes, currencyField, decimalsOf, findAmountFault } from './currency.ts'
import { faultOf } from './testing/faults.ts'

const named = (type: 'currency' | 'region', code: string): string | undefined =>
  new Intl.DisplayNames('en', { type, fallback: 'none' }).of(code)

describe('countries', () => {
  it('are the 249 of ISO 3166-1, in order, each with a name', () => {
    expect(countryCodes).toHaveLength(249)
    expect(countryCodes).toEqual([...new Set(countryCodes)].toSorted())
    expect(countryCodes.filter((code) => named('region', code) === undefined)).toEqual([])
  })

  it('are those that the library of IBANs lists; Kosovo has IBANs, but no code of the standard', () => {
    const other = new Set(Object.keys(countrySpecs))
    expect(countryCodes.filter((code) => !other.has(code))).toEqual([])
    expect([...other].filter((code) => !countryCodes.includes(code))).toEqual(['XK'])
  })

  it.each(['XK', 'EU', 'UK', 'AN', 'ZZ', 'DEU', 'de', 'D', '', undefined])('%j is none', (code) => {
    expect(faultOf(countryField(), code)).toBe('Choose a country: its two-letter code, such as DE.')
  })
})

describe('currencies', () => {
  it('are those of ISO 4217 that people are paid in, in order, each with a name', () => {
    expect(currencyCodes).toEqual([...new Set(currencyCodes)].toSorted())
    // The newest code has no name yet in the oldest Node that we run on.
    expect(
      currencyCodes.filter((code) => code !== 'XCG' && code !== 'ZWG' && !named('currency', code)),
    ).toEqual([])
    const standard = z.regexes.currencyCode.source.match(/[A-Z]{3}/g) ?? []
    const funds = ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW']
    const noMoney = standard.filter((code) => /^X(?!AF|CD|CG|OF|PF)/.test(code))
    expect(standard.filter((code) => ![...funds, ...noMoney].includes(code))).toEqual(currencyCodes)
  })

  it.each(['DEM', 'HRK', 'BGN', 'XAU', 'XXX', 'BTC', 'eur', 'EU', '', undefined])('%j is none', (code) => {
    expect(faultOf(currencyField(), code)).toBe('Choose a currency: its three-letter code, such as EUR.')
  })

  it('have the decimals of the standard', () => {
    const other = (decimals: number): string[] =>
      currencyCodes.filter((code) => decimalsOf(code) === decimals)
    expect(other(0)).toEqual('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
    expect(other(3)).toEqual('BHD IQD JOD KWD LYD OMR TND'.split(' '))
    expect(other(2)).toHaveLength(currencyCodes.length - 23)
  })

  it.each([
    [92_500, 'EUR', undefined],
    [92_500.5, 'EUR', undefined],
    [0.01, 'EUR', undefined],
    [999_999_999_999.99, 'USD', undefined],
    [1.005, 'EUR', 'Give at most 2 decimals: EUR has no more.'],
    [0.1 + 0.2, 'EUR', 'Give at most 2 decimals: EUR has no more.'],
    [1.005, 'KWD', undefined],
    [1.0005, 'KWD', 'Give at most 3 decimals: KWD has no more.'],
    [4_200_000, 'JPY', undefined],
    [4_200_000.5, 'JPY', 'Give a whole amount: JPY has no decimals.'],
  ])('%d %s: %j', (amount, currency, message) => {
    expect(findAmountFault(amount, currency)).toBe(message)
  })
})
