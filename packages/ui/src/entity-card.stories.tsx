import type { Meta, StoryObj } from '@storybook/react-vite'
import { Receipt } from 'lucide-react'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { IconTile } from './avatar.tsx'
import { Badge } from './badge.tsx'
import { EntityCard } from './entity-card.tsx'
import { sampleModel, type Subscription, subscription } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.subscriptions

const save = fn(async (_changes: unknown): Promise<void> => undefined)
const remove = fn(async (): Promise<void> => undefined)

const meta = {
  title: 'Entity/EntityCard',
  component: EntityCard<Subscription>,
  args: {
    title: subscription.name,
    subtitle: 'Team plan',
    badges: <Badge variant="destructive">Past due</Badge>,
    media: <IconTile icon={Receipt} />,
    row: subscription,
    specs: fields,
    schema: variants.insert,
    fields: ['price', 'seats', 'startsOn', 'country', 'iban', 'autoRenew'],
    onSave: save,
    onDelete: remove,
  },
  decorators: [
    (Story) => (
      <div style={{ maxWidth: 520 }}>
        <Story />
      </div>
    ),
  ],
  beforeEach: () => {
    save.mockReset()
    remove.mockReset()
  },
} satisfies Meta<typeof EntityCard<Subscription>>

export default meta

type Story = StoryObj<typeof meta>

export const Default: Story = { tags: ['phone'] }

export const ReadOnly: Story = { tags: ['phone'], args: { onSave: undefined, onDelete: undefined } }

export const LongValues: Story = {
  tags: ['phone'],
  args: {
    title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG',
    row: {
      ...subscription,
      name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    },
    fields: ['name', 'email', 'website', 'notes'],
  },
}

/** The card turns into its form in place; only what changed is saved. */
export const EditInline: Story = {
  play: async ({ canvas }) => {
    const edit = canvas.getByRole('button', { name: `Edit ${subscription.name}` })
    await userEvent.click(edit)
    const seats = await canvas.findByRole('textbox', { name: /^Seats/ })
    await expect(canvas.getByRole('textbox', { name: /^Name/ })).toHaveFocus()
    await userEvent.clear(seats)
    await userEvent.type(seats, '1300')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(save).toHaveBeenCalledWith({ seats: 1300 }, subscription))
    await waitFor(() => expect(canvas.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument())
    await expect(canvas.getByRole('button', { name: `Edit ${subscription.name}` })).toHaveFocus()
  },
}

export const NothingChanged: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: /^Edit/ }))
    await userEvent.click(await canvas.findByRole('button', { name: 'Save' }))
    await waitFor(() => expect(canvas.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument())
    await expect(save).not.toHaveBeenCalled()
  },
}

export const Delete: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: /^Delete/ }))
    const dialog = await screen.findByRole('alertdialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(remove).toHaveBeenCalledTimes(1))
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument())
  },
}
