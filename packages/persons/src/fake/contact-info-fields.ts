import type { Faker } from '@faker-js/faker'
import { toAscii } from './ascii.ts'
import { isoDate } from './calendar.ts'
import type { OwnFields, PersonsContext } from './context.types.ts'
import type { Persona } from './persona.ts'
import { fill } from './template.ts'

type ContactType = OwnFields<'contactInfos'>['type']

// Reserved for examples (RFC 2606): no mail can reach anybody.
const privateDomains = [
  'example.com',
  'example.org',
  'example.net',
  'mail.example',
  'post.example',
  'web.example',
]
const workDomains = ['company.example', 'office.example', 'work.example']

/** An e-mail address, a mobile number, and then what people add; the first of each type is its primary one. */
export function contactInfoFields(context: PersonsContext<'contactInfos'>): OwnFields<'contactInfos'> {
  const { faker, indexInParent, shared, siblings } = context
  const type = pickType(faker, indexInParent, siblings)
  const isPrimary = siblings.every((sibling) => sibling.type !== type)
  return {
    type,
    value: values[type](shared, faker, isPrimary),
    isPrimary,
    isVerified: faker.number.int(9) < (type === 'email' || type === 'mobile' ? 8 : 3),
  }
}

/** Further contacts: numbers and mailboxes a person may have two of, profiles only one. */
const further: readonly ContactType[] = [
  'phone',
  'phone',
  'linkedin',
  'linkedin',
  'twitter',
  'email',
  'mobile',
]

function pickType(faker: Faker, index: number, siblings: readonly { type: ContactType }[]): ContactType {
  if (index === 0) return 'email'
  if (index === 1) return faker.number.int(9) < 9 ? 'mobile' : 'phone'
  const left = further.filter((type) => {
    const limit = type === 'linkedin' || type === 'twitter' ? 1 : 2
    return siblings.filter((sibling) => sibling.type === type).length < limit
  })
  return faker.helpers.arrayElement(left)
}

const values: Readonly<Record<ContactType, (persona: Persona, faker: Faker, isPrimary: boolean) => string>> =
  {
    email: (persona, faker, isPrimary) =>
      `${mailbox(persona, faker)}@${faker.helpers.arrayElement(isPrimary ? privateDomains : workDomains)}`,
    phone: ({ city, country }, faker) => country.callingCode + fill(city.phone, faker),
    mobile: ({ country }, faker) =>
      country.callingCode + fill(faker.helpers.arrayElement(country.mobile), faker),
    linkedin: (persona, faker) =>
      `https://www.linkedin.com/in/${asciiName(persona).join('-')}-${fill('%######', faker)}`,
    twitter: (persona, faker) => {
      const handle = asciiName(persona).join('_').replaceAll('-', '_')
      return `https://twitter.com/${handle.slice(0, 10)}${fill('%####', faker)}`
    },
  }

function asciiName({ country, firstName, lastName }: Persona): [first: string, last: string] {
  const german = country.code === 'DE' || country.code === 'AT' || country.code === 'CH'
  return [toAscii(firstName, german), toAscii(lastName, german)]
}

function mailbox(persona: Persona, faker: Faker): string {
  const [first, last] = asciiName(persona)
  const born = isoDate(persona.birthday).slice(0, 4)
  return faker.helpers.arrayElement([
    `${first}.${last}`,
    `${first}.${last}${born.slice(2)}`,
    `${first}_${last}`,
    `${first.charAt(0)}.${last}${born}`,
    `${last}.${first}`,
  ])
}
