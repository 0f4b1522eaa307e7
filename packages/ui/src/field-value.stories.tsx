import type { Meta, StoryObj } from '@storybook/react-vite'
import type { FieldSpec } from '@throughline/schema'
import { expect, userEvent } from 'storybook/test'
import { Card, CardContent, CardHeader, CardTitle } from './card.tsx'
import { findSpec, visibleSpecs } from './field-specs.ts'
import { FieldList, FieldValue } from './field-value.tsx'
import { LocaleProvider } from './locale.tsx'
import { kindsModel, ledger } from './testing/kinds-model.ts'
import { sampleModel, subscription } from './testing/sample-model.ts'

const { fields } = sampleModel.entities.subscriptions

const meta = { title: 'Fields/FieldValue', component: FieldValue } satisfies Meta<typeof FieldValue>

export default meta

type Story = StoryObj

function All({
  row,
  specs = fields,
}: {
  row: Readonly<Record<string, unknown>>
  specs?: readonly FieldSpec[]
}) {
  return (
    <div style={{ maxWidth: 560 }}>
      <Card aria-label="Values">
        <CardHeader>
          <CardTitle>Values</CardTitle>
        </CardHeader>
        <CardContent>
          <FieldList
            items={visibleSpecs(specs).map((spec) => ({
              label: spec.label,
              value: <FieldValue currency="EUR" spec={spec} value={row[spec.name]} />,
            }))}
          />
        </CardContent>
      </Card>
    </div>
  )
}

export const EveryKind: Story = {
  tags: ['phone'],
  render: () => <All row={subscription} />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('€4,990')).toBeVisible()
    await expect(canvas.getByText('Germany')).toBeVisible()
    await expect(canvas.getByText('Past due')).toBeVisible()
    await expect(canvas.getByText('Apr 1, 2023')).toBeVisible()
  },
}

export const German: Story = {
  render: () => (
    <LocaleProvider locale="de-DE">
      <All row={subscription} />
    </LocaleProvider>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/^4\.990\s€$/)).toBeVisible()
    await expect(canvas.getByText('Deutschland')).toBeVisible()
  },
}

/** Whole numbers of any size, values of a literal, sets, maps, tuples, unions and what contains itself. */
export const RareKinds: Story = {
  tags: ['phone'],
  render: () => <All row={ledger} specs={kindsModel.entities.ledgers.fields} />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('123,456,789,012,345,678,901')).toBeVisible()
    await expect(canvas.getByText('Weekly')).toBeVisible()
    await expect(canvas.getByText('audited, euro')).toBeVisible()
    await expect(canvas.getByText('Jan 1, 2026, Dec 31, 2026')).toBeVisible()
    await expect(canvas.getByText(/"2026-07-01": 1.5/)).toBeVisible()
    await expect(canvas.getByText('9,007,199,254,740,993')).toBeVisible()
  },
}

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

export const LongValues: Story = {
  tags: ['phone'],
  render: () => (
    <All
      row={{
        ...subscription,
        name: long,
        email: `${'a'.repeat(60)}@${'b'.repeat(60)}.example`,
        website: `https://${'c'.repeat(60)}.example/${'d'.repeat(200)}`,
        price: 1e15,
        notes: `${long} `.repeat(5),
        tags: Array.from({ length: 60 }, (_, index) => `tag-${index}`),
        settings: { [long]: { [long]: long } },
      }}
    />
  ),
}

export const NoValues: Story = { tags: ['phone'], render: () => <All row={{}} /> }

export const Sensitive: Story = {
  tags: ['phone'],
  render: () => {
    const spec = findSpec(fields, 'iban')
    return spec ? <FieldValue spec={spec} value={subscription.iban} /> : <></>
  },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByText('DE•• •••• •••• 3000')).toBeVisible()
    await expect(canvasElement.innerHTML).not.toContain('0532')
    await expect(canvas.queryByRole('button', { name: 'Copy IBAN' })).not.toBeInTheDocument()
    await userEvent.click(canvas.getByRole('button', { name: 'Show IBAN' }))
    await expect(canvas.getByText('DE89 3704 0044 0532 0130 00')).toBeVisible()
    await expect(canvas.getByRole('button', { name: 'Copy IBAN' })).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Hide IBAN' }))
    await expect(canvasElement.innerHTML).not.toContain('0532')
  },
}
