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

export const Default: Story = { tags: ['phone'] }

export const One: Story = { tags: ['phone'], args: { rows: notes.slice(0, 1) } }

export const Many: Story = {
  args: {
    rows: Array.from({ length: 40 }, (_, n) => ({ ...note, id: String(n), subject: `Note ${n + 1}` })),
  },
}

export const LongNames: Story = {
  tags: ['phone'],
  args: {
    addLabel: 'Add a note about the agreement',
    heading: 'Notes of the Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    rows: [{ ...note, subject: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz' }],
  },
}

export const Loading: Story = {
  tags: ['phone'],
  args: { rows: [], isLoading: true, expectedCount: 3 },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('status')).toHaveTextContent('Loading notes')
    await expect(canvas.queryByText('No notes yet')).not.toBeInTheDocument()
  },
}

export const Empty: Story = {
  tags: ['phone'],
  args: { rows: [], emptyDescription: 'Notes that you add stand here.' },
}

export const Failed: Story = {
  tags: ['phone'],
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

function Deleting() {
  const [rows, setRows] = useState(notes)
  return (
    <>
      <button type="button" onClick={() => setRows([])}>
        Delete all
      </button>
      <EntityCardList
        heading="Notes"
        renderRow={(row) => (
          <EntityCard row={row} schema={variants.insert} specs={fields} title={row.subject} onSave={fn()} />
        )}
        rowKey={(row) => row.id}
        rows={rows}
      />
    </>
  )
}

/** A card that is edited stays where someone else deletes its row, says so, and goes once the form is closed. */
export const DeletedElsewhere: Story = {
  render: () => <Deleting />,
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Edit Send the offer' }))
    const subject = await canvas.findByRole('textbox', { name: /^Subject/ })
    await userEvent.type(subject, ' again')
    await userEvent.click(canvas.getByRole('button', { name: 'Delete all' }))
    await expect(canvas.queryByRole('heading', { name: 'Archive the contract' })).toBeNull()
    await expect(canvas.getByRole('alert')).toHaveTextContent('Someone else deleted this')
    await expect(subject).toHaveValue('Send the offer again')
    await userEvent.click(canvas.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(canvas.getByText('No notes yet')).toBeVisible())
  },
}
