import type { Faker } from '@faker-js/faker'
import type { SharedContext } from '@throughline/faker'
import type { Row } from '@throughline/schema'
import type { personsModel } from '../model/persons-model.ts'
import { dayOf, yearsBefore } from './calendar.ts'
import { countries } from './data/countries.ts'
import type { City, Country, Region } from './data/country.types.ts'
import { type Department, departments } from './data/departments.ts'

type PersonsModel = typeof personsModel
type Gender = Row<PersonsModel['entities']['persons']>['gender']

/** What all rows of one person have in common. */
export interface Persona {
  readonly country: Country
  readonly region: Region
  /** Where the person lives. */
  readonly city: City
  readonly gender: Gender
  readonly firstName: string
  readonly lastName: string
  /** Days since 1970-01-01. */
  readonly birthday: number
  readonly today: number
  /** Where the person makes a career. */
  readonly department: Department
}

const totalWeight = countries.reduce((sum, { weight }) => sum + weight, 0)

function pickCountry(faker: Faker): Country {
  let left = faker.number.int(totalWeight - 1)
  // Sound: the weights add up to the number that was drawn from.
  return countries.find(({ weight }) => (left -= weight) < 0) as Country
}

/** Draws a region, one with more cities more often, and one of its cities. */
function pickHome({ regions }: Country, faker: Faker): { region: Region; city: City } {
  return faker.helpers.arrayElement(
    regions.flatMap((region) => region.cities.map((city) => ({ region, city }))),
  )
}

function pickGender(faker: Faker): Gender {
  const percent = faker.number.int(99)
  if (percent < 48) return 'female'
  if (percent < 96) return 'male'
  return percent < 98 ? 'other' : 'prefer_not_to_say'
}

/** Draws who a person is: aged 18 to 90, with a name of the language that is spoken at home. */
export function makePersona({ faker, now }: SharedContext<PersonsModel>): Persona {
  const { arrayElement } = faker.helpers
  const country = pickCountry(faker)
  const { region, city } = pickHome(country, faker)
  const gender = pickGender(faker)
  const feminine = gender === 'female' || (gender !== 'male' && faker.datatype.boolean())
  const { female, male, lastFemale, lastMale, lastCount = 1 } = region.names
  const lastNames = feminine ? lastFemale : lastMale
  return {
    country,
    region,
    city,
    gender,
    firstName: arrayElement(feminine ? female : male),
    lastName: Array.from({ length: lastCount }, () => arrayElement(lastNames)).join(' '),
    birthday: faker.number.int({ min: yearsBefore(now, 90), max: yearsBefore(now, 18) }),
    today: dayOf(now),
    department: arrayElement(departments),
  }
}
