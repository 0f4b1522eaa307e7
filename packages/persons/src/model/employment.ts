import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import { calendarDay, latestToday, yearsFrom } from './calendar-day.ts'
import { currencyField, findAmountFault } from './currency.ts'
import { objection } from './objection.ts'
import { textLine } from './text-line.ts'

/** More than any salary in any currency, and few enough digits to keep its decimals exact. */
const highestSalary = 1e12

/** Contracts are signed before they begin: up to a year ahead; the last century is long enough ago. */
function findStartFault(day: string): string | undefined {
  if (day > yearsFrom(latestToday(), 1)) return 'The start date is more than a year ahead.'
  return day < '1900-01-01' ? 'The start date is before 1900.' : undefined
}

/**
 * A person's time with a company; `endDate` is null exactly when it is the current one, so that it is never ahead.
 *
 * Whatever was valid on one day stays so: no rule takes back what an earlier day allowed.
 */
export const EmploymentSchema = z
  .object({
    id: z.uuid(),
    personId: z.uuid(),
    companyName: textLine(200).register(fieldMeta, { label: 'Company', searchable: { weight: 2 } }),
    position: textLine(100).register(fieldMeta, { searchable: { weight: 2 } }),
    department: textLine(100).register(fieldMeta, { searchable: true }),
    startDate: calendarDay().check(objection(findStartFault)),
    endDate: calendarDay('Give the end date, or choose none.')
      .check(objection((day) => (day > latestToday() ? 'The end date is in the future.' : undefined)))
      .nullable(),
    isCurrent: z.boolean().register(fieldMeta, { label: 'Current' }),
    salary: z
      .number()
      .nonnegative({ error: 'A salary is not negative.' })
      .max(highestSalary, { error: 'This salary is too high.' })
      .register(fieldMeta, { widget: 'money', help: 'Gross, a year.' }),
    currency: currencyField(),
  })
  .check(
    objection(({ endDate, isCurrent }) => {
      if (isCurrent === (endDate === null)) return undefined
      return isCurrent ? 'A current employment has no end date.' : 'A past employment has an end date.'
    }, 'endDate'),
    objection(
      ({ startDate, endDate }) =>
        endDate !== null && endDate < startDate ? 'The end date is before the start date.' : undefined,
      'endDate',
    ),
    objection(({ salary, currency }) => findAmountFault(salary, currency), 'salary'),
  )
