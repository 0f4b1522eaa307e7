'use client'

import { EntityForm, Grid } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { useRowValues } from './new-row.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { InsertOf, RowFormProps } from './row.types.ts'

const { fields, variants } = personsModel.entities.addresses

export type AddressFormProps = RowFormProps<'addresses'>

/** Creates or edits an address; a new one needs `defaultValues.personId`. */
export function AddressForm({ defaultValues, ...props }: AddressFormProps) {
  const texts = usePersonsTexts().address
  const values = useRowValues<InsertOf<'addresses'>>({ type: 'home', isPrimary: false }, defaultValues)
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
        <EntityForm.Field name="type" />
        <EntityForm.Field name="country" />
        <EntityForm.Field wide name="street" />
        <EntityForm.Field name="postalCode" />
        <EntityForm.Field name="city" />
        <EntityForm.Field name="state" />
        <EntityForm.Field wide label={texts.primary} name="isPrimary" />
      </Grid>
    </EntityForm>
  )
}
