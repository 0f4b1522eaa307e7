import type { OwnFields, PersonsContext } from './context.types.ts'
import { fill } from './template.ts'

/** The first address is the primary one, at home; others are in the same country. */
export function addressFields(context: PersonsContext<'addresses'>): OwnFields<'addresses'> {
  const { faker, indexInParent, shared } = context
  const { arrayElement } = faker.helpers
  const { country, region, city: home } = shared
  const isPrimary = indexInParent === 0
  const type = isPrimary ? 'home' : arrayElement(['work', 'billing', 'shipping'] as const)
  const city = isPrimary || faker.number.int(9) < 6 ? home : arrayElement(region.cities)
  return {
    type,
    street: country.streetLine(arrayElement(region.streets), String(faker.number.int({ min: 1, max: 148 }))),
    city: city.name,
    state: city.state,
    postalCode: fill(arrayElement(city.postal), faker),
    country: country.code,
    isPrimary,
  }
}
