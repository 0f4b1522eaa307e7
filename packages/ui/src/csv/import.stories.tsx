import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { Button } from '../button.tsx'
import { note, sampleModel } from '../testing/sample-model.ts'
import { ImportDialog } from './import-dialog.tsx'

const meta = { title: 'App/Import' } satisfies Meta

export default meta

type Story = StoryObj

const save = fn(async (_rows: readonly object[]) => undefined)
const { fields, variants } = sampleModel.entities.notes

function Importing() {
  const [open, setOpen] = useState(true)
  return (
    <>
      <Button variant="outline" onClick={() => setOpen(true)}>
        Import
      </Button>
      <ImportDialog
        defaults={() => ({ id: note.id, done: false })}
        open={open}
        schema={variants.insert}
        specs={fields}
        onImport={async (rows, onProgress) => {
          await save(rows)
          onProgress(rows.length)
        }}
        onOpenChange={setOpen}
      />
    </>
  )
}

const text = [
  'Subject;Priority;When',
  'Call Ada;High;17.05.2027',
  ';low;2027-01-01',
  "'=Sum;normal;soon",
  'Write;low;',
].join('\n')

/** The dialog, once it has faded in. */
async function opened() {
  const dialog = await screen.findByRole('dialog', { name: 'Import from CSV' })
  await waitFor(() => expect(dialog).toBeVisible())
  return within(dialog)
}

/** Columns are found by name, the others are asked for; what is wrong with a row is told, and the others are taken. */
export const FromText: Story = {
  tags: ['phone'],
  render: () => <Importing />,
  play: async () => {
    save.mockClear()
    const dialog = await opened()
    await userEvent.click(dialog.getByLabelText('Or paste here'))
    await userEvent.paste(text)
    await userEvent.click(dialog.getByRole('button', { name: 'Preview' }))
    await expect(await dialog.findByLabelText('Column for Subject')).toHaveDisplayValue('Subject')
    await userEvent.selectOptions(dialog.getByLabelText('Column for Due on'), 'When')
    await expect(await dialog.findByText('2 ready')).toBeVisible()
    await expect(dialog.getByText('· 2 with errors')).toBeVisible()
    await expect(dialog.getByText('Subject is required.')).toBeVisible()
    await expect(dialog.getByText('Due on: Invalid ISO date')).toBeVisible()
    await expect(dialog.getByText('May 17, 2027')).toBeVisible()
    await userEvent.click(dialog.getByRole('button', { name: 'Import 2' }))
    await expect(await dialog.findByText('2 imported.')).toBeVisible()
    await expect(save).toHaveBeenCalledWith([
      { id: note.id, done: false, subject: 'Call Ada', priority: 'high', dueOn: '2027-05-17' },
      { id: note.id, done: false, subject: 'Write', priority: 'low', dueOn: null },
    ])
  },
}

/** A file without rows says so. */
export const Empty: Story = {
  tags: ['phone'],
  render: () => <Importing />,
  play: async () => {
    const dialog = await opened()
    await userEvent.type(dialog.getByLabelText('Or paste here'), 'Subject,Priority')
    await userEvent.click(dialog.getByRole('button', { name: 'Preview' }))
    await waitFor(() => expect(dialog.getByRole('alert')).toHaveTextContent('There are no rows in it.'))
  },
}
