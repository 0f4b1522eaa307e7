import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, userEvent } from 'storybook/test'
import { EntityForm } from './entity-form.tsx'
import { FieldInput } from './field-input.tsx'
import { findSpec, visibleSpecs } from './field-specs.ts'
import { kindsModel, ledger } from './testing/kinds-model.ts'
import { sampleModel, subscription } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.subscriptions
const { ledgers } = kindsModel.entities

const meta = { title: 'Fields/FieldInput', component: FieldInput } satisfies Meta<typeof FieldInput>

export default meta

type Story = StoryObj

function spec(name: string) {
  const found = findSpec([...fields, ...ledgers.fields], name)
  if (!found) throw new Error(`No field "${name}".`)
  return found
}

/** The control of each kind of field, with its label. */
export const EveryKind: Story = {
  tags: ['phone'],
  render: () => (
    <div style={{ maxWidth: 640 }}>
      <EntityForm defaultValues={subscription} schema={variants.insert} specs={fields} onSubmit={fn()} />
    </div>
  ),
  play: async ({ canvas }) => {
    for (const { label } of visibleSpecs(fields)) {
      await expect(canvas.getAllByLabelText(new RegExp(`^${label}`))[0]).toBeInTheDocument()
    }
    await expect(canvas.getByLabelText(/^Billing email/)).toHaveAttribute('type', 'email')
    await expect(canvas.getByLabelText(/^Website/)).toHaveAttribute('inputmode', 'url')
    await expect(canvas.getByLabelText(/^Seats/)).toHaveAttribute('inputmode', 'numeric')
    await expect(canvas.getByLabelText(/^Starts on/)).toHaveAttribute('type', 'date')
    await expect(canvas.getByRole('radiogroup', { name: /^Plan/ })).toBeInTheDocument()
    await expect(canvas.getByRole('combobox', { name: /^Country/ })).toHaveDisplayValue('Germany')
    await expect(canvas.getByRole('switch', { name: /^Auto renew/ })).toBeChecked()
  },
}

const change = fn()

function Single({ name, initial }: { name: string; initial: unknown }) {
  const [value, setValue] = useState(initial)
  return (
    <div style={{ maxWidth: 320 }}>
      <span id="single-label">{spec(name).label}</span>
      <FieldInput
        id="single"
        labelledBy="single-label"
        spec={spec(name)}
        value={value}
        onChange={(next) => {
          change(next)
          setValue(next)
        }}
        onParseError={fn()}
      />
    </div>
  )
}

export const NumberAsTyped: Story = {
  render: () => <Single initial={1250} name="seats" />,
  play: async ({ canvas }) => {
    const input = canvas.getByRole('textbox', { name: 'Seats' })
    await expect(input).toHaveValue('1,250')
    await userEvent.clear(input)
    await userEvent.type(input, '2,500')
    await expect(change).toHaveBeenLastCalledWith(2500)
    await userEvent.clear(input)
    await userEvent.type(input, 'many')
    await expect(change).toHaveBeenLastCalledWith('many')
  },
}

export const NullableDate: Story = {
  render: () => <Single initial={null} name="endsOn" />,
  play: async ({ canvas }) => {
    const none = canvas.getByRole('checkbox', { name: 'Ends on: none' })
    await expect(none).toBeChecked()
    await userEvent.click(none)
    await expect(change).toHaveBeenLastCalledWith('')
    const date = canvas.getByLabelText('Ends on')
    await expect(date).toHaveFocus()
    await userEvent.type(date, '2027-03-31')
    await expect(change).toHaveBeenLastCalledWith('2027-03-31')
    await userEvent.click(none)
    await expect(change).toHaveBeenLastCalledWith(null)
  },
}

export const UnknownCountry: Story = {
  render: () => <Single initial="XX" name="country" />,
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('combobox', { name: 'Country' })).toHaveValue('XX')
  },
}

const submit = fn()

/** Whole numbers of any size, values of a literal, sets, maps, tuples, unions and what contains itself. */
export const RareKinds: Story = {
  render: () => (
    <div style={{ maxWidth: 640 }}>
      <EntityForm
        defaultValues={{ ...ledger, closedAt: null, openedAt: ledger.openedAt.toISOString() }}
        schema={ledgers.variants.insert}
        specs={ledgers.fields}
        onSubmit={submit}
      />
    </div>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('textbox', { name: /^Balance/ })).toHaveValue('123,456,789,012,345,678,901')
    await expect(canvas.getByRole('radio', { name: 'Weekly' })).toBeChecked()
    await expect(canvas.getByRole('combobox', { name: /^Scale/ })).toHaveDisplayValue('2')
    await expect(canvas.getByRole('switch', { name: /^Agreed/ })).toBeChecked()
    const labels = canvas.getByRole('textbox', { name: /^Labels/ })
    await userEvent.clear(labels)
    await userEvent.type(labels, 'audited')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(submit).not.toHaveBeenCalled()
    await expect(labels).toHaveAccessibleDescription(/^This is not valid JSON/)
    await userEvent.clear(labels)
    await userEvent.type(labels, '[["audited"]')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(submit.mock.lastCall?.[0]).toMatchObject({
      labels: new Set(['audited']),
      openedAt: '2025-11-03T09:30:00.000Z',
    })
  },
}

/** What is missing and what does not fit, said at each field. */
export const RareKindsAtFault: Story = {
  tags: ['phone'],
  render: () => (
    <div style={{ maxWidth: 640 }}>
      <EntityForm schema={ledgers.variants.insert} specs={ledgers.fields} onSubmit={submit} />
    </div>
  ),
  play: async ({ canvas }) => {
    const balance = canvas.getByRole('textbox', { name: /^Balance/ })
    await userEvent.type(balance, '1.5')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(balance).toHaveAccessibleDescription(/^This is not a whole number/)
    await userEvent.clear(balance)
    await userEvent.type(balance, '9007199254740993')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(canvas.getByText('Agreed is required.')).toBeVisible()
    await expect(balance).toHaveValue('9,007,199,254,740,993')
    await expect(balance).not.toBeInvalid()
  },
}
