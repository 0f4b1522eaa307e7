import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, userEvent } from 'storybook/test'
import { EntityForm } from './entity-form.tsx'
import { FieldInput } from './field-input.tsx'
import { findSpec, visibleSpecs } from './field-specs.ts'
import { sampleModel, subscription } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.subscriptions

const meta = { title: 'Fields/FieldInput', component: FieldInput } satisfies Meta<typeof FieldInput>

export default meta

type Story = StoryObj

function spec(name: string) {
  const found = findSpec(fields, name)
  if (!found) throw new Error(`No field "${name}".`)
  return found
}

/** The control of each kind of field, with its label. */
export const EveryKind: Story = {
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
