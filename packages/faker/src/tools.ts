import { base, en, Faker, type LocaleDefinition } from '@faker-js/faker'
import { createRandomizer, type SeededRandomizer } from './randomizer.ts'

/** What all makers of one `fake` call draw from; one instance of each, restarted for every row. */
export interface Tools {
  readonly faker: Faker
  readonly randomizer: SeededRandomizer
  readonly now: Date
}

/** Makes the tools; `locale` is tried before English. */
export function createTools(now: Date, locale: LocaleDefinition | readonly LocaleDefinition[] = []): Tools {
  const randomizer = createRandomizer()
  const faker = new Faker({ locale: [locale, en, base].flat(), randomizer })
  faker.setDefaultRefDate(() => new Date(now))
  return { faker, randomizer, now }
}
