import { createEffect, createRoot } from 'solid-js'
import { expect, it, vi } from 'vitest'
import { fromReadable } from '../src/solid.ts'
import { openTasks } from '../src/tasks.ts'

it('an effect of Solid follows a list, runs for nothing else, and lets go of it', async () => {
  const { server, store } = openTasks()
  await server.load([{ entity: 'tasks', row: { id: 'a', title: 'Walk', done: false } }])
  const seen: string[] = []
  const end = createRoot((dispose) => {
    const open = fromReadable(store.list('tasks', { where: { done: false }, orderBy: { title: 'asc' } }))
    createEffect(() => {
      const { data, isLoading } = open()
      seen.push(`${isLoading} ${data.map(({ title }) => title).join()}`)
    })
    return dispose
  })
  await vi.waitFor(() => expect(seen.at(-1)).toBe('false Walk'))
  await store.insert('tasks', { id: 'b', title: 'Read' }).confirmed
  expect(seen.at(-1)).toBe('false Read,Walk')
  const before = seen.length
  await store.insert('tasks', { id: 'c', title: 'Done', done: true }).confirmed
  expect(seen).toHaveLength(before)
  end()
  await store.delete('tasks', 'b').confirmed
  expect(seen).toHaveLength(before)
  store.dispose()
})
