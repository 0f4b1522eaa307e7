import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { Button } from './button.tsx'
import { EntityForm, type EntityFormProps } from './entity-form.tsx'
import { Stack } from './layout.tsx'
import { sampleModel, type Subscription, subscription } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.subscriptions

const submit = fn(async (_values: unknown, _edit: unknown): Promise<void> => undefined)

type Props = Partial<EntityFormProps<Subscription>> & { others: readonly Partial<Subscription>[] }

/** A form over a row that someone else changes at the press of a button, step by step. */
function OpenForm({ others, ...props }: Props) {
  const [row, setRow] = useState(subscription)
  const [step, setStep] = useState(0)
  const next = () => {
    setRow({ ...row, ...others[step] })
    setStep(step + 1)
  }
  return (
    <Stack gap="lg" style={{ maxWidth: 560 }}>
      <EntityForm
        currentValues={row}
        defaultValues={subscription}
        label="Subscription"
        // Sound: the insert variant takes what a row is made of.
        schema={variants.insert as never}
        specs={fields}
        onSubmit={submit}
        {...props}
      >
        <Stack>
          <EntityForm.Field name="name" />
          <EntityForm.Field name="seats" />
          <EntityForm.Field name="autoRenew" />
          <EntityForm.Field name="iban" />
          <EntityForm.Field name="settings" />
        </Stack>
      </EntityForm>
      <Button disabled={step >= others.length} variant="outline" onClick={next}>
        Someone else changes it
      </Button>
    </Stack>
  )
}

const meta = {
  title: 'Entity/EntityForm, changed elsewhere',
  component: OpenForm,
  args: { others: [{ name: 'Nordlicht AG', seats: 1300 }] },
  beforeEach: () => {
    submit.mockReset()
  },
} satisfies Meta<typeof OpenForm>

export default meta

type Story = StoryObj<typeof meta>
type Canvas = Parameters<NonNullable<Story['play']>>[0]['canvas']

const box = (canvas: Canvas, name: RegExp) => canvas.getByRole('textbox', { name })
const elsewhere = async (canvas: Canvas) =>
  userEvent.click(canvas.getByRole('button', { name: 'Someone else changes it' }))
const save = async (canvas: Canvas) => userEvent.click(canvas.getByRole('button', { name: 'Save' }))
const editOf = async () => {
  await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
  return submit.mock.lastCall?.[1]
}

/** A field that was not edited follows; one that was keeps its text, and is told. Save sends what was edited, on its base. */
export const Told: Story = {
  play: async ({ canvas }) => {
    const name = box(canvas, /^Name/)
    await userEvent.type(name, ' GmbH')
    await elsewhere(canvas)
    await expect(box(canvas, /^Seats/)).toHaveValue('1,300')
    await expect(name).toHaveValue('Nordlicht Logistik GmbH')
    await expect(name).toHaveAccessibleDescription('Someone else changed this just now to Nordlicht AG')
    await expect(box(canvas, /^Seats/)).toHaveAccessibleDescription('Someone else changed this just now.')
    await expect(
      canvas.getByText(
        'Someone else changed Name, which you are editing. Someone else changed Seats; you see the new value.',
      ),
    ).toHaveAttribute('aria-live', 'polite')
    await save(canvas)
    await expect(await editOf()).toEqual({
      changes: { name: 'Nordlicht Logistik GmbH' },
      base: { ...subscription, seats: 1300 },
    })
  },
}

/** What was decided is decided on the value that was shown. */
export const KeepMine: Story = {
  play: async ({ canvas }) => {
    const name = box(canvas, /^Name/)
    await userEvent.type(name, ' GmbH')
    await elsewhere(canvas)
    await userEvent.click(canvas.getByRole('button', { name: 'Keep mine: Name' }))
    await expect(name).toHaveValue('Nordlicht Logistik GmbH')
    await expect(canvas.queryByRole('button', { name: 'Keep mine: Name' })).not.toBeInTheDocument()
    await waitFor(() => expect(name).toHaveFocus())
    await save(canvas)
    await expect(await editOf()).toMatchObject({
      changes: { name: 'Nordlicht Logistik GmbH' },
      base: { name: 'Nordlicht AG' },
    })
  },
}

export const TakeTheirs: Story = {
  play: async ({ canvas }) => {
    await userEvent.type(box(canvas, /^Name/), ' GmbH')
    await elsewhere(canvas)
    await userEvent.click(canvas.getByRole('button', { name: 'Take theirs: Name' }))
    await expect(box(canvas, /^Name/)).toHaveValue('Nordlicht AG')
    await waitFor(() => expect(box(canvas, /^Name/)).toHaveFocus())
    await save(canvas)
    await expect(await editOf()).toMatchObject({ changes: {} })
  },
}

/** Both made the same change: there is nothing to ask, and nothing to send. */
export const Agreed: Story = {
  play: async ({ canvas }) => {
    await userEvent.clear(box(canvas, /^Name/))
    await userEvent.type(box(canvas, /^Name/), 'Nordlicht AG')
    await elsewhere(canvas)
    await expect(canvas.queryByRole('button', { name: /^Take theirs/ })).not.toBeInTheDocument()
    await save(canvas)
    await expect(await editOf()).toMatchObject({ changes: {} })
  },
}

/** A text that is no value yet is edited too; taking theirs ends it. */
export const BrokenDraft: Story = {
  args: { others: [{ settings: { sso: false } }] },
  play: async ({ canvas }) => {
    const settings = box(canvas, /^Settings/)
    await userEvent.clear(settings)
    await userEvent.type(settings, '{{"sso"')
    await elsewhere(canvas)
    await expect(settings).toHaveValue('{"sso"')
    await userEvent.click(canvas.getByRole('button', { name: 'Take theirs: Settings' }))
    await expect(box(canvas, /^Settings/)).toHaveValue('{\n  "sso": false\n}')
    await expect(canvas.queryByText(/^This is not valid JSON/)).not.toBeInTheDocument()
    await save(canvas)
    await expect(await editOf()).toMatchObject({ changes: {} })
  },
}

/** What is edited back to the beginning does not jump while one types; what is sensitive stays masked. */
export const EditedBack: Story = {
  args: { others: [{ iban: 'DE02120300000000202051' }, { iban: subscription.iban }] },
  play: async ({ canvas }) => {
    const iban = box(canvas, /^IBAN/)
    await userEvent.type(iban, '1')
    await elsewhere(canvas)
    await expect(canvas.getByText('DE•• •••• •••• 2051')).toBeVisible()
    await userEvent.type(iban, '{Backspace}')
    await expect(iban).toHaveValue(subscription.iban)
    await expect(canvas.getByRole('button', { name: 'Take theirs: IBAN' })).toBeVisible()
    await elsewhere(canvas)
    await expect(canvas.queryByRole('button', { name: 'Take theirs: IBAN' })).not.toBeInTheDocument()
  },
}

/** While a save is under way the row shows it at once, and is as before where it is refused: the text stays. */
export const RefusedSave: Story = {
  render: function Refused() {
    const [row, setRow] = useState(subscription)
    const refuse = async (values: Subscription) => {
      setRow({ ...row, ...values })
      await new Promise((resolve) => {
        setTimeout(resolve, 50)
      })
      setRow(row)
      throw new Error('This name is taken.')
    }
    return (
      <EntityForm
        currentValues={row}
        defaultValues={subscription}
        // Sound: the insert variant takes what a row is made of.
        schema={variants.insert as never}
        specs={fields}
        onSubmit={refuse}
      />
    )
  },
  play: async ({ canvas }) => {
    await userEvent.type(box(canvas, /^Name/), ' GmbH')
    await save(canvas)
    await expect(await canvas.findByText('This name is taken.')).toBeVisible()
    await expect(box(canvas, /^Name/)).toHaveValue('Nordlicht Logistik GmbH')
    await expect(canvas.queryByRole('button', { name: /^Take theirs/ })).not.toBeInTheDocument()
  },
}

/** What the server masks is shown as given: neither edited, nor checked, nor sent. */
export const Withheld: Story = {
  args: {
    others: [{ iban: 'FR•• …5678' }],
    defaultValues: { ...subscription, iban: 'DE•• …3000' },
    withheld: ['iban'],
  },
  play: async ({ canvas }) => {
    await expect(canvas.queryByRole('textbox', { name: /^IBAN/ })).not.toBeInTheDocument()
    await expect(canvas.getByRole('group', { name: 'IBAN' })).toHaveTextContent(
      'DE•• …3000(masked: you may not see the whole value)',
    )
    await expect(canvas.queryByRole('button', { name: 'Show IBAN' })).not.toBeInTheDocument()
    await userEvent.type(box(canvas, /^Name/), ' GmbH')
    await save(canvas)
    await expect(await editOf()).toMatchObject({ changes: { name: 'Nordlicht Logistik GmbH' } })
    await expect(submit.mock.lastCall?.[0]).not.toHaveProperty('iban')
  },
}

const both: Pick<Story, 'args' | 'play'> = {
  args: { others: [{ name: 'Nordlicht AG', seats: 1300, autoRenew: false }] },
  play: async ({ canvas }) => {
    await userEvent.type(box(canvas, /^Name/), ' GmbH')
    await elsewhere(canvas)
  },
}

export const Dark: Story = { ...both, globals: { theme: 'dark' } }

export const Phone: Story = { ...both, globals: { viewport: { value: 'mobile1', isRotated: false } } }
