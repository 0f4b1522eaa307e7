// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EntityCardFrame } from './entity-card-frame.tsx'
import type { EntityCardFormProps } from './entity-card.types.ts'
import { lazyPart } from './lazy-part.ts'

afterEach(cleanup)

interface Note {
  id: string
  subject: string
}

const row: Note = { id: '1', subject: 'Call' }

function NoteForm({ defaultValues, onCancel }: EntityCardFormProps<Note>) {
  return (
    <form aria-label="Note">
      {defaultValues.subject}
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </form>
  )
}

/** A form whose code comes when the test says so. */
function lateForm() {
  const loads: { come: () => void; fail: () => void }[] = []
  const form = lazyPart(
    () =>
      new Promise<typeof NoteForm>((resolve, reject) => {
        loads.push({ come: () => resolve(NoteForm), fail: () => reject(new Error('The network is gone.')) })
      }),
  )
  return { form, loads }
}

const edit = () => screen.getByRole('button', { name: 'Edit Call' })

describe('a card whose form is loaded later', () => {
  it('loads nothing where nobody can edit it', async () => {
    const { form, loads } = lateForm()
    render(<EntityCardFrame form={form} row={row} title="Call" />)
    await new Promise((resolve) => {
      setTimeout(resolve, 300)
    })
    expect(loads).toHaveLength(0)
  })

  it('loads once as one comes near, shows its content until the form is there, and gives the focus back', async () => {
    const { form, loads } = lateForm()
    render(
      <EntityCardFrame form={form} row={row} title="Call" onSave={vi.fn()}>
        Content
      </EntityCardFrame>,
    )
    fireEvent.focus(edit())
    expect(loads).toHaveLength(1)
    await userEvent.click(edit())
    expect(loads).toHaveLength(1)
    expect(screen.getByText('Content')).toBeTruthy()
    loads[0]?.come()
    await screen.findByRole('form', {}, { timeout: 15_000 })
    expect(screen.queryByText('Content')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(document.activeElement).toBe(edit()))
  }, 30_000)

  it('says that it did not come, keeps its content, and tries anew', async () => {
    const { form, loads } = lateForm()
    render(
      <EntityCardFrame form={form} row={row} title="Call" onSave={vi.fn()}>
        Content
      </EntityCardFrame>,
    )
    await userEvent.click(edit())
    loads[0]?.fail()
    const alert = await screen.findByRole('alert', {}, { timeout: 15_000 })
    expect(alert.textContent).toBe('This could not be opened. Try again.')
    expect(screen.getByText('Content')).toBeTruthy()
    await userEvent.click(edit())
    expect(loads).toHaveLength(2)
    loads[1]?.come()
    await screen.findByRole('form', {}, { timeout: 15_000 })
    expect(screen.queryByRole('alert')).toBeNull()
  }, 30_000)
})
