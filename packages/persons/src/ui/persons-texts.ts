import { defineTexts, useTexts } from '@throughline/ui'

/** The texts of the persons' cards and forms; the names of fields come from the model. */
export const personsTexts = defineTexts({
  primary: 'Primary',
  person: {
    new: 'New person',
    edit: 'Edit person',
    ageAndChange: (years: number, time: string) => `${years} years old · Updated ${time}`,
    deleteNote:
      'Their addresses, bank accounts, contacts and employments are deleted too. This cannot be undone.',
  },
  address: {
    new: 'New address',
    edit: 'Edit address',
    primary: 'Primary address',
    /** Inside "Edit …" and "Delete …". */
    name: (type: string, street: string) => `${type.toLowerCase()} address, ${street}`,
    inSentence: (street: string, city: string) => `the address ${street}, ${city}`,
  },
  bankAccount: {
    new: 'New bank account',
    edit: 'Edit bank account',
    primary: 'Primary account',
    type: (type: string) => `${type} account`,
    number: 'Account number',
    name: (bank: string, last4: string) => `account at ${bank} ending in ${last4}`,
    inSentence: (bank: string) => `the account at ${bank}`,
  },
  contactInfo: {
    new: 'New contact',
    edit: 'Edit contact',
    primary: 'Primary contact',
    verified: 'Verified',
    notVerified: 'Not verified',
    name: (type: string, value: string) => `contact ${value}, ${type.toLowerCase()}`,
    inSentence: (type: string) => `the contact ${type}`,
    hints: {
      email: 'Such as ada@example.com.',
      linkedin: 'Such as https://www.linkedin.com/in/ada-lovelace.',
      mobile: 'With the calling code, such as +49 151 12345678.',
      phone: 'With the calling code, such as +49 40 123456.',
      twitter: 'Such as https://x.com/ada, or @ada.',
    },
  },
  employment: {
    new: 'New employment',
    edit: 'Edit employment',
    current: 'Current',
    worksThere: 'Works there today',
    period: 'Period',
    duration: 'Duration',
    salary: 'Salary, a year',
    today: 'today',
    name: (position: string, company: string) => `employment as ${position} at ${company}`,
    inSentence: (company: string) => `the employment at ${company}`,
  },
})

/** The texts of the persons' cards and forms in the language in force. */
export type PersonsTexts = typeof personsTexts.english

export function usePersonsTexts(): PersonsTexts {
  return useTexts(personsTexts)
}
