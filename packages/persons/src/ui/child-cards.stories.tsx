import type { Meta, StoryObj } from '@storybook/react-vite'
import { EntityCardList, Grid } from '@throughline/ui'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { AddressCard } from './address-card.tsx'
import { AddressForm } from './address-form.tsx'
import { BankAccountCard } from './bank-account-card.tsx'
import { ContactInfoCard } from './contact-info-card.tsx'
import { EmploymentCard } from './employment-card.tsx'
import type { RowOf } from './row.types.ts'
import { address, bankAccount, contactInfo, employment } from './testing/sample-rows.ts'

const meta = { title: 'Persons/Cards', tags: ['phone'] } satisfies Meta

export default meta

type Story = StoryObj

const addresses: readonly RowOf<'addresses'>[] = [
  address,
  {
    ...address,
    id: '2',
    type: 'work',
    street: '350 Fifth Avenue, Floor 21',
    city: 'New York',
    state: 'NY',
    postalCode: '10118',
    country: 'US',
    isPrimary: false,
  },
  {
    ...address,
    id: '3',
    type: 'shipping',
    street: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Railway Station, Holyhead Road',
    city: 'Llanfairpwll',
    state: 'Anglesey',
    postalCode: 'LL61 5UJ',
    country: 'GB',
    isPrimary: false,
  },
]

const actions = { onSave: fn(), onDelete: fn() }
const now = new Date('2026-11-21')

export const Addresses: Story = {
  render: () => (
    <EntityCardList
      addLabel="Add address"
      heading="Addresses"
      renderAdd={(close) => (
        <AddressForm defaultValues={{ personId: address.personId }} onCancel={close} onSubmit={close} />
      )}
      renderRow={(row) => <AddressCard address={row} {...actions} />}
      rowKey={(row) => row.id}
      rows={addresses}
    />
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('20259 Hamburg')).toBeVisible()
    await expect(canvas.getByText('New York, NY 10118')).toBeVisible()
    await expect(canvas.getByText('United Kingdom')).toBeVisible()
  },
}

export const BankAccounts: Story = {
  render: () => (
    <Grid columns={2}>
      <BankAccountCard bankAccount={bankAccount} {...actions} />
      <BankAccountCard
        bankAccount={{
          ...bankAccount,
          id: '2',
          bankName: 'Crédit Agricole',
          accountType: 'savings',
          isPrimary: false,
        }}
        {...actions}
      />
    </Grid>
  ),
  play: async ({ canvas, canvasElement }) => {
    await expect(canvasElement.innerHTML).not.toContain('0532')
    const [show] = canvas.getAllByRole('button', { name: 'Show IBAN' })
    if (!show) throw new Error('The button is missing.')
    await userEvent.click(show)
    await expect(canvas.getByText('DE89 3704 0044 0532 0130 00')).toBeVisible()
  },
}

export const ContactInfos: Story = {
  render: () => (
    <Grid columns={2}>
      <ContactInfoCard contactInfo={contactInfo} {...actions} />
      <ContactInfoCard
        contactInfo={{
          ...contactInfo,
          id: '2',
          type: 'mobile',
          value: '+491701234567',
          isPrimary: false,
          isVerified: false,
        }}
        {...actions}
      />
      <ContactInfoCard
        contactInfo={{
          ...contactInfo,
          id: '3',
          type: 'linkedin',
          value: 'https://www.linkedin.com/in/johanna-albrecht',
          isPrimary: false,
        }}
        {...actions}
      />
      <ContactInfoCard
        contactInfo={{
          ...contactInfo,
          id: '4',
          value:
            'an-extraordinarily-long-mailbox-name-that-never-seems-to-end@subdomain.of-a-long-company.example',
        }}
        {...actions}
      />
    </Grid>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('link', { name: '+491701234567' })).toHaveAttribute(
      'href',
      'tel:+491701234567',
    )
    await expect(
      canvas.getByRole('link', { name: 'https://www.linkedin.com/in/johanna-albrecht' }),
    ).toHaveAttribute('href', 'https://www.linkedin.com/in/johanna-albrecht')
  },
}

export const Employments: Story = {
  render: () => (
    <Grid columns={2}>
      <EmploymentCard employment={employment} now={now} {...actions} />
      <EmploymentCard
        employment={{
          ...employment,
          id: '2',
          position: 'Warehouse Analyst',
          companyName: 'Maersk',
          startDate: '2012-06-15',
          endDate: '2019-02-28',
          isCurrent: false,
          salary: 4_200_000,
          currency: 'JPY',
        }}
        now={now}
        {...actions}
      />
    </Grid>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Mar 2019 – today')).toBeVisible()
    await expect(canvas.getByText('7 yrs, 8 mths')).toBeVisible()
    await expect(canvas.getByText('€92,500')).toBeVisible()
    await expect(canvas.getByText('Jun 2012 – Feb 2019')).toBeVisible()
  },
}

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** Names of streets, banks, mailboxes and positions that are wider than a phone. */
export const LongNames: Story = {
  render: () => (
    <Grid columns={2}>
      <AddressCard address={{ ...address, street: long, city: long, state: long }} {...actions} />
      <BankAccountCard bankAccount={{ ...bankAccount, bankName: long }} {...actions} />
      <ContactInfoCard contactInfo={{ ...contactInfo, value: `${long}@example.com` }} {...actions} />
      <EmploymentCard
        employment={{ ...employment, companyName: long, department: long, position: long }}
        now={now}
        {...actions}
      />
    </Grid>
  ),
}

const save = fn()
const { salary: _salary, ...unpaid } = employment

/** What the server masks or leaves out stands as it came, and the rest can be edited. */
export const Withheld: Story = {
  render: () => (
    <Grid columns={2}>
      <BankAccountCard
        bankAccount={{ ...bankAccount, iban: 'DE•• …3000' }}
        withheld={['iban']}
        onSave={save}
      />
      <EmploymentCard
        // Sound: a row of which the server leaves out what is named in `withheld`.
        employment={unpaid as typeof employment}
        now={now}
        withheld={['salary']}
        onSave={fn()}
      />
    </Grid>
  ),
  play: async ({ canvas }) => {
    save.mockReset()
    await expect(canvas.getByText('DE•• …3000')).toBeVisible()
    await expect(canvas.queryByRole('button', { name: 'Show IBAN' })).not.toBeInTheDocument()
    await expect(canvas.getByText('Hidden')).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Edit account at Commerzbank ending in 3000' }))
    const bank = await canvas.findByRole('textbox', { name: /^Bank/ })
    await expect(canvas.queryByRole('textbox', { name: /^IBAN/ })).not.toBeInTheDocument()
    await userEvent.type(bank, ' AG')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(save).toHaveBeenCalledTimes(1))
    await expect(save.mock.lastCall?.[0]).toEqual({ bankName: 'Commerzbank AG' })
  },
}
