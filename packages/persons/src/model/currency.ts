import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'

/**
 * ISO 4217: the currencies in use, without funds, metals and test codes, in which nobody is paid.
 *
 * Written out, since `Intl.supportedValuesOf` lists withdrawn ones too, and others with each of its versions.
 */
export const currencyCodes: readonly string[] =
  `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
  CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD
  IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
  MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
  SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF
  XPF YER ZAR ZMW ZWG`.split(/\s+/)

// The standard's own digits: those of `Intl` are what shops write, such as none for the Iraqi dinar.
const withoutDecimals = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF)$/
const withThreeDecimals = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/

/** Decimals of a currency's amounts: those of its minor unit. */
export function decimalsOf(currency: string): number {
  return withoutDecimals.test(currency) ? 0 : withThreeDecimals.test(currency) ? 3 : 2
}

/** What is wrong with an amount in a currency. */
export function findAmountFault(amount: number, currency: string): string | undefined {
  const decimals = decimalsOf(currency)
  // A number has the decimals that writing it out with so many, and reading it again, leaves as they were.
  if (Number(amount.toFixed(decimals)) === amount) return undefined
  return decimals === 0
    ? `Give a whole amount: ${currency} has no decimals.`
    : `Give at most ${decimals} decimals: ${currency} has no more.`
}

/** A currency, as its three-letter code. */
export function currencyField() {
  return z
    .enum(currencyCodes, { error: 'Choose a currency: its three-letter code, such as EUR.' })
    .register(fieldMeta, { widget: 'currency' })
}
