import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { PersonCard } from './person-card.tsx'
import { person } from './testing/sample-rows.ts'

const save = fn(async (_changes: unknown): Promise<void> => undefined)

const meta = {
  title: 'Persons/PersonCard',
  component: PersonCard,
  args: { person, now: new Date('2026-11-21'), onSave: save, onDelete: fn() },
  decorators: [
    (Story) => (
      <div style={{ maxWidth: 560 }}>
        <Story />
      </div>
    ),
  ],
  beforeEach: () => {
    save.mockReset()
  },
} satisfies Meta<typeof PersonCard>

export default meta

type Story = StoryObj<typeof meta>

export const Default: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/^42 years old/)).toBeVisible()
  },
}

export const LongName: Story = {
  args: {
    person: {
      ...person,
      firstName: 'Maximiliana-Konstanze Wilhelmine',
      lastName: 'von und zu Hohenlohe-Waldenburg-Schillingsfürst-Langenburg',
    },
  },
}

export const EditInline: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Edit Johanna Albrecht' }))
    const lastName = await canvas.findByRole('textbox', { name: /^Last name/ })
    await userEvent.clear(lastName)
    await userEvent.type(lastName, 'Brandt')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(save).toHaveBeenCalledWith({ lastName: 'Brandt' }))
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
