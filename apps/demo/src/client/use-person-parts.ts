'use client'

import {
  useAddresses,
  useBankAccounts,
  useContactInfos,
  useEmployments,
} from '@throughline/persons/collections'

/** Everything that belongs to one person, each list in the order in which it is read best. */
export function usePersonParts(personId: string) {
  const where = { personId }
  return {
    addresses: useAddresses({ where, orderBy: { isPrimary: 'desc', type: 'asc' } }),
    bankAccounts: useBankAccounts({ where, orderBy: { isPrimary: 'desc', bankName: 'asc' } }),
    contactInfos: useContactInfos({ where, orderBy: { type: 'asc', isPrimary: 'desc' } }),
    employments: useEmployments({ where, orderBy: { startDate: 'desc' } }),
  }
}

type Parts = ReturnType<typeof usePersonParts>

/** Names of what belongs to a person. */
export type PartName = keyof Parts

/** One of the lists that belong to a person. */
export type PartList<TName extends PartName> = Parts[TName]
