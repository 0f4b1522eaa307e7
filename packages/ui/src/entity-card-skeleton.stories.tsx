import type { Meta, StoryObj } from '@storybook/react-vite'
import { Receipt } from 'lucide-react'
import { useState } from 'react'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { IconTile } from './avatar.tsx'
import { Button } from './button.tsx'
import { EntityCard } from './entity-card.tsx'
import { EntityCardList } from './entity-card-list.tsx'
import { EntityCardSkeleton } from './entity-card-skeleton.tsx'
import { Stack, Text } from './layout.tsx'
import { sampleModel, subscription } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.subscriptions

const meta = {
  title: 'Entity/EntityCardSkeleton',
  component: EntityCardSkeleton,
  args: { fields: ['half', 'half', 'wide'], media: true, subtitle: true },
  tags: ['phone'],
} satisfies Meta<typeof EntityCardSkeleton>

export default meta

type Story = StoryObj<typeof meta>

export const Default: Story = {}

export const Lines: Story = { args: { fields: [], lines: 3, subtitle: false } }

const names = ['price', 'seats', 'email'] as const

/** What stands below does not move when the rows come. */
export const NoShift: Story = {
  render: function Arriving(args) {
    const [there, setThere] = useState(false)
    const rows = [subscription, { ...subscription, id: '2', name: 'Hafen Spedition' }]
    return (
      <Stack>
        <Button variant="outline" onClick={() => setThere(true)}>
          Rows come
        </Button>
        <EntityCardList
          expectedCount={2}
          heading="Subscriptions"
          isLoading={!there}
          renderRow={(row) => (
            <EntityCard
              fields={names}
              media={<IconTile icon={Receipt} />}
              row={row}
              schema={variants.insert}
              specs={fields}
              subtitle="Team plan"
              title={row.name}
              onSave={fn()}
            />
          )}
          renderSkeleton={() => <EntityCardSkeleton {...args} />}
          rowKey={({ id }) => id}
          rows={there ? rows : []}
        />
        <Text>Below</Text>
      </Stack>
    )
  },
  args: { fields: ['half', 'half', 'half'] },
  play: async ({ canvas }) => {
    await document.fonts.ready
    const below = canvas.getByText('Below')
    const before = below.getBoundingClientRect().top
    await userEvent.click(canvas.getByRole('button', { name: 'Rows come' }))
    await waitFor(() => expect(canvas.getAllByText('Team plan')).toHaveLength(2))
    await expect(below.getBoundingClientRect().top).toBe(before)
  },
}
