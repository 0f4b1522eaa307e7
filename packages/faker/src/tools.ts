import { base, en, Faker, type LocaleDefinition } from '@faker-js/faker'
import { createRandomizer, type SeededRandomizer } from './randomizer.ts'

/** What all makers of one `fake` call draw from; one instance of each, restarted for every row. */
export interface Tools {
  readonly faker: Faker
  readonly randomizer: SeededRandomizer
  readonly now: Date
  /** The country that goes with the locale, ISO 3166 alpha-2. */
  readonly country: string
  /** The row that is being made. */
  readonly draft: Draft
}

/** A row on its way: makers read the fields that were drawn before theirs. */
export interface Draft {
  row: Readonly<Record<string, unknown>>
  /** Lazy fields that the value being drawn lies in. */
  depth: number
  /** The row's number, which its unique fields are made of. */
  number: number
  /** How often the row has been drawn again. */
  attempt: number
  /** The row is made to try makers with, and is thrown away. */
  isTrial: boolean
}

/** Countries of locales that name only a language. */
const countries: Readonly<Record<string, string>> = {
  ar: 'SA',
  cs: 'CZ',
  da: 'DK',
  el: 'GR',
  en: 'US',
  fa: 'IR',
  he: 'IL',
  hi: 'IN',
  ja: 'JP',
  ko: 'KR',
  nb: 'NO',
  sv: 'SE',
  uk: 'UA',
  vi: 'VN',
  zh: 'CN',
}

/** Makes the tools; `locale` is tried before English. */
export function createTools(now: Date, locale: LocaleDefinition | readonly LocaleDefinition[] = []): Tools {
  const randomizer = createRandomizer()
  const locales = [locale, en, base].flat()
  const faker = new Faker({ locale: locales, randomizer })
  faker.setDefaultRefDate(() => new Date(now))
  const { country, language } = locales[0]?.metadata ?? {}
  return {
    faker,
    randomizer,
    now,
    country: country ?? countries[language ?? 'en'] ?? (language ?? 'us').toUpperCase(),
    draft: { row: {}, depth: 0, number: 0, attempt: 0, isTrial: false },
  }
}
