import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent } from 'storybook/test'
import { Card, CardContent, CardHeader, CardTitle } from '../card.tsx'
import { german } from '../german.ts'
import { LocaleProvider } from '../locale.tsx'
import { sampleModel, subscription } from '../testing/sample-model.ts'
import { ActivityList, type ActivityListProps } from './activity-list.tsx'
import { activityGerman } from './activity-texts.ts'
import { type AuditRow, useAuditEntries } from './audit-entries.tsx'

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

let count = 0
/** One row of the trail of a subscription; amounts and IBANs come masked, as a server tells them. */
const told = (minutes: number, rest: Partial<AuditRow>): AuditRow => ({
  id: `row-${(count += 1)}`,
  at: ago(minutes),
  actor: 'ann',
  action: 'update',
  entity: 'subscriptions',
  key: JSON.stringify({ id: subscription.id }),
  changes: {},
  ...rest,
})

const dots = '••••••••'
const rows: readonly AuditRow[] = [
  told(0, { changes: { plan: { before: 'free', after: 'team' } } }),
  told(2, {
    actor: 'bo',
    changes: {
      iban: { before: 'DE•• …3000', after: 'DE•• …6199' },
      price: { before: dots, after: dots },
      endsOn: { before: null, after: '2027-03-31' },
    },
  }),
  told(95, { action: 'reveal', changes: { iban: {} } }),
  told(60 * 24 * 3, {
    actor: 'bo',
    action: 'delete',
    entity: 'notes',
    changes: { subject: { before: 'Call about the renewal' }, done: { before: true } },
  }),
  told(0, {
    at: '2025-10-18T07:30:00.000Z',
    action: 'create',
    changes: Object.fromEntries(
      Object.entries(subscription)
        .filter(([name]) => !['createdAt', 'iban', 'id', 'price'].includes(name))
        .map(([name, after]) => [name, { after }]),
    ),
  }),
]

const names: Readonly<Record<string, string>> = { ann: 'Ann Meyer', bo: 'Bo Lindqvist' }
const nameOf = (actor: string) => names[actor] ?? actor

function Trail({ rows: given, ...props }: { rows?: readonly AuditRow[] } & Partial<ActivityListProps>) {
  const entries = useAuditEntries(given, { entities: sampleModel.entities, nameOf })
  return (
    <Card aria-label="Activity" style={{ maxWidth: 560 }}>
      <CardHeader>
        <CardTitle>Activity</CardTitle>
      </CardHeader>
      <CardContent>
        <ActivityList entries={entries} {...props} />
      </CardContent>
    </Card>
  )
}

const meta = {
  title: 'Entity/ActivityList',
  component: Trail,
  args: { rows },
  tags: ['phone'],
} satisfies Meta<typeof Trail>

export default meta

type Story = StoryObj<typeof meta>

export const Changes: Story = {
  play: async ({ canvas }) => {
    const [first, second] = canvas.getAllByRole('listitem')
    await expect(first).toHaveTextContent(/^Ann Meyer changed subscription · now/)
    await expect(canvas.getByText('2 min. ago')).toHaveAttribute('title', expect.stringMatching(/\d{4}/))
    await expect(second).toHaveTextContent('DE•• …6199')
    await expect(canvas.queryByRole('button')).not.toBeInTheDocument()
    await userEvent.click(canvas.getByText('15 values'))
    await expect(canvas.getByText('Nordlicht Logistik')).toBeVisible()
  },
}

export const German: Story = {
  decorators: [
    (Story) => (
      <LocaleProvider locale="de-DE" translations={[german, activityGerman]}>
        <Story />
      </LocaleProvider>
    ),
  ],
  play: async ({ canvas }) => {
    await expect(canvas.getByText('vor 2 Min.')).toBeVisible()
    await expect(canvas.getByText('31. März 2027')).toBeVisible()
  },
}

export const One: Story = { args: { rows: rows.slice(0, 1) } }

export const Many: Story = {
  args: {
    rows: Array.from({ length: 30 }, (_, hour) =>
      told(60 * hour + 3, { changes: { seats: { before: hour + 1, after: hour } } }),
    ),
  },
}

export const LongNames: Story = {
  args: {
    rows: [
      told(2, {
        actor: 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger',
        changes: {
          notes: { before: 'Short', after: 'Donaudampfschifffahrtsgesellschaftskapitänswitwe '.repeat(6) },
          email: { before: null, after: `${'a'.repeat(64)}@${'b'.repeat(60)}.example` },
        },
      }),
    ],
  },
}

export const None: Story = {
  args: { rows: [] },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('No activity yet')).toBeVisible()
  },
}

export const Loading: Story = {
  args: { entries: undefined },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('status')).toHaveTextContent('Loading activity')
  },
}

const retry = fn()

export const Failed: Story = {
  args: { entries: undefined, error: new Error('The server does not answer.'), onRetry: retry },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('alert')).toHaveTextContent('The server does not answer.')
    await userEvent.click(canvas.getByRole('button', { name: 'Try again' }))
    await expect(retry).toHaveBeenCalledTimes(1)
  },
}

const more = fn()

export const Earlier: Story = {
  args: { rows: rows.slice(0, 3), onMore: more },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Show earlier' }))
    await expect(more).toHaveBeenCalledTimes(1)
  },
}
