import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'

/** A person's time with a company; `endDate` is null exactly when it is the current one. */
export const EmploymentSchema = z
  .object({
    id: z.uuid(),
    personId: z.uuid(),
    companyName: z.string().trim().min(1).max(200).register(fieldMeta, { label: 'Company' }),
    position: z.string().trim().min(1).max(100),
    department: z.string().trim().min(1).max(100),
    startDate: z.iso.date(),
    endDate: z.iso.date().nullable(),
    isCurrent: z.boolean().register(fieldMeta, { label: 'Current' }),
    salary: z.number().nonnegative().register(fieldMeta, { widget: 'money', help: 'Gross, a year.' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'Use the three-letter currency code, such as EUR.' })
      .register(fieldMeta, { widget: 'currency' }),
  })
  .refine(({ endDate, isCurrent }) => isCurrent === (endDate === null), {
    path: ['endDate'],
    error: 'A current employment has no end date; a past one has.',
  })
