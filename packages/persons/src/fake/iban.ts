import type { Faker } from '@faker-js/faker'
import type { Bank, CountryCode } from './data/country.types.ts'
import { digits, fill } from './template.ts'

/** The remainder of a long decimal number by 97. */
function mod97(decimal: string): number {
  let rest = 0
  for (const digit of decimal) rest = (rest * 10 + Number(digit)) % 97
  return rest
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

/** The sum of digits, each times its weight. */
function weigh(number: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(number[index]), 0)
}

/** A number whose digits, weighed, are a multiple of 11; the last weight must be 1. */
function multipleOf11(head: string, weights: readonly number[]): string {
  const last = (11 - (weigh(head, weights.slice(0, -1)) % 11)) % 11
  // No digit is worth ten: then another head is taken, which is the same number with one more at its end.
  if (last < 10) return `${head}${last}`
  return multipleOf11(head.slice(0, -1) + ((Number(head.at(-1)) + 1) % 10), weights)
}

function spanishDigit(number: string, weights: readonly number[]): number {
  const digit = 11 - (weigh(number, weights) % 11)
  return digit === 11 ? 0 : digit === 10 ? 1 : digit
}

// The values of digits in odd places of an Italian account number; letters do not occur here.
const italianOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]

function italianLetter(number: string): string {
  const values = Array.from(number, (digit, index) =>
    index % 2 === 0 ? (italianOdd[Number(digit)] ?? 0) : Number(digit),
  )
  return String.fromCharCode(65 + (values.reduce((sum, value) => sum + value, 0) % 26))
}

// Codes of branches in Milan, Rome, Turin, Naples, Bologna, Florence, Genoa and Venice.
const italianBranches = ['01600', '03200', '01000', '03400', '02400', '02800', '01400', '02000']

/** The country's own account number, with the national check digits where it has them. */
const nationalNumbers = {
  AT: (code, faker) => code + digits(11, faker),
  BE: (code, faker) => {
    const number = code + digits(7, faker)
    return number + two(mod97(number) || 97)
  },
  CH: (code, faker) => code + digits(12, faker),
  CZ: (code, faker) =>
    `${code}000000${multipleOf11(fill('%########', faker), [6, 3, 7, 9, 10, 5, 8, 4, 2, 1])}`,
  DE: (code, faker) => code + digits(10, faker),
  ES: (code, faker) => {
    const branch = code + digits(4, faker)
    const account = digits(10, faker)
    const first = spanishDigit(branch, [4, 8, 5, 10, 9, 7, 3, 6])
    return `${branch}${first}${spanishDigit(account, [1, 2, 4, 8, 5, 10, 9, 7, 3, 6])}${account}`
  },
  FR: (code, faker) => {
    const number = code + digits(5, faker) + digits(11, faker)
    return number + two(97 - mod97(`${number}00`))
  },
  GB: (code, faker) => code + digits(8, faker),
  IE: (code, faker) => code + digits(8, faker),
  IT: (code, faker) => {
    const number = code + faker.helpers.arrayElement(italianBranches) + digits(12, faker)
    return italianLetter(number) + number
  },
  NL: (code, faker) => `${code}0${multipleOf11(fill('%#######', faker), [9, 8, 7, 6, 5, 4, 3, 2, 1])}`,
  PL: (code, faker) => {
    const branch = code + digits(3, faker)
    return branch + ((10 - (weigh(branch, [3, 9, 7, 1, 3, 9, 7]) % 10)) % 10) + digits(16, faker)
  },
  PT: (code, faker) => {
    const number = code + digits(4, faker) + digits(11, faker)
    return number + two(98 - mod97(`${number}00`))
  },
  SE: (code, faker) => `${code}000000${digits(11, faker)}`,
} satisfies Record<CountryCode, (code: string, faker: Faker) => string>

/** An IBAN of the bank, with right check digits, those of the country included. */
export function makeIban(country: CountryCode, bank: Bank, faker: Faker): string {
  const number = nationalNumbers[country](fill(bank.code, faker), faker)
  const decimal = `${number}${country}00`.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return `${country}${two(98 - mod97(decimal))}${number}`
}
