import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { EntityCard } from './entity-card.tsx'
import { EntityCardList, type EntityCardListProps } from './entity-card-list.tsx'
import { EntityForm } from './entity-form.tsx'
import { note, type Note, sampleModel } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.notes

const notes: Note[] = [
  note,
  {
    ...note,
    id: '5e7e3f0a-8f39-4a3e-93b5-52f2b2fb4a12',
    subject: 'Send the offer',
    priority: 'high',
    dueOn: null,
  },
  { ...note, id: '5e7e3f0a-8f39-4a3e-93b5-52f2b2fb4a13', subject: 'Archive the contract', done: true },
]

const retry = fn()

function NoteCards(props: Partial<EntityCardListProps<Note>>) {
  const [rows, setRows] = useState(props.rows ?? notes)
  return (
    <EntityCardList
      addLabel="Add note"
      heading="Notes"
      renderAdd={(close) => (
        <EntityForm
          autoFocus
          defaultValues={{ id: '5e7e3f0a-8f39-4a3e-93b5-52f2b2fb4a14' }}
          label="New note"
          schema={variants.insert}
          specs={fields}
          onCancel={close}
          onSubmit={(values) => {
            // Sound: the schema made these values a whole note.
            setRows([...rows, values as Note])
            close()
          }}
        />
      )}
      renderRow={(row) => (
        <EntityCard row={row} schema={variants.insert} specs={fields} title={row.subject} onSave={fn()} />
      )}
      rowKey={(row) => row.id}
      onRetry={retry}
      {...props}
      rows={rows}
    />
  )
}

const meta = { title: 'Entity/EntityCardList', component: NoteCards } satisfies Meta<typeof NoteCards>

export default meta

type Story = StoryObj<typeof meta>

export const Default: Story = {}

export const Loading: Story = {
  args: { rows: [], isLoading: true, expectedCount: 3 },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('status')).toHaveTextContent('Loading notes')
    await expect(canvas.queryByText('No notes yet')).not.toBeInTheDocument()
  },
}

export const Empty: Story = { args: { rows: [], emptyDescription: 'Notes that you add stand here.' } }

export const Failed: Story = {
  args: { rows: [], error: new Error('The server does not answer.') },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Try again' }))
    await expect(retry).toHaveBeenCalled()
  },
}

export const Add: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Add note' }))
    const subject = await canvas.findByRole('textbox', { name: /^Subject/ })
    await expect(subject).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Add note' })).toHaveFocus())
    await userEvent.click(canvas.getByRole('button', { name: 'Add note' }))
    await userEvent.type(await canvas.findByRole('textbox', { name: /^Subject/ }), 'Order paper')
    await userEvent.click(canvas.getByRole('radio', { name: 'Low' }))
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await expect(await canvas.findByRole('heading', { name: 'Order paper' })).toBeVisible()
  },
}
