// @vitest-environment happy-dom
import { act, cleanup, render, renderHook, waitFor } from '@testing-library/react'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { Component, type ReactNode, StrictMode, Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, closeClients, openClient, settle } from '../../tests/library.ts'
import { createHooks } from './create-hooks.tsx'

async function client(authors: number) {
  const made = await openClient(authors)
  await made.server.load(
    Array.from({ length: authors }, (_, index) => ({
      entity: 'books' as const,
      row: { id: `b${index}`, authorId: authorId(index), title: `Title ${index}`, pages: index + 1, read: 0 },
    })),
  )
  return { ...made, hooks: createHooks(made.store) }
}

afterEach(() => {
  cleanup()
  closeClients()
})

const orderBy = { lastName: 'asc' } as const

describe('hooks with related rows', () => {
  it('render again when a row of theirs or one related to it changes, and for nothing else', async () => {
    const { hooks, store } = await client(12)
    let renders = 0
    const { result } = renderHook(() => {
      renders += 1
      return hooks.useAuthors({ orderBy, limit: 4, include: ['books'] })
    })
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    await act(() => settle())
    const shown = result.current.data
    const other = store.list('authors', { orderBy, offset: 8, limit: 1, include: ['books'] })
    const stop = other.subscribe(() => {})
    await act(() => settle())
    const outside = other.get().data[0]
    const before = renders
    act(() => {
      store.update('books', outside?.books[0]?.id ?? '', { title: 'Elsewhere' })
      store.update('authors', outside?.id ?? '', { firstName: 'Elsewhere' })
    })
    await act(() => settle())
    expect(other.get().data[0]?.books[0]?.title).toBe('Elsewhere')
    expect(renders).toBe(before)
    expect(result.current.data).toBe(shown)

    act(() => void store.update('books', shown[1]?.books[0]?.id ?? '', { title: 'New' }))
    expect(renders).toBe(before + 1)
    expect(result.current.data[1]?.books[0]?.title).toBe('New')
    expect(result.current.data[0]).toBe(shown[0])
    await act(() => settle())
    expect(renders).toBe(before + 1)
    stop()
  })

  it('read one row with what hangs on it, in StrictMode too, each part once', async () => {
    const { hooks, network } = await client(2)
    const { result } = renderHook(
      () => hooks.useAuthor(authorId(1), { include: { books: { include: ['author'] } } }),
      {
        wrapper: StrictMode,
      },
    )
    expect(result.current).toMatchObject({ data: undefined, isLoading: true })
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    expect(result.current.data?.books[0]?.author?.id).toBe(authorId(1))
    expect(network.reads).toEqual(['authors', `books/${authorId(1)}`])
  })

  it('grow by pages', async () => {
    const { hooks } = await client(7)
    const { result } = renderHook(() => hooks.useAuthorPages({ orderBy, pageSize: 3, include: ['books'] }))
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    expect(result.current).toMatchObject({ hasNextPage: true, total: 7 })
    const [first] = result.current.data
    act(() => result.current.fetchNextPage())
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    expect(result.current.data.map(({ books }) => books.length)).toEqual([1, 1, 1, 1, 1, 1])
    expect(result.current.data[0]).toBe(first)
    act(() => result.current.fetchNextPage())
    await act(() => settle())
    expect(result.current.data).toHaveLength(7)
    expect(result.current.hasNextPage).toBe(false)
    const last = result.current
    act(() => result.current.fetchNextPage())
    expect(result.current).toBe(last)
  })

  it('tell numbers, and render only when one of them changes', async () => {
    const { hooks, store } = await client(5)
    let renders = 0
    const { result } = renderHook(() => {
      renders += 1
      return hooks.useAuthorAggregate({ where: { born: { gte: 1902 } }, sum: ['born'], max: ['lastName'] })
    })
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    expect(result.current.data).toMatchObject({ count: 3, sum: { born: 1902 + 1903 + 1904 } })
    await act(() => settle())
    const before = renders
    act(() => void store.update('authors', authorId(4), { firstName: 'Other' }))
    expect(renders).toBe(before)
    act(() => void store.update('authors', authorId(4), { born: 1900 }))
    expect(renders).toBe(before + 1)
    expect(result.current.data.count).toBe(2)
    await act(() => settle())
  })
})

describe('the hooks of a store', () => {
  it('tell what is being written, and follow it', async () => {
    const { hooks, store, network } = await client(2)
    const { result } = renderHook(() => ({ pending: hooks.usePendingMutations() }))
    await collectionsOf(store).authors.preload()
    expect(result.current).toEqual({ pending: [] })
    network.hold = true
    act(() => void store.update('authors', authorId(1), { firstName: 'New' }))
    const { pending } = result.current
    expect(pending).toMatchObject([
      { entity: 'authors', key: authorId(1), kind: 'update', values: { firstName: 'New' }, error: null },
    ])
    await act(() => store.refresh())
    const sent = result.current.pending
    expect(sent).toMatchObject([{ state: 'sent' }])
    await act(() => store.refresh())
    expect(result.current.pending).toBe(sent)
    await act(async () => {
      network.held[0]?.release()
      await settle()
    })
    expect(result.current.pending).toEqual([])
  })
})

class Boundary extends Component<{ readonly children: ReactNode }, { readonly message: string }> {
  override state = { message: '' }
  static getDerivedStateFromError(error: Error): { message: string } {
    return { message: error.message }
  }
  override render(): ReactNode {
    return this.state.message || this.props.children
  }
}

describe('Suspense hooks', () => {
  it('wait for the rows, and follow them', async () => {
    const { hooks, store, network } = await client(3)
    const seen: boolean[] = []
    const Names = () => {
      const { data, isLoading } = hooks.useSuspenseAuthors({ orderBy, include: ['books'] })
      const { data: one } = hooks.useSuspenseAuthor(authorId(0))
      seen.push(isLoading)
      return <p>{[one?.firstName, ...data.map(({ books }) => books.length)].join(' ')}</p>
    }
    const { container } = render(
      <StrictMode>
        <Suspense fallback="wait">
          <Names />
        </Suspense>
      </StrictMode>,
    )
    expect(container.textContent).toBe('wait')
    await act(() => settle(20))
    expect(container.textContent).toBe('First0 1 1 1')
    expect(new Set(seen)).toEqual(new Set([false]))
    expect(network.reads).toHaveLength(4)
    act(() => void store.update('authors', authorId(0), { firstName: 'New' }))
    expect(container.textContent).toBe('New 1 1 1')
    await act(() => settle())
  })

  it('throw what could not be read', async () => {
    const { hooks, network } = await client(1)
    network.readFault = new TypeError('No network today')
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {})
    const Names = () => <p>{hooks.useSuspenseAuthors().total}</p>
    const { container } = render(
      <Boundary>
        <Suspense fallback="wait">
          <Names />
        </Suspense>
      </Boundary>,
    )
    await act(() => settle(20))
    expect(container.textContent).toBe('No network today')
    silence.mockRestore()
  })

  it('render the fallback on a server, and read nothing there', async () => {
    const { hooks, network } = await client(1)
    const Names = () => <p>{hooks.useSuspenseAuthors().total}</p>
    const Plain = () => {
      const pages = hooks.useAuthorPages({ include: ['books'] })
      const numbers = hooks.useAuthorAggregate({ count: true })
      return <p>{[pages.isLoading, numbers.isLoading, numbers.data.count].join(' ')}</p>
    }
    vi.stubGlobal('window', undefined)
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {})
    const html = renderToString(
      <Suspense fallback="wait">
        <Names />
      </Suspense>,
    )
    expect(html).toContain('wait')
    expect(renderToString(<Plain />)).toContain('true true 0')
    silence.mockRestore()
    vi.unstubAllGlobals()
    await settle()
    expect(network.reads).toEqual([])
  })
})
