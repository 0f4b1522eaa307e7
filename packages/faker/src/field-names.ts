import { toConstantCase } from '@throughline/schema'
import { momentFor } from './field-moments.ts'
import type { Tools } from './tools.ts'

type Texts = (tools: Tools, name: string) => readonly (() => string)[]

const people =
  /^(person|user|customer|client|employee|author|member|contact|patient|student|teacher|player|owner)$/i
const companies = /^(company|organi[sz]ation|employer|supplier|vendor|merchant|team|tenant|brand)$/i

const firstName: Texts = ({ faker }) => [() => faker.person.firstName()]
const lastName: Texts = ({ faker }) => [() => faker.person.lastName()]
const fullName: Texts = ({ faker }) => [() => `${faker.person.firstName()} ${faker.person.lastName()}`]
const email: Texts = ({ faker }) => [() => faker.internet.exampleEmail().toLowerCase()]
const phone: Texts = ({ faker }) => [
  () => faker.phone.number(),
  () => faker.phone.number({ style: 'international' }),
]
const street: Texts = ({ faker }) => [() => faker.location.streetAddress()]
const city: Texts = ({ faker }) => [() => faker.location.city()]
const state: Texts = ({ faker }) => [
  () => faker.location.state(),
  () => faker.location.state({ abbreviated: true }),
]
const postalCode: Texts = ({ faker }) => [
  () => faker.location.zipCode('#####'),
  () => faker.location.zipCode(),
]
const countryCode: Texts = ({ faker }) => [
  () => faker.location.countryCode('alpha-2'),
  () => faker.location.countryCode('alpha-3'),
]
const country: Texts = (tools, name) => [() => tools.faker.location.country(), ...countryCode(tools, name)]
const company: Texts = ({ faker }) => [() => faker.company.name()]
const job: Texts = ({ faker }) => [() => faker.person.jobTitle()]
const product: Texts = ({ faker }) => [() => faker.commerce.productName()]
const currency: Texts = ({ faker }) => [
  () => faker.finance.currencyCode(),
  () => faker.finance.currencyName(),
]
const url: Texts = ({ faker }) => [() => `https://${faker.lorem.slug(2)}.example`]
const image: Texts = ({ faker }) => [() => `https://images.example/${faker.lorem.slug(2)}.jpg`]
const sentence: Texts = ({ faker }) => [() => faker.lorem.sentence({ min: 6, max: 14 })]
const title: Texts = ({ faker }) => [() => faker.lorem.sentence({ min: 2, max: 5 }).slice(0, -1)]
const paragraph: Texts = ({ faker }) => [() => faker.lorem.paragraph(3)]
const word: Texts = ({ faker }) => [() => faker.lorem.word()]
const day: Texts = (tools, name) => {
  const moment = momentFor(name, tools)
  return [() => moment().toISOString().slice(0, 10)]
}

/** Makers by the last words of a field's name, in lower case and joined. */
const texts: Readonly<Record<string, Texts>> = {
  firstname: firstName,
  givenname: firstName,
  forename: firstName,
  lastname: lastName,
  familyname: lastName,
  surname: lastName,
  middlename: firstName,
  fullname: fullName,
  displayname: fullName,
  username: ({ faker }) => [() => faker.internet.username()],
  login: ({ faker }) => [() => faker.internet.username()],
  email,
  emailaddress: email,
  phone,
  phonenumber: phone,
  mobile: phone,
  fax: phone,
  street,
  streetaddress: street,
  address: street,
  addressline: street,
  city,
  town: city,
  state,
  region: state,
  province: state,
  county: state,
  postalcode: postalCode,
  postcode: postalCode,
  zip: postalCode,
  zipcode: postalCode,
  country,
  nationality: country,
  countrycode: countryCode,
  company,
  companyname: company,
  employer: company,
  organization: company,
  organisation: company,
  supplier: company,
  vendor: company,
  bankname: ({ faker }) => [() => `${faker.location.city()} Bank`],
  department: ({ faker }) => [() => faker.commerce.department()],
  position: job,
  job,
  jobtitle: job,
  occupation: job,
  product,
  productname: product,
  title,
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
  keyword: word,
  category: ({ faker }) => [() => faker.commerce.department()],
  iban: ({ faker }) => [() => faker.finance.iban()],
  bic: ({ faker }) => [() => faker.finance.bic()],
  swift: ({ faker }) => [() => faker.finance.bic()],
  accountnumber: ({ faker }) => [() => faker.finance.accountNumber()],
  currency,
  currencycode: currency,
  url,
  website: url,
  homepage: url,
  link: url,
  avatar: image,
  image,
  photo: image,
  color: ({ faker }) => [() => faker.color.human(), () => faker.color.rgb()],
  colour: ({ faker }) => [() => faker.color.human(), () => faker.color.rgb()],
  slug: ({ faker }) => [() => faker.lorem.slug(3)],
  sku: ({ faker }) => [() => faker.string.alphanumeric({ length: 8, casing: 'upper' })],
  isbn: ({ faker }) => [() => faker.commerce.isbn()],
  version: ({ faker }) => [() => faker.system.semver()],
  filename: ({ faker }) => [() => faker.system.fileName()],
  timezone: ({ faker }) => [() => faker.location.timeZone()],
  language: ({ faker }) => [() => faker.location.language().alpha2],
  date: day,
  birthday: day,
  dob: day,
}

/** Numbers by the last words of a field's name: smallest, largest and step. */
const numbers: Readonly<Record<string, readonly [min: number, max: number, step: number]>> = {
  age: [18, 90, 1],
  amount: [1, 5000, 0.01],
  balance: [0, 20_000, 0.01],
  budget: [1000, 500_000, 100],
  cost: [1, 1000, 0.01],
  count: [0, 50, 1],
  discount: [0, 50, 1],
  duration: [1, 480, 1],
  height: [150, 200, 1],
  income: [20_000, 150_000, 100],
  lat: [-60, 70, 0.0001],
  latitude: [-60, 70, 0.0001],
  lng: [-180, 180, 0.0001],
  longitude: [-180, 180, 0.0001],
  percent: [0, 100, 1],
  percentage: [0, 100, 1],
  price: [1, 500, 0.01],
  quantity: [1, 20, 1],
  rating: [1, 5, 1],
  salary: [25_000, 150_000, 100],
  score: [0, 100, 1],
  stock: [0, 500, 1],
  total: [1, 5000, 0.01],
  weight: [1, 120, 0.1],
  year: [1990, 2025, 1],
}

/** `billingPostalCode` → `billingpostalcode`, `postalcode`, `code`: the longest name that is known wins. */
function suffixes(name: string): string[] {
  const words = toConstantCase(name).toLowerCase().split('_')
  return words.map((_, index) => words.slice(index).join('').replace(/\d+$/, ''))
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const known = suffixes(name).find((suffix) => Object.hasOwn(table, suffix))
  return known === undefined ? undefined : table[known]
}

/** Makers of texts that suit a field's name, best first; none where the name says nothing. */
export function namedTexts(name: string, singular: string, tools: Tools): readonly (() => string)[] {
  if (/^name$/i.test(name)) {
    return (people.test(singular) ? fullName : companies.test(singular) ? company : product)(tools, name)
  }
  return lookUp(texts, name)?.(tools, name) ?? []
}

/** Makers for the widgets that mean a code. */
export function widgetTexts(widget: string | undefined, tools: Tools): readonly (() => string)[] {
  if (widget === 'country') return countryCode(tools, widget)
  return widget === 'currency' ? currency(tools, widget) : []
}

/** The range of numbers that suits a field's name. */
export function namedRange(name: string): readonly [min: number, max: number, step: number] | undefined {
  return lookUp(numbers, name)
}
