import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import { bicField } from './bic.ts'
import { ibanField } from './iban.ts'
import { textLine } from './text-line.ts'

/**
 * A person's account at a bank.
 *
 * The BIC may be of another country than the IBAN: banks serve accounts abroad, and islands under their mainland's code.
 * Nor is the account number's end that of the IBAN everywhere: in France or Portugal, check digits follow it.
 */
export const BankAccountSchema = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  bankName: textLine(100).register(fieldMeta, { label: 'Bank', searchable: true }),
  accountType: z.enum(['checking', 'savings', 'investment']),
  accountNumberLast4: z
    .string()
    .trim()
    .regex(/^\d{4}$/, { error: 'Give the last four digits of the account number.' })
    .register(fieldMeta, { label: 'Account number, last 4' }),
  iban: ibanField().register(fieldMeta, { label: 'IBAN', sensitive: { mask: 'iban' } }),
  bic: bicField().register(fieldMeta, { label: 'BIC' }),
  isPrimary: z.boolean().register(fieldMeta, { label: 'Primary' }),
})
