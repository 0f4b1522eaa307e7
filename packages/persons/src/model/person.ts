import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'

/** A person: the root of the domain; everything else belongs to one. */
export const PersonSchema = z.object({
  id: z.uuid(),
  firstName: z.string().trim().min(1).max(100).register(fieldMeta, { fake: 'person.firstName' }),
  lastName: z.string().trim().min(1).max(100).register(fieldMeta, { fake: 'person.lastName' }),
  dateOfBirth: z.iso.date(),
  gender: z.enum(['male', 'female', 'other', 'prefer_not_to_say']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
