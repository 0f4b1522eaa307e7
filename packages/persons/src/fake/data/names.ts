import type { LocaleDefinition } from '@faker-js/faker'
import type { Names } from './country.types.ts'

/** The names of a faker locale, for those that a country does not spell out itself. */
export function namesOf({ person }: LocaleDefinition, own: Partial<Names> = {}): Names {
  const first = person?.first_name
  const last = person?.last_name
  return {
    female: printable(first?.female),
    male: printable(first?.male),
    lastFemale: printable(last?.female ?? last?.generic),
    lastMale: printable(last?.male ?? last?.generic),
    ...own,
  }
}

/** Some names of faker's have control characters in them, which no name has. */
function printable(names: readonly string[] = []): readonly string[] {
  return names.map((name) => name.replaceAll(/\p{Cc}/gu, '').trim())
}
