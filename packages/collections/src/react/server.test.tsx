// Node, without a DOM: what a server renders.
import { Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import {
  authorId,
  closeClients,
  createClient,
  type Library,
  openClient,
  seedAuthors,
  settle,
} from '../../tests/library.ts'
import { dehydrate, type DehydratedStore, hydrate, whenLoaded } from '../hydration.ts'
import { createHooks } from './create-hooks.tsx'
import type { Hooks } from './hooks.types.ts'

afterEach(() => {
  closeClients()
  vi.useRealTimers()
})

/** A page with every kind of query. */
function Page({ hooks }: { readonly hooks: Hooks<Library> }) {
  const list = hooks.useAuthors({ orderBy: { firstName: 'asc' }, limit: 2 })
  const one = hooks.useAuthor(authorId(1), { include: ['books'] })
  const pages = hooks.useAuthorPages({ pageSize: 1 })
  const numbers = hooks.useAuthorAggregate({ max: ['born'] })
  const other = hooks.useBooks({ where: { authorId: authorId(0) } })
  const results = [list, one, pages, numbers, other]
  const loading = results.map(({ isLoading }) => Number(isLoading)).join('')
  const names = list.data.map(({ firstName }) => firstName).join()
  return (
    <p>
      {`${loading} ${names} ${one.data?.books.length ?? '-'} ${pages.data.length} ${numbers.data.max.born ?? '-'}`}
      {hooks.useSyncStatus().pending + hooks.usePendingMutations().length}
      <button
        type="button"
        onClick={hooks.useUpdateAuthor()[1].reset}
        onBlur={hooks.usePacedUpdateAuthor('x')[1].flush}
      >
        Save
      </button>
    </p>
  )
}

function Waiting({ hooks }: { readonly hooks: Hooks<Library> }) {
  return <i>{hooks.useSuspenseAuthors({ limit: 1 }).data.map(({ firstName }) => firstName)}</i>
}

function html(hooks: Hooks<Library>): string {
  const silence = vi.spyOn(console, 'error').mockImplementation(() => {})
  const text = renderToString(
    <>
      <Page hooks={hooks} />
      <Suspense fallback="wait">
        <Waiting hooks={hooks} />
      </Suspense>
    </>,
  ).replaceAll('<!-- -->', '')
  silence.mockRestore()
  return text
}

async function stateOf(authors: number): Promise<DehydratedStore> {
  const { store, server } = await openClient(0)
  await seedAuthors(server, authors)
  await server.load([
    { entity: 'books', row: { id: 'b', authorId: authorId(1), title: 'T', pages: 1, read: 0 } },
  ])
  await whenLoaded(store.list('authors'), store.row('authors', authorId(1), { include: ['books'] }))
  return dehydrate(store)
}

it('shows rows as loading, and reads nothing, where nothing was given', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  const { store, network } = await openClient(3)
  expect(html(createHooks(store))).toMatch(/11111 {2}- 0 -0.*wait/s)
  await settle()
  expect([network.reads, network.pushes, vi.getTimerCount()]).toEqual([[], [], 0])
})

it('shows what was hydrated, each request its own, and the rest as loading', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  const [three, two] = [await stateOf(3), await stateOf(2)]
  vi.clearAllTimers()
  const open = () => {
    const { store, network } = createClient()
    return { store, network, hooks: createHooks(store) }
  }
  const [first, second, none] = [open(), open(), open()]
  hydrate(first.store, three)
  hydrate(second.store, two)
  expect(html(first.hooks)).toMatch(/00001 First0,First1 1 1 19020.*<i>First0<\/i>/s)
  expect(html(second.hooks)).toMatch(/00001 First0,First1 1 1 19010.*<i>First0<\/i>/s)
  expect(html(none.hooks)).toMatch(/11111 {2}- 0 -0.*wait/s)
  await settle()
  for (const { network } of [first, second, none]) expect(network.reads).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
