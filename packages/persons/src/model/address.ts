import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'

/** A place where a person lives, works, pays or receives. */
export const AddressSchema = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  type: z.enum(['home', 'work', 'billing', 'shipping']),
  street: z.string().trim().min(1).max(200),
  city: z.string().trim().min(1).max(100),
  state: z.string().trim().max(100),
  postalCode: z.string().trim().min(1).max(20),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'Use the two-letter country code, such as DE.' })
    .register(fieldMeta, { widget: 'country', help: 'Two-letter code, such as DE.' }),
  isPrimary: z.boolean().register(fieldMeta, { label: 'Primary' }),
})
