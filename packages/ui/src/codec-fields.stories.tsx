import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { EntityCard } from './entity-card.tsx'
import { codecModel, offer, writtenOffer } from './testing/codec-model.ts'

const { fields, variants } = codecModel.entities.offers

const save = fn()

const meta = {
  title: 'Fields/Codecs',
  component: EntityCard,
  args: { row: offer, schema: variants.insert, specs: fields, title: 'Offer', onSave: save },
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
} satisfies Meta<typeof EntityCard<typeof offer>>

export default meta

type Story = StoryObj<typeof meta>

/** A card shows what is read: dates, whole cents, minutes. */
export const Read: Story = {
  tags: ['phone'],
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Sep 1, 2026')).toBeVisible()
    await expect(canvas.getByText('1,250')).toBeVisible()
    await expect(canvas.getByText('90,071,992,547,409,931')).toBeVisible()
  },
}

/** Its form edits what is written, and hands that back. */
export const Edited: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Edit Offer' }))
    const day = await canvas.findByLabelText(/^Valid on/)
    await expect(day).toHaveValue(writtenOffer.validOn)
    await userEvent.clear(day)
    await userEvent.type(day, '2026-10-02')
    const price = canvas.getByRole('textbox', { name: /^Price/ })
    await expect(price).toHaveValue(writtenOffer.price)
    await userEvent.clear(price)
    await userEvent.type(price, '7.05')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(save).toHaveBeenCalledWith({ validOn: '2026-10-02', price: '7.05' }, offer))
  },
}

/** What a codec refuses, in its own words or those of either side. */
export const Refused: Story = {
  tags: ['phone'],
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Edit Offer' }))
    const opens = await canvas.findByRole('textbox', { name: /^Opens at/ })
    await userEvent.clear(opens)
    await userEvent.type(opens, '25:00')
    const price = canvas.getByRole('textbox', { name: /^Price/ })
    await userEvent.clear(price)
    await userEvent.type(price, '0.99')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(opens).toHaveAccessibleDescription('"25:00" is no time of day.')
    await expect(price).toHaveAccessibleDescription('At least 1.00.')
    await expect(save).not.toHaveBeenCalled()
  },
}
