import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import { contactRules } from './contact-value.ts'
import { objection } from './objection.ts'
import { textLine } from './text-line.ts'

/**
 * One way to reach a person.
 *
 * `value` follows from `type`: an e-mail address, a phone number in E.164 form, or the https address of a profile.
 */
export const ContactInfoSchema = z
  .object({
    id: z.uuid(),
    personId: z.uuid(),
    type: z
      .enum(['email', 'phone', 'mobile', 'linkedin', 'twitter'])
      .register(fieldMeta, { valueLabels: { linkedin: 'LinkedIn', twitter: 'X (Twitter)' } }),
    value: textLine(320).register(fieldMeta, { searchable: { weight: 2 } }),
    isPrimary: z.boolean().register(fieldMeta, { label: 'Primary' }),
    isVerified: z.boolean().register(fieldMeta, { label: 'Verified' }),
  })
  .overwrite((contact) => {
    const value = contactRules[contact.type].normalize(contact.value)
    return value === contact.value ? contact : { ...contact, value }
  })
  .check(objection(({ type, value }) => contactRules[type].findFault(value), 'value'))
