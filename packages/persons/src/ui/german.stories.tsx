import type { Meta, StoryObj } from '@storybook/react-vite'
import { german, Grid, LocaleProvider, Stack } from '@throughline/ui'
import { expect, fn, userEvent, within } from 'storybook/test'
import { AddressCard } from './address-card.tsx'
import { BankAccountCard } from './bank-account-card.tsx'
import { BankAccountForm } from './bank-account-form.tsx'
import { ContactInfoCard } from './contact-info-card.tsx'
import { EmploymentCard } from './employment-card.tsx'
import { EmploymentForm } from './employment-form.tsx'
import { personsGerman } from './german.ts'
import { PersonCard } from './person-card.tsx'
import { address, bankAccount, contactInfo, employment, person } from './testing/sample-rows.ts'

const translations = [german, personsGerman]

const meta = {
  title: 'Persons/German',
  tags: ['phone'],
  decorators: [
    (Story) => (
      <LocaleProvider locale="de" translations={translations}>
        <Story />
      </LocaleProvider>
    ),
  ],
} satisfies Meta

export default meta

type Story = StoryObj

const now = new Date('2026-11-21T12:00:00Z')
const save = fn()

/** A card of each entity. */
export const Cards: Story = {
  render: () => (
    <Stack>
      <PersonCard now={now} person={person} onDelete={save} onSave={save} />
      <Grid columns={2}>
        <AddressCard address={address} onSave={save} />
        <BankAccountCard bankAccount={bankAccount} onSave={save} />
        <ContactInfoCard contactInfo={contactInfo} onSave={save} />
        <EmploymentCard employment={employment} now={now} onSave={save} />
      </Grid>
    </Stack>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Geburtsdatum')).toBeVisible()
    await expect(canvas.getByText(/Jahre alt · Geändert/)).toBeVisible()
    await expect(canvas.getByText('Gehalt im Jahr')).toBeVisible()
    await expect(canvas.getByRole('button', { name: /^Konto bei .* bearbeiten$/ })).toBeVisible()
    await expect(canvas.getByRole('button', { name: 'IBAN anzeigen' })).toBeVisible()
  },
}

/** The model's own sentences, and those of the validator. */
export const Forms: Story = {
  render: () => (
    <Stack>
      <BankAccountForm defaultValues={{ personId: person.id }} onSubmit={save} />
      <EmploymentForm defaultValues={{ personId: person.id }} onSubmit={save} />
    </Stack>
  ),
  play: async ({ canvas }) => {
    const account = within(canvas.getByRole('form', { name: 'Neues Bankkonto' }))
    await userEvent.type(account.getByLabelText(/^IBAN/), 'DE89370400440532013001')
    await userEvent.click(account.getByRole('button', { name: 'Speichern' }))
    await expect(account.getByText(/^Die Prüfziffern passen nicht/)).toBeVisible()
    await expect(account.getByText('Bank wird benötigt.')).toBeVisible()
    const employed = within(canvas.getByRole('form', { name: 'Neue Anstellung' }))
    await userEvent.type(employed.getByLabelText(/^Gehalt/), '-1')
    await userEvent.tab()
    await expect(employed.getByText('Ein Gehalt ist nicht negativ.')).toBeVisible()
    await expect(employed.getByText('Brutto im Jahr.')).toBeVisible()
    await expect(save).not.toHaveBeenCalled()
  },
}
