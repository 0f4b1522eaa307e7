import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fireEvent, fn, userEvent, waitFor } from 'storybook/test'
import { AddressForm } from './address-form.tsx'
import { BankAccountForm } from './bank-account-form.tsx'
import { ContactInfoForm } from './contact-info-form.tsx'
import { EmploymentForm } from './employment-form.tsx'
import { formStories } from './testing/form-stories.tsx'
import { address, bankAccount, contactInfo, employment } from './testing/sample-rows.ts'

const submit = fn((_values: object): unknown => undefined)

const meta = {
  title: 'Persons/Forms',
  tags: ['phone'],
  ...formStories(submit),
} satisfies Meta

export default meta

type Story = StoryObj

export const Address: Story = {
  render: () => (
    <AddressForm defaultValues={{ personId: address.personId }} onCancel={fn()} onSubmit={submit} />
  ),
  play: async ({ canvas }) => {
    await userEvent.type(canvas.getByRole('textbox', { name: /^Street/ }), 'Rua Augusta 24')
    await userEvent.type(canvas.getByRole('textbox', { name: /^Postal code/ }), '1100 053')
    await userEvent.type(canvas.getByRole('textbox', { name: /^City/ }), 'Lisboa')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByText('Choose a country: its two-letter code, such as DE.')).toBeVisible()
    await expect(submit).not.toHaveBeenCalled()
    await userEvent.selectOptions(canvas.getByRole('combobox', { name: /^Country/ }), 'Spain')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByText(/^This is no postal code of ES/)).toBeVisible()
    await userEvent.selectOptions(canvas.getByRole('combobox', { name: /^Country/ }), 'Portugal')
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
    await expect(await canvas.findByText(/^An IBAN of DE has 22 characters/)).toBeVisible()
    await expect(iban).toHaveAccessibleDescription(/^An IBAN of DE has 22 characters/)
    await userEvent.type(iban, ' 0044 0532 0130 01')
    await expect(await canvas.findByText(/^The check digits do not fit/)).toBeVisible()
    await userEvent.clear(iban)
    await userEvent.type(iban, 'de89 3704 0044 0532 0130 00')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    await expect(submit.mock.lastCall?.[0]).toEqual(bankAccount)
  },
}

/** What the value may be follows from the type. */
export const ContactInfo: Story = {
  render: () => <ContactInfoForm defaultValues={contactInfo} onCancel={fn()} onSubmit={submit} />,
  play: async ({ canvas }) => {
    const value = canvas.getByRole('textbox', { name: /^Value/ })
    const save = canvas.getByRole('button', { name: 'Save' })
    await userEvent.selectOptions(canvas.getByRole('combobox', { name: /^Type/ }), 'Phone')
    await expect(canvas.getByText(/^With the calling code/)).toBeVisible()
    await userEvent.click(save)
    await expect(await canvas.findByText(/^Begin with \+ and the country’s calling code/)).toBeVisible()
    await userEvent.clear(value)
    await userEvent.type(value, '+49 (0)40 123-456')
    await userEvent.click(save)
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    await expect(submit.mock.lastCall?.[0]).toEqual({ ...contactInfo, type: 'phone', value: '+4940123456' })
  },
}

/** A landline is no mobile number where the country tells them apart: its numbering plan is loaded with the form. */
export const NoMobileNumber: Story = {
  render: () => (
    <ContactInfoForm
      defaultValues={{ ...contactInfo, type: 'mobile', value: '+4940123456' }}
      onCancel={fn()}
      onSubmit={submit}
    />
  ),
  play: async ({ canvas }) => {
    // Until the plans are there, the number's form alone is checked.
    await waitFor(async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
      await expect(canvas.getByText(/^This is no mobile number/)).toBeVisible()
    })
  },
}

/** The switch and the end date follow each other. */
export const Employment: Story = {
  render: () => <EmploymentForm defaultValues={employment} onCancel={fn()} onSubmit={submit} />,
  play: async ({ canvas }) => {
    const current = canvas.getByRole('switch', { name: 'Works there today' })
    await expect(current).toBeChecked()
    await userEvent.click(canvas.getByRole('checkbox', { name: 'End date: none' }))
    await expect(current).not.toBeChecked()
    await fireEvent.change(canvas.getByLabelText('End date'), { target: { value: '2024-10-31' } })
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    await expect(submit.mock.lastCall?.[0]).toEqual({
      ...employment,
      endDate: '2024-10-31',
      isCurrent: false,
    })
    await userEvent.click(current)
    await expect(canvas.getByRole('checkbox', { name: 'End date: none' })).toBeChecked()
  },
}
