import { foldText } from '@throughline/schema/adapter'

/** The words of a name in the letters a to z: `Anna-Lena O'Brien` → `anna`, `lena`, `obrien`; none of other scripts. */
export function asciiWords(name: string): string[] {
  return foldText(name)
    .replaceAll(/[^a-z0-9\s_-]/g, '')
    .split(/[\s_-]+/)
    .filter(Boolean)
}

const firstNames = ['firstName', 'first_name', 'givenName', 'given_name', 'forename']
const lastNames = ['lastName', 'last_name', 'familyName', 'family_name', 'surname']
const fullNames = ['fullName', 'full_name', 'name', 'displayName', 'display_name']

/** The field of a person's first and last name, or of the whole one, among those beside a field; none where it has no name. */
export function nameFields(beside: ReadonlySet<string>): readonly string[] {
  const one = (names: readonly string[]): string[] => names.filter((name) => beside.has(name)).slice(0, 1)
  const parts = [...one(firstNames), ...one(lastNames)]
  return parts.length > 0 ? parts : one(fullNames)
}
