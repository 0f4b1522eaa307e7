import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { EntityForm } from './entity-form.tsx'
import { Grid } from './layout.tsx'
import { note, sampleModel, subscription } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.notes

const submit = fn(async (_values: unknown): Promise<void> => undefined)
const cancel = fn()

const meta = {
  title: 'Entity/EntityForm',
  component: EntityForm,
  args: {
    specs: fields,
    schema: variants.insert,
    defaultValues: { id: note.id },
    label: 'Note',
    onSubmit: submit,
    onCancel: cancel,
  },
  decorators: [
    (Story) => (
      <div style={{ maxWidth: 560 }}>
        <Story />
      </div>
    ),
  ],
  beforeEach: () => {
    submit.mockReset()
    cancel.mockReset()
  },
} satisfies Meta<typeof EntityForm>

export default meta

type Story = StoryObj<typeof meta>

export const New: Story = { tags: ['phone'] }

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** Labels, helps, values and buttons of any length. */
export const LongNames: Story = {
  tags: ['phone'],
  args: {
    cancelLabel: 'Leave everything as it was',
    defaultValues: { ...note, subject: long },
    specs: fields.map((spec) =>
      Object.assign({}, spec, {
        label: `${spec.label} of the ${long}`,
        meta: { help: `${long}. `.repeat(3) },
      }),
    ),
    submitLabel: 'Save the note for everyone',
  },
}

export const Valid: Story = {
  args: { defaultValues: note, submitLabel: 'Save note' },
  play: async ({ canvas }) => {
    const subject = canvas.getByRole('textbox', { name: /^Subject/ })
    await userEvent.clear(subject)
    await userEvent.type(subject, '  Send the offer  ')
    await userEvent.click(canvas.getByRole('radio', { name: 'High' }))
    await userEvent.click(canvas.getByRole('button', { name: 'Save note' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    await expect(submit).toHaveBeenCalledWith(
      { ...note, subject: 'Send the offer', priority: 'high' },
      { base: note, changes: { subject: 'Send the offer', priority: 'high' } },
    )
  },
}

export const Invalid: Story = {
  tags: ['phone'],
  play: async ({ canvas }) => {
    const subject = canvas.getByRole('textbox', { name: /^Subject/ })
    await expect(canvas.queryByText('Subject is required.')).not.toBeInTheDocument()
    await userEvent.click(subject)
    await userEvent.tab()
    await expect(await canvas.findByText('Subject is required.')).toBeVisible()
    await expect(canvas.queryByText('Priority is required.')).not.toBeInTheDocument()
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByText('Priority is required.')).toBeVisible()
    await expect(submit).not.toHaveBeenCalled()
    await waitFor(() => expect(subject).toHaveFocus())
    await expect(subject).toHaveAttribute('aria-invalid', 'true')
    await expect(subject).toHaveAccessibleDescription('Subject is required.')
    await userEvent.type(subject, 'Call')
    await expect(canvas.queryByText('Subject is required.')).not.toBeInTheDocument()
    await expect(subject).not.toHaveAttribute('aria-invalid')
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(canvas.getByRole('radio', { name: 'Low' })).toHaveFocus())
  },
}

/** Issues that the server sends come back to their fields, and go once the value changes. */
export const ServerRefused: Story = {
  args: { defaultValues: note },
  play: async ({ canvas }) => {
    const issues = [
      { path: ['subject'], message: 'A note with this subject exists already.' },
      { path: [], message: 'The notebook is full.' },
    ]
    submit.mockRejectedValueOnce(Object.assign(new Error('Rejected'), { issues }))
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByText('A note with this subject exists already.')).toBeVisible()
    await expect(canvas.getByRole('alert')).toHaveTextContent('The notebook is full.')
    const subject = canvas.getByRole('textbox', { name: /^Subject/ })
    await waitFor(() => expect(subject).toHaveFocus())
    await userEvent.type(subject, '!')
    await expect(canvas.queryByText('A note with this subject exists already.')).not.toBeInTheDocument()
  },
}

export const ServerFailed: Story = {
  args: { defaultValues: note },
  play: async ({ canvas }) => {
    submit.mockRejectedValueOnce(new Error('The server does not answer.'))
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByRole('alert')).toHaveTextContent('The server does not answer.')
    await waitFor(() => expect(canvas.getByRole('alert')).toHaveFocus())
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(canvas.queryByRole('alert')).not.toBeInTheDocument())
    await expect(submit).toHaveBeenCalledTimes(2)
  },
}

export const Pending: Story = {
  args: { defaultValues: note },
  play: async ({ canvas }) => {
    let finish: () => void = () => undefined
    submit.mockImplementationOnce(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve
        }),
    )
    const save = canvas.getByRole('button', { name: 'Save' })
    await userEvent.click(save)
    await waitFor(() => expect(save).toHaveAttribute('aria-busy', 'true'))
    await userEvent.click(save)
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    finish()
    await waitFor(() => expect(save).not.toHaveAttribute('aria-busy'))
    await expect(submit).toHaveBeenCalledTimes(1)
  },
}

export const Keyboard: Story = {
  args: { defaultValues: note },
  play: async ({ canvas }) => {
    const subject = canvas.getByRole('textbox', { name: /^Subject/ })
    await userEvent.click(subject)
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    await userEvent.keyboard('{Escape}')
    await expect(cancel).toHaveBeenCalledTimes(1)
  },
}

export const OwnLayout: Story = {
  tags: ['phone'],
  args: {
    children: (
      <Grid columns={3}>
        <EntityForm.Field wide label="What is to be done" name="subject" />
        <EntityForm.Field name="priority" />
        <EntityForm.Field name="dueOn" />
      </Grid>
    ),
  },
}

/** What no field can show stands above the buttons: here the key is missing. */
export const HiddenFieldInvalid: Story = {
  args: { defaultValues: { subject: 'Call', priority: 'low' } },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await expect(await canvas.findByRole('alert')).toHaveTextContent(/^id: /)
    await expect(submit).not.toHaveBeenCalled()
  },
}

const all = sampleModel.entities.subscriptions

export const BrokenJson: Story = {
  args: { specs: all.fields, schema: all.variants.insert, defaultValues: subscription },
  play: async ({ canvas }) => {
    const settings = canvas.getByRole('textbox', { name: /^Settings/ })
    await userEvent.clear(settings)
    await userEvent.type(settings, '[[1')
    await expect(await canvas.findByText(/^This is not valid JSON/)).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(settings).toHaveFocus())
    await expect(submit).not.toHaveBeenCalled()
  },
}
