import { afterEach, describe, expect, it } from 'vitest'
import { ContactInfoSchema } from './contact-info.ts'
import { setPhoneRules } from './phone-number.ts'
import { faultsOf } from './testing/faults.ts'

const contact = {
  id: 'e1a4a1e4-94f2-4c11-8b9f-77c6c1a0de31',
  personId: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01',
  type: 'email',
  value: 'ada@example.com',
  isPrimary: true,
  isVerified: false,
}

const noEmail = 'This is no e-mail address: write it as in ada@example.com.'
const noLinkedIn = 'Give the address of the profile, as in https://www.linkedin.com/in/ada-lovelace.'
const noX = 'Give the address of the profile, as in https://x.com/ada, or the handle, as in @ada.'
const noPlus = 'Begin with + and the country’s calling code, as in +49 40 123456.'
const noDigits = 'Give the number in digits alone, without letters or an extension.'
const noLength = 'A phone number has 7 to 15 digits, the calling code included.'

afterEach(() => setPhoneRules(undefined))

describe('the value of a contact', () => {
  it.each([
    ['email', ' ada@example.com ', 'ada@example.com'],
    ['email', 'Ada.O\u0027Brien+home@Mail.Example.COM', 'Ada.O\u0027Brien+home@mail.example.com'],
    ['phone', '+4940123456', '+4940123456'],
    ['phone', '+49 (0)40 123-456', '+4940123456'],
    ['phone', '+49 (40) 123 456', '+4940123456'],
    ['phone', '+1 415.555.0123', '+14155550123'],
    ['mobile', '+33\u00A06\u00A012\u00A034\u00A056\u00A078', '+33612345678'],
    ['mobile', '+44 7911\u2011123456', '+447911123456'],
    ['linkedin', 'https://www.linkedin.com/in/ada-lovelace', 'https://www.linkedin.com/in/ada-lovelace'],
    [
      'linkedin',
      'http://de.linkedin.com/in/ada-lovelace/?trk=x#top',
      'https://www.linkedin.com/in/ada-lovelace',
    ],
    ['linkedin', 'LinkedIn.com/in/Ada', 'https://www.linkedin.com/in/Ada'],
    ['linkedin', 'https://linkedin.com/in/j%C3%BCrgen-1', 'https://www.linkedin.com/in/j%C3%BCrgen-1'],
    ['twitter', 'https://twitter.com/ada_l', 'https://twitter.com/ada_l'],
    ['twitter', 'http://www.X.com/Ada?s=20', 'https://x.com/Ada'],
    ['twitter', 'mobile.twitter.com/@ada/', 'https://twitter.com/ada'],
    ['twitter', '@ada', 'https://x.com/ada'],
    ['twitter', 'x.com/a_long_handle15', 'https://x.com/a_long_handle15'],
  ])('of type %s, typed as %j, is kept as %s', (type, value, kept) => {
    const parsed = ContactInfoSchema.parse({ ...contact, type, value })
    expect(parsed).toEqual({ ...contact, type, value: kept })
    expect(ContactInfoSchema.parse(parsed)).toEqual(parsed)
  })

  it.each([
    ['email', '', 'Too small: expected string to have >=1 characters'],
    ['email', 'ada', noEmail],
    ['email', 'ada@localhost', noEmail],
    ['email', 'ada@@example.com', noEmail],
    ['email', 'ada lovelace@example.com', noEmail],
    ['email', '.ada@example.com', noEmail],
    ['email', `${'a'.repeat(65)}@example.com`, noEmail],
    ['email', `a@${'b.'.repeat(125)}example`, noEmail],
    ['email', '+4940123456', noEmail],
    ['email', `${'a'.repeat(320)}@example.com`, 'Use at most 320 characters.'],
    ['phone', 'ada@example.com', noPlus],
    ['phone', '040 123456', noPlus],
    ['phone', '0049 40 123456', noPlus],
    ['phone', '+0 40 123456', noPlus],
    ['phone', '+49 40 123456 ext. 7', noDigits],
    ['phone', '+1 800 FLOWERS', noDigits],
    ['phone', '+49 40 12', noLength],
    ['mobile', '+49 151 1234 5678 9012', noLength],
    ['linkedin', 'ada-lovelace', noLinkedIn],
    ['linkedin', 'https://www.linkedin.com/company/throughline', noLinkedIn],
    ['linkedin', 'https://www.linkedin.com/in/', noLinkedIn],
    ['linkedin', 'https://linkedin.com.evil.example/in/ada', noLinkedIn],
    ['linkedin', 'https://evil.example/linkedin.com/in/ada', noLinkedIn],
    ['linkedin', 'ftp://www.linkedin.com/in/ada', noLinkedIn],
    ['linkedin', 'javascript:alert(1)//linkedin.com/in/ada', noLinkedIn],
    ['linkedin', 'https://x.com/ada', noLinkedIn],
    ['twitter', 'ada', noX],
    ['twitter', 'https://x.com/', noX],
    ['twitter', 'https://x.com/ada/status/1', noX],
    ['twitter', 'https://x.com/a_long_handle_16', noX],
    ['twitter', 'https://nitter.example/ada', noX],
    ['twitter', 'https://x.com@evil.example/ada', noX],
  ])('of type %s is not %j: %s', (type, value, message) => {
    expect(faultsOf(ContactInfoSchema, { ...contact, type, value })).toEqual({ value: message })
  })

  it('is checked by the rules that are set for phones, and by none of them otherwise', () => {
    setPhoneRules((number, type) => (type === 'mobile' ? `${number} is busy.` : undefined))
    const phone = { ...contact, type: 'phone', value: '+49 40 123456' }
    expect(faultsOf(ContactInfoSchema, phone)).toEqual({})
    expect(faultsOf(ContactInfoSchema, { ...phone, type: 'mobile' })).toEqual({
      value: '+4940123456 is busy.',
    })
    expect(faultsOf(ContactInfoSchema, contact)).toEqual({})
  })
})
