'use client'

import { EntityForm, FieldInput, type FieldInputProps, Grid, useEntityFormValues } from '@throughline/ui'
import { useEffect } from 'react'
import { personsModel } from '../model/persons-model.ts'
import { useRowValues } from './new-row.ts'
import type { InsertOf, RowFormProps, RowOf } from './row.types.ts'

const { fields, variants } = personsModel.entities.contactInfos

export type ContactInfoFormProps = RowFormProps<'contactInfos'>

/** Creates or edits a way to reach a person; a new one needs `defaultValues.personId`. */
export function ContactInfoForm({ defaultValues, ...props }: ContactInfoFormProps) {
  useNumberingPlans()
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
        <ContactValueField />
        <EntityForm.Field label="Primary contact" name="isPrimary" />
        <EntityForm.Field name="isVerified" />
      </Grid>
    </EntityForm>
  )
}

/** What each type of contact asks for; `format` names the keyboard that a phone shows. */
const hints = {
  email: { format: 'email', help: 'Such as ada@example.com.' },
  linkedin: { format: 'url', help: 'Such as https://www.linkedin.com/in/ada-lovelace.' },
  mobile: { format: 'e164', help: 'With the calling code, such as +49 151 12345678.' },
  phone: { format: 'e164', help: 'With the calling code, such as +49 40 123456.' },
  twitter: { format: 'text', help: 'Such as https://x.com/ada, or @ada.' },
} satisfies Record<RowOf<'contactInfos'>['type'], { format: string; help: string }>

function useContactHint() {
  const { type } = useEntityFormValues().values
  // Sound: the list offers the types of contacts alone.
  return hints[type as keyof typeof hints]
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
