import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fireEvent, fn, userEvent, waitFor } from 'storybook/test'
import { AddressForm } from './address-form.tsx'
import { BankAccountForm } from './bank-account-form.tsx'
import { ContactInfoForm } from './contact-info-form.tsx'
import { EmploymentForm } from './employment-form.tsx'
import { address, bankAccount, contactInfo, employment } from './testing/sample-rows.ts'

const submit = fn((_values: object): unknown => undefined)

const meta = {
  title: 'Persons/Forms',
  decorators: [
    (Story) => (
      <div style={{ maxWidth: 560 }}>
        <Story />
      </div>
    ),
  ],
  beforeEach: () => {
    submit.mockReset()
  },
} satisfies Meta

export default meta

type Story = StoryObj

export const Address: Story = {
  render: () => (
    <AddressForm defaultValues={{ personId: address.personId }} onCancel={fn()} onSubmit={submit} />
  ),
  play: async ({ canvas }) => {
    await userEvent.type(canvas.getByRole('textbox', { name: /^Street/ }), 'Rua Augusta 24')
    await userEvent.type(canvas.getByRole('textbox', { name: /^Postal code/ }), '1100-053')
    await userEvent.type(canvas.getByRole('textbox', { name: /^City/ }), 'Lisboa')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByText('Use the two-letter country code, such as DE.')).toBeVisible()
    await expect(submit).not.toHaveBeenCalled()
    await userEvent.selectOptions(canvas.getByRole('combobox', { name: /^Country/ }), 'PT')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    await expect(submit.mock.lastCall?.[0]).toMatchObject({
      personId: address.personId,
      type: 'home',
      street: 'Rua Augusta 24',
      city: 'Lisboa',
      state: '',
      postalCode: '1100-053',
      country: 'PT',
      isPrimary: false,
    })
  },
}

export const BankAccount: Story = {
  render: () => <BankAccountForm defaultValues={bankAccount} onCancel={fn()} onSubmit={submit} />,
  play: async ({ canvas }) => {
    const iban = canvas.getByRole('textbox', { name: /^IBAN/ })
    await userEvent.clear(iban)
    await userEvent.type(iban, 'DE89 3704')
    await userEvent.tab()
    await expect(await canvas.findByText(/^Write the IBAN without spaces/)).toBeVisible()
    await expect(iban).toHaveAccessibleDescription(/^Write the IBAN without spaces/)
  },
}

export const ContactInfo: Story = {
  render: () => <ContactInfoForm defaultValues={contactInfo} onCancel={fn()} onSubmit={submit} />,
}

/** The switch and the end date follow each other. */
export const Employment: Story = {
  render: () => <EmploymentForm defaultValues={employment} onCancel={fn()} onSubmit={submit} />,
  play: async ({ canvas }) => {
    const current = canvas.getByRole('switch', { name: 'Works there today' })
    await expect(current).toBeChecked()
    await userEvent.click(canvas.getByRole('checkbox', { name: 'End date: none' }))
    await expect(current).not.toBeChecked()
    await fireEvent.change(canvas.getByLabelText('End date'), { target: { value: '2026-10-31' } })
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    await expect(submit.mock.lastCall?.[0]).toEqual({
      ...employment,
      endDate: '2026-10-31',
      isCurrent: false,
    })
    await userEvent.click(current)
    await expect(canvas.getByRole('checkbox', { name: 'End date: none' })).toBeChecked()
  },
}
