import { toConstantCase } from '@throughline/schema'
import { bankNumber, cardNumber } from './check-digits.ts'
import { momentFor } from './field-moments.ts'
import type { Site } from './maker.ts'
import { emails, fullNames, givenNames, isPerson, slugs, usernames } from './person-texts.ts'
import { cities, countries, countryCodes, postalCodes, states } from './place-texts.ts'
import { textOf } from './string-formats.ts'

export type Texts = (site: Site) => readonly (() => string)[]

const companies = /^(company|organi[sz]ation|employer|supplier|vendor|merchant|team|tenant|brand)$/i

const lastName: Texts = ({ tools: { faker } }) => [() => faker.person.lastName()]
const phone: Texts = ({ tools: { faker } }) => [
  () => faker.phone.number({ style: 'international' }),
  () => faker.phone.number(),
]
const street: Texts = ({ tools: { faker } }) => [() => faker.location.streetAddress()]
const company: Texts = ({ tools: { faker } }) => [() => faker.company.name()]
const job: Texts = ({ tools: { faker } }) => [() => faker.person.jobTitle()]
const product: Texts = ({ tools: { faker } }) => [() => faker.commerce.productName()]
const department: Texts = ({ tools: { faker } }) => [() => faker.commerce.department()]
const phrase: Texts = ({ tools: { faker } }) => [() => faker.company.catchPhrase()]
const currency: Texts = ({ tools: { faker } }) => [
  () => faker.helpers.arrayElement(['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'SEK', 'PLN', 'CAD', 'AUD']),
  () => faker.finance.currencyName(),
  () => faker.finance.currencySymbol(),
]
const url: Texts = ({ tools: { faker } }) => [() => `https://${faker.lorem.slug(2)}.example`]
const image: Texts = ({ tools: { faker } }) => [() => `https://images.example/${faker.lorem.slug(2)}.jpg`]
const host: Texts = ({ tools: { faker } }) => [() => `${faker.lorem.slug(2)}.example`]
const color: Texts = ({ tools: { faker } }) => [
  () => faker.color.rgb(),
  () => faker.color.human(),
  () => faker.color.rgb({ prefix: '' }),
]
const sentence: Texts = ({ tools: { faker } }) => [() => faker.lorem.sentence({ min: 6, max: 14 })]
const title: Texts = ({ tools: { faker } }) => [() => faker.lorem.sentence({ min: 2, max: 5 }).slice(0, -1)]
const paragraph: Texts = ({ tools: { faker } }) => [() => faker.lorem.paragraph(3)]
const word: Texts = ({ tools: { faker } }) => [() => faker.lorem.word()]
const secret: Texts = ({ tools }) => [
  () => textOf(24, 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', tools),
]
const day: Texts = ({ name, tools }) => {
  const moment = momentFor(name, tools)
  return [() => moment().toISOString().slice(0, 10)]
}
const tags = ['en-US', 'en-GB', 'de-DE', 'fr-FR', 'es-ES', 'it-IT', 'nl-NL', 'pl-PL', 'pt-PT', 'sv-SE']
const languageTag: Texts = ({ tools: { faker } }) => [
  () => faker.helpers.arrayElement(tags),
  () => faker.helpers.arrayElement(tags).slice(0, 2),
  () => faker.helpers.arrayElement(tags).replace('-', '_'),
]

/** Makers by the last words of a field's name, in lower case and joined. */
const texts: Readonly<Record<string, Texts>> = {
  firstname: givenNames,
  givenname: givenNames,
  forename: givenNames,
  middlename: givenNames,
  lastname: lastName,
  familyname: lastName,
  surname: lastName,
  fullname: fullNames,
  displayname: fullNames,
  authorname: fullNames,
  nickname: givenNames,
  username: usernames,
  login: usernames,
  handle: usernames,
  email: emails,
  emailaddress: emails,
  mail: emails,
  phone,
  phonenumber: phone,
  mobile: phone,
  fax: phone,
  street,
  streetaddress: street,
  address: street,
  addressline: street,
  city: cities,
  town: cities,
  state: states,
  region: states,
  province: states,
  county: states,
  postalcode: postalCodes,
  postcode: postalCodes,
  zip: postalCodes,
  zipcode: postalCodes,
  country: countries,
  nationality: countries,
  countrycode: countryCodes,
  company,
  companyname: company,
  employer: company,
  organization: company,
  organisation: company,
  supplier: company,
  vendor: company,
  bankname: ({ tools: { faker } }) => [() => `${faker.location.city()} Bank`],
  department,
  position: job,
  job,
  jobtitle: job,
  occupation: job,
  product,
  productname: product,
  title: (site) => (isPerson(site.singular) ? job : title)(site),
  subject: title,
  headline: title,
  description: sentence,
  summary: sentence,
  note: sentence,
  notes: sentence,
  comment: sentence,
  message: sentence,
  reason: sentence,
  bio: sentence,
  content: paragraph,
  body: paragraph,
  text: paragraph,
  tag: word,
  tags: word,
  label: word,
  keyword: word,
  skill: word,
  skills: word,
  category: department,
  iban: ({ tools }) => [() => bankNumber(tools)],
  bic: ({ tools: { faker } }) => [() => faker.finance.bic()],
  swift: ({ tools: { faker } }) => [() => faker.finance.bic()],
  accountnumber: ({ tools: { faker } }) => [() => faker.finance.accountNumber()],
  cardnumber: ({ tools }) => [() => cardNumber(`4${textOf(14, '0123456789', tools)}`)],
  creditcard: ({ tools }) => [() => cardNumber(`4${textOf(14, '0123456789', tools)}`)],
  currency,
  currencycode: currency,
  url,
  website: url,
  homepage: url,
  link: url,
  domain: host,
  hostname: host,
  avatar: image,
  image,
  photo: image,
  picture: image,
  ip: ({ tools: { faker } }) => [() => faker.internet.ipv4()],
  ipaddress: ({ tools: { faker } }) => [() => faker.internet.ipv4()],
  useragent: ({ tools: { faker } }) => [() => faker.internet.userAgent()],
  password: secret,
  secret,
  token: secret,
  color,
  colour: color,
  slug: slugs,
  sku: ({ tools: { faker } }) => [() => faker.string.alphanumeric({ length: 8, casing: 'upper' })],
  isbn: ({ tools: { faker } }) => [() => faker.commerce.isbn()],
  version: ({ tools: { faker } }) => [() => faker.system.semver()],
  filename: ({ tools: { faker } }) => [() => faker.system.fileName()],
  mimetype: ({ tools: { faker } }) => [() => faker.system.mimeType()],
  timezone: ({ tools: { faker } }) => [() => faker.location.timeZone()],
  language: ({ tools: { faker } }) => [
    () => faker.location.language().alpha2,
    () => faker.location.language().name,
  ],
  locale: languageTag,
  date: day,
  birthday: day,
  dob: day,
}

/** `billingPostalCode` → `billingpostalcode`, `postalcode`, `code`: the longest name that is known wins. */
function suffixes(name: string): string[] {
  const words = toConstantCase(name).toLowerCase().split('_')
  return words.map((_, index) => words.slice(index).join('').replace(/\d+$/, ''))
}

/** What a table holds under the last words of a field's name. */
export function byName<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const known = suffixes(name).find((suffix) => Object.hasOwn(table, suffix))
  return known === undefined ? undefined : table[known]
}

/** What a `name` is of, by the entity's singular. */
const things: readonly (readonly [singular: RegExp, texts: Texts])[] = [
  [companies, company],
  [/(product|item|article|part|device)$/i, product],
  [/(unit|department|division|section|category)$/i, department],
  [/(city|place|location|site|store|branch|office|warehouse)$/i, cities],
]

/** Makers of texts that suit a field's name, best first; none where the name says nothing. */
export function namedTexts(site: Site): readonly (() => string)[] {
  const { name, singular } = site
  if (/^name$/i.test(name)) {
    const [, known] = things.find(([names]) => names.test(singular)) ?? []
    return (isPerson(singular) ? fullNames : (known ?? phrase))(site)
  }
  return byName(texts, name)?.(site) ?? []
}

/** Makers for the widgets that mean a code. */
export function widgetTexts(widget: string | undefined, site: Site): readonly (() => string)[] {
  if (widget === 'country') return countryCodes(site)
  return widget === 'currency' ? currency(site) : []
}
