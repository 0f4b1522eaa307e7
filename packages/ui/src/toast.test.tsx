// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { type QueuedToast, toastQueue } from './toast-queue.ts'
import { toast, Toaster } from './toast.tsx'

afterEach(cleanup)

test('messages wait for what shows them, in their order, without those that were dismissed', () => {
  const shown: QueuedToast[] = []
  const closed: string[] = []
  const to = { add: (each: QueuedToast) => shown.push(each), close: (id: string) => closed.push(id) }
  const first = toast.show('One')
  const second = toast.success('Two')
  toast.error('Three', new Error('No.'))
  toast.dismiss(second)
  expect(toastQueue.waiting()).toBe(2)
  const stop = toastQueue.show(to)
  expect(toastQueue.waiting()).toBe(0)
  expect(shown).toMatchObject([
    { id: first, type: 'info', title: 'One' },
    { type: 'error', title: 'Three', description: 'No.', priority: 'high', timeout: 10_000 },
  ])
  const fourth = toast.show('Four')
  toast.dismiss(fourth)
  expect(shown.map(({ title }) => title)).toEqual(['One', 'Three', 'Four'])
  expect(closed).toEqual([fourth])
  stop()
  toast.dismiss(toast.show('Five'))
  expect(toastQueue.waiting()).toBe(0)
  expect(shown).toHaveLength(3)
})

test('a message that comes before the code of the list is shown once that is there, and its action works', async () => {
  render(<Toaster />)
  expect(screen.queryByRole('region')).toBeNull()
  const done: string[] = []
  act(() => void toast.show('Saved', { action: { label: 'Undo', onClick: () => done.push('undo') } }))
  // Its code is read at that moment.
  expect(await screen.findByText('Saved', undefined, { timeout: 20_000 })).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(done).toEqual(['undo'])
  act(() => void toast.show('And again'))
  expect(await screen.findByText('And again')).toBeDefined()
}, 30_000)
