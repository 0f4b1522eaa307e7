'use client'

import { EntityForm, Grid, useEntityFormValues } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { useRowValues } from './new-row.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { InsertOf, RowFormProps } from './row.types.ts'

const { fields, variants } = personsModel.entities.employments

export type EmploymentFormProps = RowFormProps<'employments'>

/** Creates or edits an employment; a new one needs `defaultValues.personId`. */
export function EmploymentForm({ defaultValues, ...props }: EmploymentFormProps) {
  const texts = usePersonsTexts().employment
  const values = useRowValues<InsertOf<'employments'>>(
    { isCurrent: true, endDate: null, currency: 'EUR' },
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
        <EntityForm.Field name="companyName" />
        <EntityForm.Field name="position" />
        <EntityForm.Field wide name="department" />
        <PeriodFields />
        <EntityForm.Field name="salary" />
        <EntityForm.Field name="currency" />
      </Grid>
    </EntityForm>
  )
}

/** A current employment has no end date: the switch and the date follow each other. */
function PeriodFields() {
  const { setValue } = useEntityFormValues()
  const texts = usePersonsTexts().employment
  return (
    <>
      <EntityForm.Field name="startDate" />
      <EntityForm.Field name="endDate" onValueChange={(date) => setValue('isCurrent', date === null)} />
      <EntityForm.Field
        wide
        label={texts.worksThere}
        name="isCurrent"
        onValueChange={(current) => setValue('endDate', current === true ? null : '')}
      />
    </>
  )
}
