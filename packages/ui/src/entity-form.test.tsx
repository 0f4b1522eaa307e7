import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EntityForm } from './entity-form.tsx'
import { EntityCard } from './entity-card.tsx'
import type { StandardSchema } from './standard-schema.ts'
import { note, sampleModel } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.notes

afterEach(cleanup)

describe('EntityForm', () => {
  it('asks an asynchronous schema on submit, shows its issues and sends nothing', async () => {
    const taken: StandardSchema<object> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => {
          const subject = String((value as { subject: unknown }).subject)
          const issues = [{ path: [{ key: 'subject' }], message: 'This subject is taken.' }]
          return Promise.resolve(subject === 'Taken' ? { issues } : { value })
        },
      },
    }
    const submit = vi.fn()
    const user = userEvent.setup()
    render(
      <EntityForm
        defaultValues={{ ...note, subject: 'Taken' }}
        schema={taken}
        specs={fields}
        onSubmit={submit}
      />,
    )
    await user.click(screen.getByRole('button', { name: 'Save' }))
    const message = await screen.findByText('This subject is taken.')
    const subject = screen.getByRole('textbox', { name: /Subject/ })
    expect(subject.getAttribute('aria-describedby')).toBe(message.id)
    expect(submit).not.toHaveBeenCalled()
    await user.type(subject, '2')
    expect(screen.queryByText('This subject is taken.')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    expect(submit.mock.lastCall?.[0]).toMatchObject({ subject: 'Taken2' })
  })

  it('does not take new default values while one edits', async () => {
    const user = userEvent.setup()
    const form = (row: typeof note) => (
      <EntityForm defaultValues={row} schema={variants.insert} specs={fields} onSubmit={() => undefined} />
    )
    const { rerender } = render(form(note))
    const subject = screen.getByRole<HTMLInputElement>('textbox', { name: /Subject/ })
    await user.type(subject, '!')
    rerender(form({ ...note, subject: 'Changed elsewhere' }))
    expect(subject.value).toBe(`${note.subject}!`)
  })

  it('follows the row where nobody edits, and tells where someone does, as often as the row changes', async () => {
    const user = userEvent.setup()
    const submit = vi.fn()
    const form = (row: typeof note) => (
      <EntityForm
        currentValues={row}
        defaultValues={note}
        schema={variants.insert}
        specs={fields}
        onSubmit={submit}
      />
    )
    const { rerender } = render(form(note))
    const subject = screen.getByRole<HTMLInputElement>('textbox', { name: /Subject/ })
    const told = () => screen.queryByText(/^Someone else changed this just now to/)?.textContent
    rerender(form({ ...note, subject: 'Followed', dueOn: '2027-01-01' }))
    expect(subject.value).toBe('Followed')
    await user.type(subject, '!')
    expect(told()).toBeUndefined()
    rerender(form({ ...note, subject: 'Theirs', dueOn: '2027-02-02' }))
    expect(subject.value).toBe('Followed!')
    expect(told()).toContain('Theirs')
    rerender(form({ ...note, subject: 'Later', dueOn: '2027-02-02' }))
    expect(told()).toContain('Later')
    rerender(form({ ...note, subject: 'Followed', dueOn: '2027-02-02' }))
    expect(told()).toBeUndefined()
    rerender(form({ ...note, subject: 'Theirs', dueOn: '2027-02-02' }))
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
    expect(submit.mock.lastCall?.[1]).toEqual({
      changes: { subject: 'Followed!' },
      base: { ...note, subject: 'Followed', dueOn: '2027-02-02' },
    })
  })

  it('keeps what is written where the row shows a save that is refused then', async () => {
    const user = userEvent.setup()
    let refuse: (error: Error) => void = () => undefined
    const submit = () =>
      new Promise<void>((_resolve, reject) => {
        refuse = reject
      })
    const form = (row: typeof note) => (
      <EntityForm
        currentValues={row}
        defaultValues={note}
        schema={variants.insert}
        specs={fields}
        onSubmit={submit}
      />
    )
    const { rerender } = render(form(note))
    const subject = screen.getByRole<HTMLInputElement>('textbox', { name: /Subject/ })
    await user.type(subject, '!')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    rerender(form({ ...note, subject: `${note.subject}!` }))
    rerender(form(note))
    refuse(new Error('The server refused it.'))
    await screen.findByText('The server refused it.')
    expect(subject.value).toBe(`${note.subject}!`)
    expect(screen.queryByRole('button', { name: /^Take theirs/ })).toBeNull()
  })

  it('names the field that a layout gets wrong', () => {
    const layout = (
      <EntityForm schema={variants.insert} specs={fields} onSubmit={() => undefined}>
        <EntityForm.Field name="nothing" />
      </EntityForm>
    )
    expect(() => renderToString(layout)).toThrow(
      'The form has no field "nothing". It has: subject, priority, dueOn, done.',
    )
  })
})

describe('EntityCard', () => {
  it('saves what the editor changed, not what changed elsewhere meanwhile', async () => {
    const user = userEvent.setup()
    const save = vi.fn()
    const card = (row: typeof note) => (
      <EntityCard row={row} schema={variants.insert} specs={fields} title={row.subject} onSave={save} />
    )
    const { rerender } = render(card(note))
    await user.click(screen.getByRole('button', { name: `Edit ${note.subject}` }))
    await user.type(await screen.findByRole('textbox', { name: /Subject/ }), '!')
    rerender(card({ ...note, priority: 'high' }))
    await user.click(screen.getByRole('button', { name: 'Save' }))
    // What followed came later than the edit began.
    const base = { ...note, priority: 'high' }
    await waitFor(() => expect(save).toHaveBeenCalledWith({ subject: `${note.subject}!` }, base))
  })

  it('renders on a server', () => {
    const html = renderToString(
      <EntityCard
        row={note}
        schema={variants.insert}
        specs={fields}
        title={note.subject}
        onSave={() => undefined}
      />,
    )
    expect(html).toContain('Dec 1, 2026')
    expect(html).toContain(`Edit ${note.subject}`)
  })
})
