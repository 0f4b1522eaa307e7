// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode, Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import { authorId, library, settle } from '../../tests/library.ts'
import { opened, remotely } from '../../tests/sync-client.ts'
import { closeSynced, openSynced } from '../../tests/sync-server.ts'
import { dehydrate, hydrate, whenLoaded } from '../hydration.ts'
import { createHooks } from './create-hooks.tsx'

afterEach(() => {
  cleanup()
  closeSynced()
  vi.restoreAllMocks()
})

const { StoreProvider, useAuthors, useSuspenseAuthor, useSuspenseAuthors } = createHooks(library)

it('takes over what the server rendered without a request, and follows the feed from there', async () => {
  let renders = 0
  const Names = () => {
    renders += 1
    const { data, isLoading, total } = useAuthors({ orderBy: { firstName: 'asc' }, limit: 2 })
    return <p>{`${isLoading} ${total} ${data.map(({ firstName }) => firstName).join()}`}</p>
  }
  const Waits = () => <i>{useSuspenseAuthor(authorId(2)).data?.firstName}</i>
  const page = (store: ReturnType<typeof openSynced>['store']) => (
    <StrictMode>
      <StoreProvider store={store}>
        <Names />
        <Suspense fallback="wait">
          <Waits />
        </Suspense>
      </StoreProvider>
    </StrictMode>
  )
  const server = await opened(3)
  await whenLoaded(server.store.list('authors'))
  const state = dehydrate(server.store)
  server.store.dispose()

  const onServer = openSynced({ hub: server.hub })
  const html = renderToString(page(hydrate(onServer.store, state)))
  expect(html).toContain('<p>false 3 First0,First1</p><!--$--><i>First2</i>')
  expect(onServer.network.calls).toEqual([])

  // Something is written before the browser takes over.
  await remotely(server, { firstName: 'Ada' })
  const errors = vi.spyOn(console, 'error')
  const { store, network } = openSynced({ hub: server.hub })
  hydrate(store, state)
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = html
  renders = 0
  render(page(store), { container, hydrate: true })
  expect(container.textContent).toBe('false 3 First0,First1First2')
  await act(() => settle(8))
  expect(container.textContent).toBe('false 3 Ada,First1First2')
  expect(errors).not.toHaveBeenCalled()
  expect(network.calls.map(({ method }) => method)).toEqual(['pull', 'live'])
  // Once as it was and once as it is, both twice by StrictMode.
  expect(renders).toBe(4)
})

it('shows loading at first where the server had nothing, though the browser has it already', async () => {
  const Names = () => {
    const { data, isLoading } = useAuthors()
    return <p>{`${isLoading} ${data.length}`}</p>
  }
  const page = (store: ReturnType<typeof openSynced>['store']) => (
    <StoreProvider store={store}>
      <Names />
    </StoreProvider>
  )
  const { store, hub } = await opened(3)
  const html = renderToString(page(openSynced({ hub }).store))
  await whenLoaded(store.list('authors'))
  const errors = vi.spyOn(console, 'error')
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = html
  expect(container.textContent).toBe('true 0')
  render(page(store), { container, hydrate: true })
  await act(() => settle())
  expect(container.textContent).toBe('false 3')
  expect(errors).not.toHaveBeenCalled()
})

it('reads once in StrictMode, waits once, and leaves nothing open', async () => {
  let renders = 0
  const Names = () => {
    renders += 1
    return <p>{useSuspenseAuthors({ limit: 2 }).data.length}</p>
  }
  const { store, network } = await opened(3)
  const { container, unmount } = render(
    <StrictMode>
      <StoreProvider store={store}>
        <Suspense fallback="wait">
          <Names />
        </Suspense>
      </StoreProvider>
    </StrictMode>,
  )
  expect(container.textContent).toBe('wait')
  await act(() => settle(20))
  expect(container.textContent).toBe('2')
  expect([network.count('snapshot'), network.count('list')]).toEqual([1, 1])
  const before = renders
  act(() => void store.update('authors', authorId(2), { firstName: 'Outside' }))
  await act(() => settle(6))
  expect(renders).toBe(before)
  act(() => void store.update('authors', authorId(1), { firstName: 'Inside' }))
  // Twice by StrictMode; the answer changes nothing that is shown.
  expect(renders).toBe(before + 2)
  unmount()
  store.dispose()
  await settle(6)
  expect(network.streams).toBe(0)
})
