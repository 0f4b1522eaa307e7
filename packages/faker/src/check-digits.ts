import type { Tools } from './tools.ts'

/** Countries whose account numbers have no check digits of their own: bank code, then so many digits. */
const banks: Readonly<Record<string, readonly [codes: readonly string[], digits: number]>> = {
  DE: [['10070000', '37040044', '50010517', '70150000'], 10],
  AT: [['12000', '20111', '32000', '60000'], 11],
  CH: [['00230', '00700', '09000'], 12],
  GB: [['BARC200415', 'LOYD309634', 'NWBK601613'], 8],
  IE: [['AIBK931152', 'BOFI900017'], 8],
  LU: [['001', '003'], 13],
}

/** Digits of an account number at most, in any of the countries. */
export const accountDigits = 8

/**
 * An IBAN with right check digits, of the locale's country where its account numbers are simple.
 *
 * @param account Last digits of the account number; random ones when absent.
 */
export function bankNumber({ country, randomizer }: Tools, account = ''): string {
  const countries = Object.keys(banks)
  // Sound: there are countries, and banks in each.
  const code = country in banks ? country : (countries[randomizer.below(countries.length)] as string)
  const [codes, digits] = banks[code] ?? [[], 0]
  const bank = codes[randomizer.below(codes.length)] ?? ''
  let number = account.slice(-digits)
  while (number.length < digits) number = String(account === '' ? randomizer.below(10) : 0) + number
  return withCheckDigits(code, bank + number)
}

function withCheckDigits(country: string, number: string): string {
  const decimal = `${number}${country}00`.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  let rest = 0
  for (const digit of decimal) rest = (rest * 10 + Number(digit)) % 97
  return `${country}${String(98 - rest).padStart(2, '0')}${number}`
}

/** A card number: the digits with the check digit that makes them one (Luhn). */
export function cardNumber(digits: string): string {
  const sum = Array.from(digits)
    .toReversed()
    .map((digit, index) => (index % 2 === 0 ? Number(digit) * 2 : Number(digit)))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
