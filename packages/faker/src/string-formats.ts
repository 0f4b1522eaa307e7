import { momentFor } from './field-moments.ts'
import { uuid } from './randomizer.ts'
import type { Tools } from './tools.ts'

type Texts = readonly (() => string)[]

/** Makers for Zod's string formats, best first; the first one that the schema takes is used. */
const formats: Readonly<Record<string, (tools: Tools, name: string) => Texts>> = {
  uuid: ({ faker, randomizer }) => [() => uuid(randomizer), () => faker.string.uuid({ version: 7 })],
  guid: ({ randomizer }) => [() => uuid(randomizer)],
  email: ({ faker }) => [
    () => faker.internet.exampleEmail().toLowerCase(),
    () => `${faker.string.alpha(4)}@a.example`,
  ],
  url: ({ faker }) => [
    () => `https://${faker.lorem.slug(2)}.example/${faker.lorem.word()}`,
    () => `http://${faker.lorem.word()}.example`,
  ],
  date: (tools, name) => [textOf(momentFor(name, tools), (iso) => iso.slice(0, 10))],
  datetime: (tools, name) => {
    const moment = momentFor(name, tools)
    return [
      textOf(moment, (iso) => iso),
      textOf(moment, (iso) => iso.replace('.000Z', 'Z')),
      textOf(moment, (iso) => iso.slice(0, 19)),
      textOf(moment, (iso) => `${iso.slice(0, 16)}Z`),
      textOf(moment, (iso) => iso.replace('.000Z', '.000000Z')),
    ]
  },
  time: (tools, name) => {
    const moment = momentFor(name, tools)
    return [textOf(moment, (iso) => iso.slice(11, 19)), textOf(moment, (iso) => iso.slice(11, 16))]
  },
  duration: ({ randomizer }) => [
    () => `PT${1 + randomizer.below(48)}H`,
    () => `P${1 + randomizer.below(30)}D`,
  ],
  ipv4: ({ faker }) => [() => faker.internet.ipv4()],
  ipv6: ({ faker }) => [() => faker.internet.ipv6()],
  cidrv4: ({ faker, randomizer }) => [() => `${faker.internet.ipv4()}/${8 + randomizer.below(25)}`],
  cidrv6: ({ faker, randomizer }) => [() => `${faker.internet.ipv6()}/${16 + randomizer.below(113)}`],
  mac: ({ faker }) => [() => faker.internet.mac(), () => faker.internet.mac('-')],
  hostname: ({ faker }) => [() => `${faker.lorem.slug(2)}.example`],
  emoji: ({ faker }) => [() => faker.internet.emoji(), () => '🙂'],
  nanoid: ({ faker }) => [() => faker.string.nanoid(21)],
  ulid: ({ faker }) => [() => faker.string.ulid()],
  cuid: ({ faker }) => [() => `c${faker.string.alphanumeric({ length: 24, casing: 'lower' })}`],
  cuid2: ({ faker }) => [() => `c${faker.string.alphanumeric({ length: 23, casing: 'lower' })}`],
  xid: ({ faker }) => [() => faker.string.fromCharacters('0123456789abcdefghijklmnopqrstuv', 20)],
  ksuid: ({ faker }) => [() => faker.string.alphanumeric(27)],
  base64: ({ faker }) => [() => faker.string.alphanumeric(16)],
  base64url: ({ faker }) => [() => faker.string.alphanumeric(16)],
  e164: ({ faker }) => [() => faker.phone.number({ style: 'international' })],
  json_string: ({ faker }) => [() => JSON.stringify({ [faker.lorem.word()]: faker.lorem.word() })],
  lowercase: ({ faker }) => [() => faker.lorem.words(2)],
  uppercase: ({ faker }) => [() => faker.lorem.words(2).toUpperCase()],
}

function textOf(moment: () => Date, write: (iso: string) => string): () => string {
  return () => write(moment().toISOString())
}

/** The makers for a format's name; none for a format that is unknown or absent. */
export function formatTexts(format: string | undefined, name: string, tools: Tools): Texts {
  const make = format === undefined ? undefined : formats[format]
  return make?.(tools, name) ?? []
}

/** Makers of short codes, for strings whose pattern is not known: tried when plain text is refused. */
export function codeTexts({ faker }: Tools, min = 1, max = 16): Texts {
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
