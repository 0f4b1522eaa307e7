import { bankNumber, cardNumber } from './check-digits.ts'
import { momentFor } from './field-moments.ts'
import { uuid } from './randomizer.ts'
import type { Tools } from './tools.ts'

type Texts = readonly (() => string)[]

const lower = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'
const letters = lower + lower.toUpperCase()
const base64Url = `${letters}${digits}-_`

/** A text of so many characters of an alphabet. */
export function textOf(length: number, alphabet: string, { randomizer }: Tools): string {
  let text = ''
  for (let index = 0; index < length; index += 1) text += alphabet[randomizer.below(alphabet.length)]
  return text
}

/** Makers for Zod's string formats, best first; the first one that the schema takes is used. */
const formats: Readonly<Record<string, (tools: Tools, name: string) => Texts>> = {
  uuid: ({ randomizer, now }) => [
    () => uuid(randomizer),
    () => timeUuid(uuid(randomizer, 7), now, randomizer.below(3 * 365 * 86_400_000)),
    ...[6, 1, 5, 3, 2, 8].map((version) => () => uuid(randomizer, version)),
  ],
  guid: ({ randomizer }) => [() => uuid(randomizer)],
  email: ({ faker }) => [
    () => faker.internet.exampleEmail().toLowerCase(),
    () => `${faker.string.alpha(4)}@a.example`,
  ],
  url: ({ faker }) => [
    () => `https://${faker.lorem.slug(2)}.example/${faker.lorem.word()}`,
    () => `http://${faker.lorem.word()}.example`,
    () => `https://www.${faker.lorem.word()}.example.com`,
    () => `ftp://${faker.lorem.word()}.example`,
    () => `mailto:${faker.internet.exampleEmail().toLowerCase()}`,
    () => `http://localhost:${1024 + faker.number.int(60_000)}`,
  ],
  date: (tools, name) => [isoText(name, tools, (iso) => iso.slice(0, 10))],
  datetime: dateTimes,
  time: (tools, name) =>
    [
      (iso: string) => iso.slice(11, 19),
      (iso: string) => iso.slice(11, 16),
      ...[3, 1, 2, 6, 9].map((precision) => (iso: string) => fraction(iso, precision).slice(11)),
    ].map((write) => isoText(name, tools, write)),
  duration: ({ randomizer }) => [
    () => `PT${1 + randomizer.below(48)}H`,
    () => `P${1 + randomizer.below(30)}D`,
  ],
  ipv4: ({ faker }) => [() => faker.internet.ipv4()],
  ipv6: ({ faker }) => [() => faker.internet.ipv6()],
  cidrv4: ({ faker, randomizer }) => [() => `${faker.internet.ipv4()}/${8 + randomizer.below(25)}`],
  cidrv6: ({ faker, randomizer }) => [() => `${faker.internet.ipv6()}/${16 + randomizer.below(113)}`],
  mac: ({ faker }) => [
    () => faker.internet.mac(),
    () => faker.internet.mac('-'),
    () => faker.internet.mac().replaceAll(':', '.'),
    () => faker.internet.mac(''),
  ],
  hostname: ({ faker }) => [() => `${faker.lorem.slug(2)}.example`],
  emoji: ({ faker }) => [() => faker.internet.emoji(), () => '🙂'],
  nanoid: (tools) => [() => textOf(21, base64Url, tools)],
  ulid: ({ faker }) => [() => faker.string.ulid()],
  cuid: (tools) => [() => `c${textOf(24, lower + digits, tools)}`],
  cuid2: (tools) => [() => textOf(1, lower, tools) + textOf(23, lower + digits, tools)],
  xid: (tools) => [() => textOf(20, digits + lower.slice(0, 22), tools)],
  ksuid: (tools) => [() => textOf(27, letters + digits, tools)],
  base64: (tools) => [() => textOf(24, letters + digits, tools)],
  base64url: (tools) => [() => textOf(24, base64Url, tools)],
  hex: (tools) => [() => textOf(32, `${digits}abcdef`, tools)],
  jwt: jsonWebTokens,
  e164: ({ faker }) => [() => faker.phone.number({ style: 'international' })],
  iban: (tools) => [() => bankNumber(tools)],
  credit_card: (tools) => [() => cardNumber(`4${textOf(14, digits, tools)}`)],
  currency_code: ({ faker }) => [
    () => faker.helpers.arrayElement(['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'SEK', 'PLN', 'CZK', 'CAD', 'AUD']),
  ],
  json_string: ({ faker }) => [() => JSON.stringify({ [faker.lorem.word()]: faker.lorem.word() })],
  lowercase: ({ faker }) => [() => faker.lorem.words(2)],
  uppercase: ({ faker }) => [() => faker.lorem.words(2).toUpperCase()],
}

function dateTimes(tools: Tools, name: string): Texts {
  const { randomizer } = tools
  const offset = (): string =>
    `${randomizer.chance(0.5) ? '+' : '-'}0${randomizer.below(10)}:${randomizer.chance(0.8) ? '00' : '30'}`
  return [
    (iso: string) => iso,
    (iso: string) => iso.replace('.000Z', 'Z'),
    (iso: string) => iso.slice(0, 19) + offset(),
    (iso: string) => iso.slice(0, 19),
    ...[1, 2, 6, 9].map((precision) => (iso: string) => `${fraction(iso, precision)}Z`),
    (iso: string) => `${iso.slice(0, 16)}Z`,
    (iso: string) => iso.slice(0, 16),
  ].map((write) => isoText(name, tools, write))
}

function isoText(name: string, tools: Tools, write: (iso: string) => string): () => string {
  const moment = momentFor(name, tools)
  return () => write(moment().toISOString())
}

function fraction(iso: string, precision: number): string {
  return `${iso.slice(0, 19)}.${'0'.repeat(precision)}`
}

/** Writes milliseconds since 1970 into the head of a version 7 UUID. */
function timeUuid(text: string, now: Date, age: number): string {
  const time = (now.getTime() - age).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}${text.slice(13)}`
}

const algorithms = ['HS256', 'RS256', 'ES256', 'EdDSA', 'PS256']
  .flatMap((name) =>
    name.endsWith('256') ? [name, name.replace('256', '384'), name.replace('256', '512')] : [name],
  )
  .toSorted((one, other) => Number(other === 'HS256') - Number(one === 'HS256'))

/** Tokens of made-up signatures: nobody signed them. */
function jsonWebTokens(tools: Tools): Texts {
  const part = (value: object): string => {
    // Latin letters alone, so that one character is one byte.
    const text = btoa(JSON.stringify(value))
    return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  }
  return algorithms.map((alg) => () => {
    const issued = Math.floor(tools.now.getTime() / 1000) - tools.randomizer.below(86_400)
    const payload = { sub: uuid(tools.randomizer), iat: issued, exp: issued + 3600 }
    return [part({ alg, typ: 'JWT' }), part(payload), textOf(43, base64Url, tools)].join('.')
  })
}

const hashes: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 }

/** Made-up hashes of the right length, such as `sha256_hex`. */
function hashTexts(format: string, tools: Tools): Texts {
  const [algorithm = '', encoding = ''] = format.split('_')
  const bytes = hashes[algorithm]
  if (bytes === undefined) return []
  if (encoding === 'hex') return [() => textOf(bytes * 2, `${digits}abcdef`, tools)]
  const length = Math.ceil((bytes * 8) / 6)
  // The last character of a hash that ends inside it holds zero bits: `A` is all zeros.
  const text = (): string => `${textOf(length - 1, letters + digits, tools)}A`
  return encoding === 'base64' ? [() => text().padEnd(Math.ceil(bytes / 3) * 4, '=')] : [text]
}

/** The makers for a format's name; none for a format that is unknown or absent. */
export function formatTexts(format: string | undefined, name: string, tools: Tools): Texts {
  if (format === undefined) return []
  return Object.hasOwn(formats, format) ? (formats[format]?.(tools, name) ?? []) : hashTexts(format, tools)
}

/** Makers of short codes, for strings whose rule is not known: tried when plain text is refused. */
export function codeTexts(tools: Tools, min = 1, max = 16): Texts {
  const { faker } = tools
  const upper = (length: number): string => faker.string.alpha({ length, casing: 'upper' })
  const lengths = Array.from({ length: 16 }, (_, index) => index + 1).filter((n) => n >= min && n <= max)
  return [
    () => faker.lorem.slug(2),
    () => faker.lorem.word(),
    () => faker.lorem.word().toUpperCase(),
    ...lengths.map((length) => () => faker.string.numeric({ length, allowLeadingZeros: false })),
    ...lengths.map((length) => () => upper(length)),
    ...lengths.map((length) => () => faker.string.alphanumeric({ length, casing: 'upper' })),
    ...lengths.map((length) => () => faker.string.hexadecimal({ length, casing: 'lower', prefix: '' })),
    () => `${upper(2)}-${faker.string.numeric(4)}`,
    () => `${upper(3)}-${faker.string.numeric(3)}`,
    () => `${faker.string.numeric(3)}-${faker.string.numeric(3)}`,
    () => `#${faker.string.hexadecimal({ length: 6, casing: 'lower', prefix: '' })}`,
    () => `+${faker.string.numeric({ length: 11, allowLeadingZeros: false })}`,
  ]
}
