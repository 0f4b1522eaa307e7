'use client'

import { EntityForm, Grid } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { useRowValues } from './new-row.ts'
import type { InsertOf, RowFormProps } from './row.types.ts'

const { fields, variants } = personsModel.entities.contactInfos

export type ContactInfoFormProps = RowFormProps<'contactInfos'>

/** Creates or edits a way to reach a person; a new one needs `defaultValues.personId`. */
export function ContactInfoForm({ defaultValues, ...props }: ContactInfoFormProps) {
  const values = useRowValues<InsertOf<'contactInfos'>>(
    { type: 'email', isPrimary: false, isVerified: false },
    defaultValues,
  )
  return (
    <EntityForm
      autoFocus
      defaultValues={values}
      label={defaultValues?.id === undefined ? 'New contact' : 'Edit contact'}
      schema={variants.insert}
      specs={fields}
      {...props}
    >
      <Grid columns={2}>
        <EntityForm.Field name="type" />
        <EntityForm.Field name="value" />
        <EntityForm.Field label="Primary contact" name="isPrimary" />
        <EntityForm.Field name="isVerified" />
      </Grid>
    </EntityForm>
  )
}
