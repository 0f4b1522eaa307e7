import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ComponentType, useEffect, useState } from 'react'
import { expect, fireEvent, fn, userEvent, waitFor } from 'storybook/test'
import { AddressForm } from './address-form.tsx'
import { BankAccountForm } from './bank-account-form.tsx'
import { ContactInfoForm } from './contact-info-form.tsx'
import { EmploymentForm } from './employment-form.tsx'
import { PersonForm } from './person-form.tsx'
import { formStories } from './testing/form-stories.tsx'
import { address, bankAccount, contactInfo, employment, person } from './testing/sample-rows.ts'

const submit = fn((_values: object, _edit: object): unknown => undefined)

const meta = {
  title: 'Persons/Forms, each path',
  ...formStories(submit),
} satisfies Meta

export default meta

type Story = StoryObj

/** A form over a row, and a field of it to work on: what one writes, and what someone else makes of it meanwhile. */
interface Path<TRow> {
  // Sound: each of the forms takes its row and this `onSubmit`.
  form: ComponentType<{
    defaultValues: TRow
    currentValues: TRow
    onSubmit: typeof submit
    onCancel: () => void
  }>
  row: TRow
  field: keyof TRow & string
  label: string
  written: string
  theirs: string
}

const elsewhere = 'changed-elsewhere'

/** At once, as one pastes: what a form makes of each key is told elsewhere. */
async function write(field: HTMLElement, text: string) {
  await userEvent.clear(field)
  await userEvent.paste(text)
}

function OpenForm<TRow extends object>({ form: Form, row, field, theirs }: Path<TRow>) {
  const [current, setCurrent] = useState(row)
  useEffect(() => {
    const change = () => setCurrent({ ...row, [field]: theirs })
    document.addEventListener(elsewhere, change)
    return () => document.removeEventListener(elsewhere, change)
  }, [row, field, theirs])
  return <Form currentValues={current} defaultValues={row} onCancel={fn()} onSubmit={submit} />
}

/** The server's word comes back to its field, which takes the focus, and goes once the value changes. */
function refused<TRow extends object>(path: Path<TRow>): Story {
  return {
    render: () => <OpenForm {...path} />,
    play: async ({ canvas }) => {
      const message = 'This is taken.'
      const issues = [{ path: [path.field], message }]
      submit.mockRejectedValueOnce(Object.assign(new Error('Refused'), { issues }))
      const field = canvas.getByRole('textbox', { name: new RegExp(`^${path.label}`) })
      await write(field, path.written)
      await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
      await expect(await canvas.findByText(message)).toBeVisible()
      await waitFor(() => expect(field).toHaveFocus())
      await expect(field).toHaveAttribute('aria-invalid', 'true')
      await expect(field).toHaveAccessibleDescription(expect.stringContaining(message))
      await write(field, path.theirs)
      await expect(canvas.queryByText(message)).not.toBeInTheDocument()
      await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
      await waitFor(() => expect(submit).toHaveBeenCalledTimes(2))
      await expect(submit.mock.lastCall?.[1]).toMatchObject({ changes: { [path.field]: path.theirs } })
    },
  }
}

/** Someone else changes the field that is written in: one is told, decides, and what is saved says what it was decided on. */
function conflict<TRow extends object>(path: Path<TRow>): Story {
  return {
    render: () => <OpenForm {...path} />,
    play: async ({ canvas }) => {
      const field = canvas.getByRole('textbox', { name: new RegExp(`^${path.label}`) })
      await write(field, path.written)
      await fireEvent(document, new Event(elsewhere))
      await expect(await canvas.findByRole('button', { name: `Take theirs: ${path.label}` })).toBeVisible()
      await expect(field).toHaveValue(path.written)
      await expect(field).toHaveAccessibleDescription(expect.stringContaining(path.theirs))
      await userEvent.click(canvas.getByRole('button', { name: `Keep mine: ${path.label}` }))
      await waitFor(() => expect(field).toHaveFocus())
      await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
      await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
      await expect(submit.mock.lastCall?.[1]).toEqual({
        changes: { [path.field]: path.written },
        base: { ...path.row, [path.field]: path.theirs },
      })
    },
  }
}

const paths = {
  person: {
    form: PersonForm,
    row: person,
    field: 'lastName',
    label: 'Last name',
    written: 'Brandt',
    theirs: 'Albers',
  } satisfies Path<typeof person>,
  address: {
    form: AddressForm,
    row: address,
    field: 'street',
    label: 'Street',
    written: 'Osterstraße 12',
    theirs: 'Weidenstieg 3',
  } satisfies Path<typeof address>,
  bankAccount: {
    form: BankAccountForm,
    row: bankAccount,
    field: 'bankName',
    label: 'Bank',
    written: 'Hamburger Sparkasse',
    theirs: 'Commerzbank AG',
  } satisfies Path<typeof bankAccount>,
  contactInfo: {
    form: ContactInfoForm,
    row: contactInfo,
    field: 'value',
    label: 'Value',
    written: 'jo@example.com',
    theirs: 'johanna@example.com',
  } satisfies Path<typeof contactInfo>,
  employment: {
    form: EmploymentForm,
    row: employment,
    field: 'position',
    label: 'Position',
    written: 'Managing Director',
    theirs: 'Director of Operations',
  } satisfies Path<typeof employment>,
}

export const PersonRefused = refused(paths.person)
export const PersonConflict = conflict(paths.person)
export const AddressRefused = refused(paths.address)
export const AddressConflict = conflict(paths.address)
export const BankAccountRefused = refused(paths.bankAccount)
export const BankAccountConflict = conflict(paths.bankAccount)
export const ContactInfoRefused = refused(paths.contactInfo)
export const ContactInfoConflict = conflict(paths.contactInfo)
export const EmploymentRefused = refused(paths.employment)
export const EmploymentConflict = conflict(paths.employment)

/** An employment ends after it began, and needs who, what and when. */
export const EmploymentInvalid: Story = {
  render: () => <EmploymentForm defaultValues={{ personId: person.id }} onCancel={fn()} onSubmit={submit} />,
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByText('Company is required.')).toBeVisible()
    await expect(canvas.getByText('Position is required.')).toBeVisible()
    await expect(submit).not.toHaveBeenCalled()
    await waitFor(() => expect(canvas.getByRole('textbox', { name: /^Company/ })).toHaveFocus())
  },
}

/** Nothing is sent while the value does not fit its type. */
export const ContactInfoInvalid: Story = {
  render: () => <ContactInfoForm defaultValues={contactInfo} onCancel={fn()} onSubmit={submit} />,
  play: async ({ canvas }) => {
    const value = canvas.getByRole('textbox', { name: /^Value/ })
    await write(value, 'johanna at example')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(value).toHaveAttribute('aria-invalid', 'true'))
    await expect(submit).not.toHaveBeenCalled()
  },
}
