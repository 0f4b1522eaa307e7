import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openTasks } from '../src/tasks.ts'
import { showTasks } from '../src/tasks-page.ts'

let close = (): void => {}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  close()
  vi.useRealTimers()
  document.body.replaceChildren()
})

async function page(titles: readonly string[]) {
  const { server, store } = openTasks()
  await server.load(
    titles.map((title, index) => ({
      entity: 'tasks' as const,
      row: { id: `t${index}`, title, done: false },
    })),
  )
  const push = vi.spyOn(server, 'push')
  const root = document.createElement('main')
  document.body.append(root)
  const stop = showTasks(store, root)
  close = () => {
    stop()
    store.dispose()
  }
  await vi.waitFor(() => expect(root.querySelector('p')?.textContent).toBe(`${titles.length} open`))
  const find = (selector: string) => {
    const element = root.querySelector<HTMLInputElement>(selector)
    if (!element) throw new Error(`There is no ${selector}.`)
    return element
  }
  const shown = () =>
    [...root.querySelectorAll<HTMLInputElement>('li input[aria-label=Title]')].map(({ value }) => value)
  const input = (selector: string, value: string, type = 'input') => {
    find(selector).value = value
    find(selector).dispatchEvent(new Event(type))
  }
  const rows = async () =>
    (await server.list('tasks')).items.map(({ row }) => `${row.title}${row.done ? ' done' : ''}`)
  return { root, store, push, find, shown, input, rows }
}

it('shows what is open, adds, and follows what changes', async () => {
  const { root, find, shown, rows, store } = await page(['Walk', 'Read'])
  expect(shown()).toEqual(['Read', 'Walk'])
  const kept = root.querySelectorAll('li')[1]
  find('form input').value = 'Cook'
  find('form').dispatchEvent(new Event('submit', { cancelable: true }))
  expect(shown()).toEqual(['Cook', 'Read', 'Walk'])
  expect(root.querySelectorAll('li')[2]).toBe(kept)
  expect(find('form input').value).toBe('')
  await vi.waitFor(async () => expect(await rows()).toContain('Cook'))
  const box = find('li input[type=checkbox]')
  box.checked = true
  box.dispatchEvent(new Event('change'))
  expect(shown()).toEqual(['Read', 'Walk'])
  await vi.waitFor(async () => expect(await rows()).toContain('Cook done'))
  await store.delete('tasks', 't1').confirmed
  expect(shown()).toEqual(['Walk'])
})

it('sends what is typed once, after a pause or when the field is left, and takes it back', async () => {
  const { push, find, shown, input, rows, store } = await page(['Walk'])
  const title = 'li input[aria-label=Title]'
  for (const text of ['R', 'Ru', 'Run']) input(title, text)
  expect(collectionsOf(store).tasks.get('t0')?.title).toBe('Run')
  expect(push).not.toHaveBeenCalled()
  vi.advanceTimersByTime(300)
  await vi.waitFor(async () => expect(await rows()).toEqual(['Run']))
  expect(push).toHaveBeenCalledOnce()

  input(title, '')
  expect(find(title).validationMessage).not.toBe('')
  input(title, 'Ride')
  expect(find(title).validationMessage).toBe('')
  find(title).dispatchEvent(new Event('blur'))
  await vi.waitFor(async () => expect(await rows()).toEqual(['Ride']))
  expect(push).toHaveBeenCalledTimes(2)

  expect(find('button[name=undo]').textContent).toBe('Undo: Change title of task')
  find('button[name=undo]').click()
  expect(shown()).toEqual(['Run'])
  find('button[name=undo]').click()
  expect(shown()).toEqual(['Walk'])
  expect(find('button[name=undo]').disabled).toBe(true)
  await vi.waitFor(async () => expect(await rows()).toEqual(['Walk']))
})
