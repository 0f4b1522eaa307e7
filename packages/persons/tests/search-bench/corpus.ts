import { fakePersons } from '../../src/fake/fake-persons.ts'
import type { personsModel } from '../../src/model/persons-model.ts'
import type { EntityRow } from '@throughline/schema'
import { foldText } from '@throughline/schema/adapter'
import { createRandom } from '@throughline/schema/testing'

export type Entry = EntityRow<typeof personsModel>

/** One person with all rows of theirs as texts: what engines that know no relations index. */
export interface FlatPerson {
  readonly id: string
  readonly person: string
  readonly address: string
  readonly bankAccount: string
  readonly contactInfo: string
  readonly employment: string
}

export type QueryKind = 'exact' | 'multi' | 'prefix' | 'typo'

export interface BenchQuery {
  readonly kind: QueryKind
  readonly text: string
  /** The person whose rows it was made of. */
  readonly id: string
}

/** The searchable texts of a row. */
function textsOf({ entity, row }: Entry): string[] {
  if (entity === 'persons') return [row.firstName, row.lastName]
  if (entity === 'addresses') return [row.street, row.postalCode, row.city]
  if (entity === 'bankAccounts') return [row.bankName]
  if (entity === 'contactInfos') return [row.value]
  return [row.companyName, row.position, row.department]
}

/** A person as others index one: folded, outside of the time that is measured. */
export function flatten(entries: readonly Entry[]): FlatPerson {
  const of = (entity: Entry['entity']): string =>
    foldText(entries.flatMap((entry) => (entry.entity === entity ? textsOf(entry) : [])).join(' '))
  return {
    id: entries[0]?.row.id ?? '',
    person: of('persons'),
    address: of('addresses'),
    bankAccount: of('bankAccounts'),
    contactInfo: of('contactInfos'),
    employment: of('employments'),
  }
}

/** Persons with their rows, one group after the other. */
export function* personsOf(count: number): Generator<Entry[]> {
  let group: Entry[] = []
  for (const entry of fakePersons({ count })) {
    if (entry.entity === 'persons' && group.length > 0) {
      yield group
      group = []
    }
    group.push(entry)
  }
  yield group
}

/** Queries of four kinds in turn, made of words of one person each. */
export function makeQueries(
  groups: readonly (readonly Entry[])[],
  count: number,
  seed: number,
): BenchQuery[] {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!
  const kinds: readonly QueryKind[] = ['exact', 'prefix', 'multi', 'typo']
  const queries: BenchQuery[] = []
  while (queries.length < count) {
    const entries = pick(groups)
    const words = entries.map((entry) => wordsOf(textsOf(entry).join(' '))).filter((list) => list.length > 0)
    const word = pick(pick(words))
    const letters = word.length >= 4 && /^\p{L}+$/u.test(word)
    const kind = kinds[queries.length % 4]!
    if ((kind === 'typo' || kind === 'prefix') && !letters) continue
    const text = {
      exact: () => word,
      prefix: () => word.slice(0, 3 + random(word.length - 2)),
      multi: () => Array.from({ length: 2 + random(2) }, () => pick(pick(words))).join(' '),
      typo: () => mistype(word, random),
    }[kind]()
    queries.push({ kind, text, id: entries[0]!.row.id })
  }
  return queries
}

const wordsOf = (text: string): string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)

/** A word with one letter left out, doubled, replaced or swapped with the next; another word in any case. */
function mistype(word: string, below: (limit: number) => number): string {
  for (;;) {
    const at = below(word.length)
    const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)]
    const other = String.fromCharCode(97 + below(26))
    const typo = [
      before + after,
      before + other + letter + after,
      before + other + after,
      before + after.charAt(0) + letter + after.slice(1),
    ][below(4)]!
    if (typo !== word) return typo
  }
}
