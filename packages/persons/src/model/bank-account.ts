import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'

/** A person's account at a bank. */
export const BankAccountSchema = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  bankName: z.string().trim().min(1).max(100).register(fieldMeta, { label: 'Bank' }),
  accountType: z.enum(['checking', 'savings', 'investment']),
  accountNumberLast4: z
    .string()
    .regex(/^\d{4}$/, { error: 'Give the last four digits of the account number.' })
    .register(fieldMeta, { label: 'Account number, last 4' }),
  iban: z
    .string()
    .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, {
      error: 'Write the IBAN without spaces, such as DE89370400440532013000.',
    })
    .register(fieldMeta, { label: 'IBAN', sensitive: { mask: 'iban' } }),
  bic: z
    .string()
    .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, {
      error: 'A BIC has 8 or 11 characters, such as COBADEFFXXX.',
    })
    .register(fieldMeta, { label: 'BIC' }),
  isPrimary: z.boolean().register(fieldMeta, { label: 'Primary' }),
})
