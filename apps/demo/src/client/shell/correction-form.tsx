'use client'

import {
  AddressForm,
  BankAccountForm,
  ContactInfoForm,
  EmploymentForm,
  PersonForm,
  type RowFormProps,
  type RowOf,
} from '@throughline/persons/ui'
import { changedValues } from '@throughline/ui'
import type { ReactNode } from 'react'

type Entity = 'addresses' | 'bankAccounts' | 'contactInfos' | 'employments' | 'persons'

const forms: { readonly [N in Entity]: (props: RowFormProps<N>) => ReactNode } = {
  persons: PersonForm,
  addresses: AddressForm,
  bankAccounts: BankAccountForm,
  contactInfos: ContactInfoForm,
  employments: EmploymentForm,
}

interface CorrectionFormProps<TName extends Entity> {
  entity: TName
  row: RowOf<TName>
  submitLabel: string
  onCancel: () => void
  /** Gets the fields that were changed. */
  onSubmit: (changes: Readonly<Record<string, unknown>>) => void
}

/** A row as someone left it, to be put right before it is sent again. */
export function CorrectionForm<TName extends Entity>(props: CorrectionFormProps<TName>) {
  const { entity, row, submitLabel, onCancel, onSubmit } = props
  const Form: (props: RowFormProps<TName>) => ReactNode = forms[entity]
  return (
    <Form
      // Sound: a row has all that an insert takes.
      defaultValues={row as unknown as NonNullable<RowFormProps<TName>['defaultValues']>}
      submitLabel={submitLabel}
      onCancel={onCancel}
      onSubmit={(values) => onSubmit(changedValues(row, values))}
    />
  )
}
