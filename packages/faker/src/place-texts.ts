import type { Site } from './maker.ts'

type Texts = (site: Site) => readonly (() => string)[]

/** Countries in their own language; that of a locale goes with its cities. */
const names: Readonly<Record<string, string>> = {
  AT: 'Österreich',
  AU: 'Australia',
  BE: 'Belgique',
  BR: 'Brasil',
  CA: 'Canada',
  CH: 'Schweiz',
  CN: '中国',
  CZ: 'Česko',
  DE: 'Deutschland',
  DK: 'Danmark',
  ES: 'España',
  FI: 'Suomi',
  FR: 'France',
  GB: 'United Kingdom',
  IE: 'Ireland',
  IN: 'India',
  IT: 'Italia',
  JP: '日本',
  KR: '대한민국',
  MX: 'México',
  NL: 'Nederland',
  NO: 'Norge',
  PL: 'Polska',
  PT: 'Portugal',
  SE: 'Sverige',
  US: 'United States',
  ZA: 'South Africa',
}

const parts = ['city', 'town', 'street', 'postalCode', 'postal_code', 'zip', 'zipCode', 'zip_code', 'state']

/** A row with a city is an address: its country is the locale's, where the city is. */
const isAddress = ({ beside }: Site): boolean => parts.some((part) => beside.has(part))

export const cities: Texts = ({ tools: { faker } }) => [() => faker.location.city()]

export const states: Texts = ({ tools: { faker } }) => [
  () => faker.location.state(),
  () => faker.location.state({ abbreviated: true }),
]

export const postalCodes: Texts = ({ tools: { faker, country } }) => [
  ...(country === 'US' ? [() => faker.location.zipCode('#####')] : []),
  () => faker.location.zipCode(),
  () => faker.location.zipCode('#####'),
]

export const countryCodes: Texts = (site) => {
  const { faker, country } = site.tools
  return [
    ...(isAddress(site) ? [() => country] : []),
    () => faker.location.countryCode('alpha-2'),
    () => faker.location.countryCode('alpha-3'),
  ]
}

export const countries: Texts = (site) => {
  const { faker, country } = site.tools
  const own = names[country]
  return [
    ...(own !== undefined && isAddress(site) ? [() => own] : []),
    () => faker.location.country(),
    ...countryCodes(site),
  ]
}
