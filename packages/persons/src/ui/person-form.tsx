'use client'

import { EntityForm } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { useRowValues } from './new-row.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { InsertOf, RowFormProps } from './row.types.ts'

const { fields, variants } = personsModel.entities.persons

export type PersonFormProps = RowFormProps<'persons'>

/** Creates or edits a person. */
export function PersonForm({ defaultValues, ...props }: PersonFormProps) {
  const texts = usePersonsTexts().person
  const values = useRowValues<InsertOf<'persons'>>({}, defaultValues)
  return (
    <EntityForm
      autoFocus
      defaultValues={values}
      label={defaultValues?.id === undefined ? texts.new : texts.edit}
      schema={variants.insert}
      specs={fields}
      {...props}
    />
  )
}
