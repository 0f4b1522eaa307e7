import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'

/** One way to reach a person. */
export const ContactInfoSchema = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  type: z
    .enum(['email', 'phone', 'mobile', 'linkedin', 'twitter'])
    .register(fieldMeta, { valueLabels: { linkedin: 'LinkedIn', twitter: 'X (Twitter)' } }),
  value: z.string().trim().min(1).max(320),
  isPrimary: z.boolean().register(fieldMeta, { label: 'Primary' }),
  isVerified: z.boolean().register(fieldMeta, { label: 'Verified' }),
})
