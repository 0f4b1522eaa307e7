import path from 'node:path'
import { build } from 'esbuild'
import { Window } from 'happy-dom'
import { createElement, type ComponentType } from 'react'
import { beforeAll, expect, it } from 'vitest'
import { newProject } from './cli.ts'

const repo = path.join(import.meta.dirname, '../../..')

interface Ui {
  readonly OrderCard: ComponentType<{ order: object; onSave?: (changes: object, base: object) => void }>
  readonly OrderForm: ComponentType<{ onSubmit: (values: object) => void }>
  readonly order: Readonly<Record<string, unknown>>
}

let ui: Ui
let render: Awaited<ReturnType<typeof loadTesting>>

/** Once there is a page. */
async function loadTesting() {
  return import('@testing-library/react')
}

beforeAll(async () => {
  const window = new Window({ url: 'http://localhost/' })
  for (const name of Object.getOwnPropertyNames(window)) {
    if (
      name in globalThis ||
      !/^(?:HTML|[A-Z]\w*Event$|Element$|Node$|DocumentFragment$|MutationObserver$|ResizeObserver$|getComputedStyle$|requestAnimationFrame$|cancelAnimationFrame$)/.test(
        name,
      )
    )
      continue
    Object.defineProperty(globalThis, name, {
      value: Reflect.get(window, name),
      configurable: true,
      writable: true,
    })
  }
  for (const [name, value] of Object.entries({
    window,
    document: window.document,
    navigator: window.navigator,
    IS_REACT_ACT_ENVIRONMENT: true,
  })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  render = await loadTesting()
  const project = newProject('added-ui')
  await project.json(
    'add',
    'entity',
    'orders',
    'number:string!',
    'total:number',
    'status:open|paid',
    'paid:boolean',
  )
  project.write(
    'entry.ts',
    "export * from './src/orders/ui/index.ts'\nexport { order } from './src/orders/ui/testing/sample-rows.ts'\n",
  )
  const outfile = path.join(project.folder, 'entry.mjs')
  await build({
    bundle: true,
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    // Some of what is bundled asks for React in the way of CommonJS.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
    logLevel: 'error',
    conditions: ['@throughline/source'],
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    alias: {
      '@throughline/ui': path.join(repo, 'packages/ui/src/index.ts'),
      '@throughline/schema/adapter': path.join(repo, 'packages/schema/src/adapter/index.ts'),
      '@throughline/schema': path.join(repo, 'packages/schema/src/index.ts'),
    },
    entryPoints: [path.join(project.folder, 'entry.ts')],
    outfile,
  })
  ui = (await import(outfile)) as Ui
})

it('shows a row in a card, which turns into its form', async () => {
  const saved: unknown[] = []
  const onSave = (changes: object, base: object): void => void saved.push([changes, base])
  const { container } = render.render(createElement(ui.OrderCard, { order: ui.order, onSave }))
  expect(container.textContent).toContain(String(ui.order['number']))
  for (const label of ['Number', 'Total', 'Status', 'Paid']) expect(container.textContent).toContain(label)
  const page = render.within(container)
  await render.act(async () => render.fireEvent.click(page.getByRole('button', { name: /^Edit / })))
  const input = await page.findByLabelText(/^Number/)
  await render.act(async () => render.fireEvent.change(input, { target: { value: 'A-2' } }))
  await render.act(async () => render.fireEvent.click(page.getByRole('button', { name: 'Save' })))
  await render.waitFor(() => expect(saved).toEqual([[{ number: 'A-2' }, ui.order]]))
  render.cleanup()
})

it('refuses what is not valid in a form, with the name of the field', async () => {
  const sent: object[] = []
  const { container } = render.render(
    createElement(ui.OrderForm, { onSubmit: (values) => void sent.push(values) }),
  )
  const page = render.within(container)
  await render.act(async () => render.fireEvent.click(page.getByRole('button', { name: 'Save' })))
  await page.findByText('Number is required.')
  expect(sent).toEqual([])
  render.cleanup()
})
