import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState } from 'react'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { PersonCard } from './person-card.tsx'
import { formStories } from './testing/form-stories.tsx'
import { person } from './testing/sample-rows.ts'

const save = fn(async (_changes: unknown): Promise<void> => undefined)

const meta = {
  title: 'Persons/PersonCard',
  component: PersonCard,
  args: { person, now: new Date('2026-11-21'), onSave: save, onDelete: fn() },
  ...formStories(save),
} satisfies Meta<typeof PersonCard>

export default meta

type Story = StoryObj<typeof meta>

export const Default: Story = {
  tags: ['phone'],
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/^42 years old/)).toBeVisible()
  },
}

export const LongName: Story = {
  tags: ['phone'],
  args: {
    person: {
      ...person,
      firstName: 'Maximiliana-Konstanze Wilhelmine',
      lastName: 'von und zu Hohenlohe-Waldenburg-Schillingsfürst-Langenburg',
    },
  },
}

export const EditInline: Story = {
  tags: ['phone'],
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Edit Johanna Albrecht' }))
    const lastName = await canvas.findByRole('textbox', { name: /^Last name/ })
    await userEvent.clear(lastName)
    await userEvent.type(lastName, 'Brandt')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(save).toHaveBeenCalledWith({ lastName: 'Brandt' }, person))
  },
}

/** The server's refusal stands at its field, and the card stays open. */
export const ServerRefused: Story = {
  play: async ({ canvas }) => {
    const issues = [{ path: ['lastName'], message: 'This name is reserved.' }]
    save.mockRejectedValueOnce(Object.assign(new Error('This person is not valid.'), { issues }))
    await userEvent.click(canvas.getByRole('button', { name: 'Edit Johanna Albrecht' }))
    await userEvent.type(await canvas.findByRole('textbox', { name: /^Last name/ }), 'X')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByText('This name is reserved.')).toBeVisible()
  },
}

/** Someone else renames the person while the card is being edited. */
export const ChangedElsewhere: Story = {
  render: function Shared(args) {
    const [shown, setShown] = useState(args.person)
    useEffect(() => {
      const rename = () => setShown({ ...person, firstName: 'Hanna', lastName: 'Albers' })
      document.addEventListener('renamed-elsewhere', rename)
      return () => document.removeEventListener('renamed-elsewhere', rename)
    }, [])
    return <PersonCard {...args} person={shown} />
  },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Edit Johanna Albrecht' }))
    const lastName = await canvas.findByRole('textbox', { name: /^Last name/ })
    await userEvent.type(lastName, 's')
    document.dispatchEvent(new Event('renamed-elsewhere'))
    await expect(await canvas.findByRole('button', { name: 'Take theirs: Last name' })).toBeVisible()
    await expect(canvas.getByRole('textbox', { name: /^First name/ })).toHaveValue('Hanna')
    await expect(lastName).toHaveValue('Albrechts')
    await expect(lastName).toHaveAccessibleDescription('Someone else changed this just now to Albers')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(save).toHaveBeenCalledTimes(1))
    await expect(save).toHaveBeenCalledWith({ lastName: 'Albrechts' }, { ...person, firstName: 'Hanna' })
  },
}
