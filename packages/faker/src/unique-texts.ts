import type { FieldDescription } from '@throughline/schema'
import { accountDigits, bankNumber, cardNumber } from './check-digits.ts'
import type { Site } from './maker.ts'
import { permute } from './permute.ts'
import { nameWords } from './person-texts.ts'
import { deriveSeed, labelOf, seedFrom } from './seed.ts'

/** Values of which no two are the same: one for each number below `size`. */
export interface Unique {
  readonly size: number
  readonly at: (number: number) => unknown
}

/** As many as a double counts exactly. */
export const endless = 2 ** 52

/** Moments that are told apart by the second, among the last three years; days, among the last hundred. */
export const seconds = 3 * 365 * 86_400
const days = 36_500

/** Values in a shuffled order: neighbouring rows get values that are far apart. */
export function shuffled(size: number, name: string, at: (index: number) => unknown): Unique {
  const seed = deriveSeed(seedFrom(0), labelOf(name))
  return { size, at: (number) => at(permute(number, size, seed)) }
}

/** ISO texts of moments that lie so many seconds apart. */
function moments(
  { name, tools }: Site,
  size: number,
  step: number,
  writers: readonly ((iso: string) => string)[],
): readonly Unique[] {
  const start = tools.now.getTime()
  return writers.map((write) =>
    shuffled(size, name, (index) => write(new Date(start - index * step * 1000).toISOString())),
  )
}

/** The digits of a number, so many of them at least. */
function digits(number: number, length: number): string {
  return String(number).padStart(length, '0')
}

/** Digits in a name could be taken for the number that follows it. */
export function lettersOf(words: readonly string[]): string[] {
  const letters = words.map((word) => word.replaceAll(/\d/g, '')).filter(Boolean)
  return letters.length > 0 ? letters : ['x']
}

function addresses(site: Site, { max = Infinity }: FieldDescription): Unique {
  const words = nameWords(site)
  return {
    size: endless,
    at: (number) => {
      const end = `${number === 0 ? '' : number}@example.com`
      const name = lettersOf(words()).join('.')
      return name.slice(0, Math.max(max - end.length, 1)).replace(/\.$/, '') + end
    },
  }
}

function colons(hex: string, size: number): string {
  return hex.replaceAll(new RegExp(`(.{${size}})(?!$)`, 'g'), '$1:')
}

type ToUnique = (site: Site, field: FieldDescription) => readonly Unique[]

/** Different texts of a format, by number. */
export const uniqueFormats: Readonly<Record<string, ToUnique>> = {
  email: (site, field) => [addresses(site, field)],
  url: ({ tools: { faker } }) => [
    { size: endless, at: (number) => `https://${faker.lorem.slug(2)}.example/${number + 1}` },
    { size: endless, at: (number) => `http://${faker.lorem.word()}.example.com/${number + 1}` },
    { size: endless, at: (number) => `mailto:${faker.lorem.word()}${number + 1}@example.com` },
  ],
  hostname: ({ tools: { faker } }) => [
    { size: endless, at: (number) => `${faker.lorem.slug(2)}-${number + 1}.example` },
  ],
  e164: ({ name }) => [shuffled(10 ** 9, name, (index) => `+49151${digits(index, 9)}`)],
  ipv4: ({ name }) => [shuffled(2 ** 24, name, ipv4)],
  cidrv4: ({ name }) => [shuffled(2 ** 24, name, (index) => `${ipv4(index)}/32`)],
  ipv6: ({ name }) => [shuffled(2 ** 48, name, ipv6)],
  cidrv6: ({ name }) => [shuffled(2 ** 48, name, (index) => `${ipv6(index)}/128`)],
  mac: ({ name }) => [
    // 02 in front: an address that is given locally.
    shuffled(2 ** 40, name, (index) => colons(`02${index.toString(16).padStart(10, '0')}`, 2)),
  ],
  date: (site) => moments(site, days, 86_400, [(iso) => iso.slice(0, 10)]),
  datetime: (site) =>
    moments(site, seconds, 1, [
      (iso) => iso,
      (iso) => iso.replace('.000Z', 'Z'),
      (iso) => iso.slice(0, 19),
      (iso) => `${iso.slice(0, 19)}+00:00`,
      ...[1, 2, 6, 9].map((precision) => (iso: string) => `${iso.slice(0, 19)}.${'0'.repeat(precision)}Z`),
    ]),
  time: (site) => moments(site, 86_400, 1, [(iso) => iso.slice(11, 19), (iso) => iso.slice(11, 23)]),
  duration: () => [{ size: endless, at: (number) => `PT${number + 1}S` }],
  iban: ({ name, tools }) => [
    shuffled(10 ** accountDigits, name, (index) => bankNumber(tools, digits(index, accountDigits))),
  ],
  credit_card: ({ name }) => [shuffled(10 ** 14, name, (index) => cardNumber(`4${digits(index, 14)}`))],
}

function ipv4(index: number): string {
  return `10.${index >>> 16}.${(index >>> 8) & 255}.${index & 255}`
}

function ipv6(index: number): string {
  return `2001:db8:0:0:0:${colons(index.toString(16).padStart(12, '0'), 4)}`
}
