'use client'

import { EntityForm, FieldInput, type FieldInputProps, Grid, useEntityFormValues } from '@throughline/ui'
import { useEffect } from 'react'
import { personsModel } from '../model/persons-model.ts'
import { useRowValues } from './new-row.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { InsertOf, RowFormProps, RowOf } from './row.types.ts'

const { fields, variants } = personsModel.entities.contactInfos

export type ContactInfoFormProps = RowFormProps<'contactInfos'>

/** Creates or edits a way to reach a person; a new one needs `defaultValues.personId`. */
export function ContactInfoForm({ defaultValues, ...props }: ContactInfoFormProps) {
  const texts = usePersonsTexts().contactInfo
  useNumberingPlans()
  const values = useRowValues<InsertOf<'contactInfos'>>(
    { type: 'email', isPrimary: false, isVerified: false },
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
        <EntityForm.Field name="type" />
        <ContactValueField />
        <EntityForm.Field label={texts.primary} name="isPrimary" />
        <EntityForm.Field name="isVerified" />
      </Grid>
    </EntityForm>
  )
}

/** Names the keyboard that a phone shows. */
const formats = {
  email: 'email',
  linkedin: 'url',
  mobile: 'e164',
  phone: 'e164',
  twitter: 'text',
} satisfies Record<RowOf<'contactInfos'>['type'], string>

function useContactHint() {
  // Sound: the list offers the types of contacts alone.
  const type = useEntityFormValues().values['type'] as keyof typeof formats
  return { format: formats[type], help: usePersonsTexts().contactInfo.hints[type] }
}

function ContactValueField() {
  return <EntityForm.Field help={useContactHint().help} input={ContactValueInput} name="value" />
}

function ContactValueInput(props: FieldInputProps) {
  const { format } = useContactHint()
  return <FieldInput {...props} spec={{ ...props.spec, format }} />
}

/** The numbering plans come with the first of these forms: a page that takes no numbers does not load them. */
function useNumberingPlans(): void {
  useEffect(() => {
    import('../phone/numbering-plans.ts').then(
      ({ applyNumberingPlans }) => applyNumberingPlans(),
      // Without them numbers are checked by their form alone, and by their plan on the server.
      () => undefined,
    )
  }, [])
}
