'use client'

import { EntityForm, Grid } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { useRowValues } from './new-row.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { InsertOf, RowFormProps } from './row.types.ts'

const { fields, variants } = personsModel.entities.bankAccounts

export type BankAccountFormProps = RowFormProps<'bankAccounts'>

/** Creates or edits a bank account; a new one needs `defaultValues.personId`. */
export function BankAccountForm({ defaultValues, ...props }: BankAccountFormProps) {
  const texts = usePersonsTexts().bankAccount
  const values = useRowValues<InsertOf<'bankAccounts'>>(
    { accountType: 'checking', isPrimary: false },
    defaultValues,
  )
  return (
    <EntityForm
      autoFocus
      defaultValues={values}
      label={defaultValues?.id === undefined ? texts.new : texts.edit}
      schema={variants.insert}
      specs={fields}
      {...props}
    >
      <Grid columns={2}>
        <EntityForm.Field wide name="bankName" />
        <EntityForm.Field wide name="accountType" />
        <EntityForm.Field wide name="iban" />
        <EntityForm.Field name="bic" />
        <EntityForm.Field name="accountNumberLast4" />
        <EntityForm.Field wide label={texts.primary} name="isPrimary" />
      </Grid>
    </EntityForm>
  )
}
