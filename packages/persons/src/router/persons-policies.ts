import { definePolicies } from '@throughline/schema/policy'
import { personsModel } from '../model/persons-model.ts'

/** What a person who is signed in may do here. */
export type PersonsRole = 'admin' | 'hr' | 'staff'

/** Who is signed in, as the server's context says it. */
export interface PersonsUser {
  readonly id: string
  readonly role: PersonsRole
}

const everyone = 'everyone'
const office = ['admin', 'hr'] as const

/**
 * Who may do what with persons: staff find one another, HR keeps the records, and money is between HR and the admins.
 *
 * Staff see no address, no bank account and no salary; HR sees IBANs masked and leaves them as they are; only admins delete
 * persons.
 */
export const personsPolicies = definePolicies(personsModel, {
  roles: ['admin', 'hr', 'staff'],
  principal: (user: PersonsUser) => user,
  entities: {
    persons: { read: everyone, create: office, update: office, delete: ['admin'] },
    addresses: { read: office, create: office, update: office, delete: office },
    contactInfos: { read: everyone, create: office, update: office, delete: office },
    bankAccounts: {
      read: office,
      create: ['admin'],
      update: office,
      delete: office,
      fields: { iban: { read: ['admin'], write: ['admin'] }, accountNumberLast4: { write: ['admin'] } },
    },
    employments: {
      read: everyone,
      create: office,
      update: office,
      delete: office,
      fields: { salary: { read: office }, currency: { read: office } },
    },
  },
})
