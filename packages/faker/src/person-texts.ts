import type { Site } from './maker.ts'
import { asciiWords, nameFields } from './name-words.ts'
import { textOf } from './string-formats.ts'

type Texts = (site: Site) => readonly (() => string)[]

const people =
  /^(person|user|customer|client|employee|author|member|contact|patient|student|teacher|player|owner|manager|guest|tenant|reviewer|speaker|agent|driver)$/i

/** Whether an entity of this singular is a human being. */
export function isPerson(singular: string): boolean {
  return people.test(singular)
}

/** Reserved for examples (RFC 2606): no mail can reach anybody. */
const domains = ['example.com', 'example.org', 'example.net']

/** First names, of the row's gender where it has one. */
export const givenNames: Texts = ({ tools: { faker, draft }, beside }) => {
  const gender = ['gender', 'sex'].find((name) => beside.has(name))
  return [
    () => {
      const value = gender === undefined ? undefined : draft.row[gender]
      if (typeof value !== 'string') return faker.person.firstName()
      if (/^(f|w|female|woman)$/i.test(value)) return faker.person.firstName('female')
      return faker.person.firstName(/^(m|male|man)$/i.test(value) ? 'male' : undefined)
    },
  ]
}

/** Whole names: of the row's first and last name where it has them. */
export const fullNames: Texts = ({ tools: { faker, draft }, beside, name }) => {
  const parts = nameFields(beside).filter((part) => part !== name)
  return [
    () => {
      const known = parts.map((part) => draft.row[part])
      if (known.length === 2 && known.every((part) => typeof part === 'string')) return known.join(' ')
      return `${faker.person.firstName()} ${faker.person.lastName()}`
    },
  ]
}

/** The words that the row's name is made of in ASCII letters; of a made-up name where it has none. */
export function nameWords({ tools, beside, singular }: Site): () => string[] {
  const { faker, draft } = tools
  const fields = nameFields(beside)
  const own = fields.length === 2 || isPerson(singular) ? fields : []
  return () => {
    const names = own.flatMap((field) => {
      const value = draft.row[field]
      return typeof value === 'string' ? [value] : []
    })
    const [first = faker.person.firstName(), last = own.length === 1 ? '' : faker.person.lastName()] = names
    const words = [first, last].flatMap(asciiWords)
    // Faker knows the letters of other scripts.
    const known =
      words.length > 0 ? words : asciiWords(faker.internet.username({ firstName: first, lastName: last }))
    return known.length > 0 ? known : [textOf(8, 'abcdefghijklmnopqrstuvwxyz', tools)]
  }
}

/** E-mail addresses of the person that the row tells of. */
export const emails: Texts = (site) => {
  const words = nameWords(site)
  const { randomizer } = site.tools
  return [() => `${words().join('.')}@${domains[randomizer.below(domains.length)]}`]
}

/** User names of the person that the row tells of. */
export const usernames: Texts = (site) => {
  const words = nameWords(site)
  const { randomizer } = site.tools
  return [
    () => `${words().join(randomizer.chance(0.5) ? '.' : '_')}${randomizer.below(100)}`,
    () => `${words().join('')}${randomizer.below(100)}`,
  ]
}

/** Words for an address, of the row's title or name. */
export function slugWords({ tools: { faker, draft }, beside }: Site): () => string[] {
  const source = ['title', 'name', 'headline', 'label', 'subject'].find((name) => beside.has(name))
  return () => {
    const value = source === undefined ? undefined : draft.row[source]
    const words = typeof value === 'string' ? asciiWords(value).slice(0, 6) : []
    return words.length > 0 ? words : faker.lorem.slug(3).split('-')
  }
}

export const slugs: Texts = (site) => {
  const words = slugWords(site)
  return [() => words().join('-')]
}
