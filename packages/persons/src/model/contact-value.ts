import * as z from 'zod'
import { findPhoneFault, normalizePhone } from './phone-number.ts'
import { linkedInProfile, xProfile } from './profile-address.ts'

/** What a contact of one type may hold, and how it is kept. */
interface ContactRules {
  readonly normalize: (value: string) => string
  readonly findFault: (value: string) => string | undefined
}

const email: ContactRules = {
  // What stands before the @ is its server's affair; a domain is the same in any case.
  normalize: (value) => value.replace(/[^@]+$/, (domain) => domain.toLowerCase()),
  findFault: (value) => {
    const [local = ''] = value.split('@')
    const fits = z.regexes.email.test(value) && local.length <= 64 && value.length <= 254
    return fits ? undefined : 'This is no e-mail address: write it as in ada@example.com.'
  },
}

function phone(type: 'mobile' | 'phone'): ContactRules {
  return { normalize: normalizePhone, findFault: (value) => findPhoneFault(value, type) }
}

/** The types of contacts, each with its rules. */
export const contactRules = {
  email,
  phone: phone('phone'),
  mobile: phone('mobile'),
  linkedin: linkedInProfile,
  twitter: xProfile,
} satisfies Record<string, ContactRules>
