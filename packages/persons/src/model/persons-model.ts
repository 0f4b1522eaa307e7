import { defineEntity, defineModel } from '@throughline/schema'
import { AddressSchema } from './address.ts'
import { BankAccountSchema } from './bank-account.ts'
import { ContactInfoSchema } from './contact-info.ts'
import { EmploymentSchema } from './employment.ts'
import { PersonSchema } from './person.ts'

/** The reference domain: persons and everything that belongs to one. */
export const personsModel = defineModel({
  service: 'persons',
  entities: {
    persons: defineEntity({ singular: 'person', schema: PersonSchema }),
    addresses: defineEntity({ singular: 'address', schema: AddressSchema }),
    bankAccounts: defineEntity({ singular: 'bankAccount', schema: BankAccountSchema, keyPrefix: 'BANK' }),
    contactInfos: defineEntity({ singular: 'contactInfo', schema: ContactInfoSchema, keyPrefix: 'CONTACT' }),
    employments: defineEntity({ singular: 'employment', schema: EmploymentSchema }),
  },
})
