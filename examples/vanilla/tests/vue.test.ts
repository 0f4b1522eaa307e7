import { afterEach, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick } from 'vue'
import { openTasks } from '../src/tasks.ts'
import { useReadable } from '../src/vue.ts'

afterEach(() => {
  document.body.replaceChildren()
})

it('a component of Vue follows a list, renders for nothing else, and lets go of it', async () => {
  const { server, store } = openTasks()
  await server.load([{ entity: 'tasks', row: { id: 'a', title: 'Walk', done: false } }])
  let renders = 0
  const Tasks = defineComponent(() => {
    const open = useReadable(store.list('tasks', { where: { done: false }, orderBy: { title: 'asc' } }))
    return () => {
      renders += 1
      return h('p', `${open.value.isLoading} ${open.value.data.map(({ title }) => title).join()}`)
    }
  })
  const root = document.createElement('div')
  const app = createApp(Tasks)
  app.mount(root)
  expect(root.textContent).toBe('true ')
  await vi.waitFor(() => expect(root.textContent).toBe('false Walk'))
  const { confirmed } = store.insert('tasks', { id: 'b', title: 'Read' })
  await nextTick()
  expect(root.textContent).toBe('false Read,Walk')
  await confirmed
  await nextTick()
  const before = renders
  await store.insert('tasks', { id: 'c', title: 'Done', done: true }).confirmed
  await nextTick()
  expect(renders).toBe(before)
  app.unmount()
  await store.delete('tasks', 'b').confirmed
  await nextTick()
  expect(renders).toBe(before)
  store.dispose()
})
