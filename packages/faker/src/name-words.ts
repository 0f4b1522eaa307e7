// What `normalize` does not take apart into a letter and a mark.
const folded: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** The words of a name in the letters a to z: `Anna-Lena O'Brien` → `anna`, `lena`, `obrien`; none of other scripts. */
export function asciiWords(name: string): string[] {
  return name
    .toLowerCase()
    .replaceAll(/[ßøæœłđðþı]/g, (letter) => folded[letter] ?? letter)
    .normalize('NFD')
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
