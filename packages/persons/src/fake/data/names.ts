import type { LocaleDefinition } from '@faker-js/faker'
import type { Names } from './country.types.ts'

/** The names of a faker locale, for those that a country does not spell out itself. */
export function namesOf({ person }: LocaleDefinition, own: Partial<Names> = {}): Names {
  const first = person?.first_name
  const last = person?.last_name
  return {
    female: first?.female ?? [],
    male: first?.male ?? [],
    lastFemale: last?.female ?? last?.generic ?? [],
    lastMale: last?.male ?? last?.generic ?? [],
    ...own,
  }
}
