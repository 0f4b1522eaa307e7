'use client'

import { createHooks } from '@throughline/collections/react'
import { personsModel } from '../model/persons-model.ts'

/** The hooks of the persons' model; components that call them stand below a `StoreProvider`. */
export const {
  StoreProvider,
  useAddress,
  useAddresses,
  useBankAccount,
  useBankAccounts,
  useContactInfo,
  useContactInfos,
  useCreateAddress,
  useCreateBankAccount,
  useCreateContactInfo,
  useCreateEmployment,
  useCreatePerson,
  useDeleteAddress,
  useDeleteBankAccount,
  useDeleteContactInfo,
  useDeleteEmployment,
  useDeletePerson,
  useEmployment,
  useEmployments,
  usePerson,
  usePersons,
  useStore,
  useSyncStatus,
  useUpdateAddress,
  useUpdateBankAccount,
  useUpdateContactInfo,
  useUpdateEmployment,
  useUpdatePerson,
} = createHooks(personsModel)
