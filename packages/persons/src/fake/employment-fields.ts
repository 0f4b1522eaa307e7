import type { Faker } from '@faker-js/faker'
import { isoDate, year } from './calendar.ts'
import type { OwnFields, PersonsContext } from './context.types.ts'
import { type Position, sectors } from './data/departments.ts'
import type { Persona } from './persona.ts'

/** Shortest employment, in days. */
const shortest = 90
/** Days kept free for each earlier one; three of them fit between the 16th and the 18th birthday. */
const room = 100

/** The last employment comes first, and each further one ended before the one that follows it began. */
export function employmentFields(context: PersonsContext<'employments'>): OwnFields<'employments'> {
  const { faker, indexInParent, countInParent, shared, siblings } = context
  const firstDay = Math.ceil(shared.birthday + 16 * year)
  const earlier = countInParent - indexInParent - 1
  const following = siblings.at(-1)
  const isCurrent = following === undefined && works(shared, faker)
  const end = isCurrent
    ? shared.today
    : endDay(shared, following?.startDate, firstDay + (earlier + 1) * room, faker)
  // Room for the earlier ones is left at the start of the working life; nobody starts on the day the rows are made.
  const latest = end - shortest
  const first = firstDay + earlier * room
  const longest = Math.min(latest - first, Math.floor(((end - firstDay) / (earlier + 1)) * 1.3), 15 * 365)
  const start = latest - faker.number.int(longest)
  const position = pickPosition(shared, start - firstDay, following?.position, faker)
  return {
    companyName: companyName(shared, faker),
    position: position.title,
    department: shared.department.name,
    startDate: isoDate(start),
    endDate: isCurrent ? null : isoDate(end),
    isCurrent,
    salary: salaryOf(shared, position.salary, faker),
    currency: shared.country.currency,
  }
}

/** Whether a person has work today: most do until 64, few after. */
function works({ birthday, today }: Persona, faker: Faker): boolean {
  const age = (today - birthday) / year
  return faker.number.int(99) < (age < 64 ? 92 : age < 70 ? 25 : 0)
}

/** The last day of an employment that is over: some time before the next one, or before the pension or today. */
function endDay(
  { birthday, today }: Persona,
  nextStart: string | undefined,
  earliest: number,
  faker: Faker,
): number {
  if (nextStart !== undefined) {
    const next = Date.parse(nextStart) / 86_400_000
    return Math.max(Math.min(earliest, next - 1), next - 1 - faker.number.int(120))
  }
  const pension = Math.floor(birthday + faker.number.int({ min: 60, max: 67 }) * year)
  return Math.max(earliest, Math.min(pension, today - 1) - faker.number.int(365))
}

/** The position after so many days of work, no higher than the one that followed it. */
function pickPosition(
  { department }: Persona,
  experience: number,
  next: string | undefined,
  faker: Faker,
): Position {
  const { positions } = department
  const limit = positions.findIndex(({ title }) => title === next)
  const highest = limit < 0 ? positions.length - 1 : limit
  const level = Math.floor((experience / year + faker.number.int({ min: -4, max: 2 })) / 8)
  // Sound: the index is held between the first position and the highest one.
  return positions[Math.min(Math.max(level, 0), highest)] as Position
}

function salaryOf({ country }: Persona, [min, max]: readonly [number, number], faker: Faker): number {
  const step = country.salaryFactor >= 5 ? 6000 : 600
  return Math.round((faker.number.int({ min, max }) * country.salaryFactor) / step) * step
}

function companyName({ city, region }: Persona, faker: Faker): string {
  const { arrayElement } = faker.helpers
  const founder = arrayElement(region.names.lastMale)
  const name = arrayElement([
    founder,
    `${founder} & ${arrayElement(region.names.lastMale)}`,
    `${founder} ${arrayElement(sectors)}`,
    `${city.name} ${arrayElement(sectors)}`,
  ])
  return `${name} ${arrayElement(region.legalForms)}`
}
