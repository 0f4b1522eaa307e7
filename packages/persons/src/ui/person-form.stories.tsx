import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fireEvent, fn, userEvent, waitFor } from 'storybook/test'
import { PersonForm } from './person-form.tsx'
import type { InsertOf } from './row.types.ts'
import { formStories } from './testing/form-stories.tsx'

const submit = fn((_values: InsertOf<'persons'>): unknown => undefined)

const meta = {
  title: 'Persons/PersonForm',
  component: PersonForm,
  args: { onSubmit: submit, onCancel: fn(), submitLabel: 'Create person' },
  ...formStories(submit),
} satisfies Meta<typeof PersonForm>

export default meta

type Story = StoryObj<typeof meta>

export const New: Story = { tags: ['phone'] }

export const Valid: Story = {
  play: async ({ canvas }) => {
    await userEvent.type(canvas.getByRole('textbox', { name: /^First name/ }), 'Ada')
    await userEvent.type(canvas.getByRole('textbox', { name: /^Last name/ }), 'Lovelace')
    await fireEvent.change(canvas.getByLabelText(/^Date of birth/), { target: { value: '1985-12-10' } })
    await userEvent.selectOptions(canvas.getByRole('combobox', { name: /^Gender/ }), 'Prefer not to say')
    await userEvent.click(canvas.getByRole('button', { name: 'Create person' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    const { id, ...fields } = submit.mock.lastCall?.[0] ?? {}
    await expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/)
    await expect(fields).toEqual({
      firstName: 'Ada',
      lastName: 'Lovelace',
      dateOfBirth: '1985-12-10',
      gender: 'prefer_not_to_say',
    })
  },
}

export const Invalid: Story = {
  tags: ['phone'],
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Create person' }))
    await expect(await canvas.findByText('First name is required.')).toBeVisible()
    await expect(canvas.getByText('Date of birth is required.')).toBeVisible()
    await expect(canvas.getByText('Gender is required.')).toBeVisible()
    await expect(submit).not.toHaveBeenCalled()
    await expect(canvas.getByRole('textbox', { name: /^First name/ })).toHaveFocus()
  },
}
