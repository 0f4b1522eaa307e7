import { countryName } from '@throughline/ui'
import type { RowOf } from './row.types.ts'

type Postal = Pick<RowOf<'addresses'>, 'city' | 'country' | 'postalCode' | 'state' | 'street'>
type CityLines = (address: Postal) => readonly string[]

const join = (parts: readonly string[], separator: string) => parts.filter(Boolean).join(separator)

const cityStateCode: CityLines = ({ city, state, postalCode }) => [
  join([join([city, state], ', '), postalCode], ' '),
]
const cityThenCode: CityLines = ({ city, state, postalCode }) => [city, join([state, postalCode], ' ')]
const codeThenCity: CityLines = ({ city, state, postalCode }) => [
  join([postalCode, city], ' '),
  state === city ? '' : state,
]

const cityLines: Readonly<Record<string, CityLines>> = {
  AU: cityStateCode,
  BR: cityStateCode,
  CA: cityStateCode,
  GB: cityThenCode,
  IE: cityThenCode,
  IN: cityStateCode,
  US: cityStateCode,
}

/** An address as it stands on an envelope in its country, line by line. */
export function postalLines(address: Postal, locale: string): string[] {
  const lines = cityLines[address.country] ?? codeThenCity
  const all = [address.street, ...lines(address), countryName(address.country, locale)]
  return [...new Set(all)].filter(Boolean)
}
