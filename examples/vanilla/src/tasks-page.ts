import { pacedUpdate } from '@throughline/collections/paced'
import { createUndo } from '@throughline/collections/undo'
import type { TasksStore } from './tasks.ts'

interface TaskItem {
  readonly element: HTMLLIElement
  show(task: { readonly title: string; readonly done: boolean }): void
  /** Sends what was typed in it. */
  close(): void
}

/** Shows the tasks of a store and keeps them in step; returns how to end it. */
export function showTasks(store: TasksStore, root: HTMLElement): () => void {
  const history = createUndo(store)
  const open = store.list('tasks', { where: { done: false }, orderBy: { title: 'asc' }, limit: 50 })
  const items = new Map<string, TaskItem>()

  root.innerHTML = `
    <form><input name="title" aria-label="New task" required /><button>Add</button></form>
    <ul></ul>
    <p role="status"></p>
    <button name="undo" type="button"></button>`
  const [form, list, status] = [part(root, 'form'), part(root, 'ul'), part(root, 'p')]
  const undo = part(root, 'button[name=undo]', HTMLButtonElement)

  const render = (): void => {
    const { data, total, isLoading, error } = open.get()
    status.textContent = error?.message ?? (isLoading ? 'Loading' : `${total} open`)
    const kept = new Set(data.map(({ id }) => id))
    for (const [id, item] of items) {
      if (kept.has(id)) continue
      item.close()
      item.element.remove()
      items.delete(id)
    }
    for (const [index, task] of data.entries()) {
      const item = items.get(task.id) ?? createItem(store, task.id)
      items.set(task.id, item)
      item.show(task)
      if (list.children[index] !== item.element) list.insertBefore(item.element, list.children[index] ?? null)
    }
  }

  const renderUndo = (): void => {
    const step = history.get().undo
    undo.disabled = step === null
    undo.textContent = step ? `Undo: ${step.label}` : 'Nothing to undo'
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const input = part(form, 'input', HTMLInputElement)
    store.insert('tasks', { id: crypto.randomUUID(), title: input.value })
    input.value = ''
  })
  undo.addEventListener('click', () => {
    try {
      history.undo()
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error)
    }
  })

  const stops = [open.subscribe(render), history.subscribe(renderUndo), history.dispose]
  render()
  renderUndo()
  return () => {
    for (const item of items.values()) item.close()
    for (const stop of stops) stop()
    root.replaceChildren()
  }
}

function createItem(store: TasksStore, id: string): TaskItem {
  const element = document.createElement('li')
  element.innerHTML = `<input type="checkbox" aria-label="Done" /><input aria-label="Title" />`
  const done = part(element, 'input[type=checkbox]', HTMLInputElement)
  const title = part(element, 'input[aria-label=Title]', HTMLInputElement)
  // Each key is shown at once wherever the task is, and one write is sent after a pause.
  const typed = pacedUpdate(store, 'tasks', id, { wait: 300 })
  title.addEventListener('input', () => {
    title.setCustomValidity('')
    try {
      typed.update({ title: title.value })
    } catch (error) {
      title.setCustomValidity(error instanceof Error ? error.message : String(error))
    }
  })
  title.addEventListener('blur', typed.flush)
  done.addEventListener('change', () => store.update('tasks', id, { done: done.checked }))
  return {
    element,
    close: typed.flush,
    show(task) {
      done.checked = task.done
      // What is being typed, and perhaps not valid yet, stays.
      if (document.activeElement !== title) title.value = task.title
    },
  }
}

function part(root: ParentNode, selector: string): HTMLElement
function part<T extends HTMLElement>(root: ParentNode, selector: string, type: new () => T): T
function part(root: ParentNode, selector: string, type: new () => HTMLElement = HTMLElement): HTMLElement {
  const found = root.querySelector(selector)
  if (found instanceof type) return found
  throw new TypeError(`The page has no ${selector}.`)
}
