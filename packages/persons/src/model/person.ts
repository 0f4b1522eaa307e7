import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import { calendarDay, latestToday, yearsFrom } from './calendar-day.ts'
import { objection } from './objection.ts'
import { textLine } from './text-line.ts'

/** Nobody is known to have lived longer than 122 years. */
const oldest = 130

function findBirthFault(day: string): string | undefined {
  const today = latestToday()
  if (day > today) return 'The date of birth is in the future.'
  return day < yearsFrom(today, -oldest) ? `The date of birth is more than ${oldest} years ago.` : undefined
}

/** A person: the root of the domain; everything else belongs to one. */
export const PersonSchema = z.object({
  id: z.uuid(),
  firstName: textLine(100).register(fieldMeta, { fake: 'person.firstName', searchable: { weight: 4 } }),
  lastName: textLine(100).register(fieldMeta, {
    fake: 'person.lastName',
    indexed: true,
    searchable: { weight: 4 },
  }),
  dateOfBirth: calendarDay().check(objection(findBirthFault)),
  gender: z.enum(['male', 'female', 'other', 'prefer_not_to_say']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
