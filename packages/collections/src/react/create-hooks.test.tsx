// @vitest-environment happy-dom
import { act, cleanup, render, renderHook, waitFor } from '@testing-library/react'
import { useLiveQuery } from '@tanstack/react-db'
import { configureIndexDevMode, eq } from '@tanstack/db'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it } from 'vitest'
import { authorId, closeClients, library, openClient, settle } from '../../tests/library.ts'
import { createHooks } from './create-hooks.tsx'

async function client(authors: number) {
  const made = await openClient(authors)
  await made.server.load([
    { entity: 'books', row: { id: 'b1', authorId: authorId(0), title: 'One', pages: 10, read: 0 } },
    { entity: 'books', row: { id: 'b2', authorId: authorId(0), title: 'Two', pages: 10, read: 0 } },
  ])
  return { ...made, hooks: createHooks(made.store) }
}

afterEach(() => {
  cleanup()
  closeClients()
})

describe('list hooks', () => {
  it('have the rows, the total and the state, in StrictMode too, read once', async () => {
    const { hooks, network } = await client(30)
    const { result } = renderHook(() => hooks.useAuthors({ orderBy: { lastName: 'asc' }, limit: 5 }), {
      wrapper: StrictMode,
    })
    expect(result.current).toMatchObject({ data: [], total: 0, isLoading: true, error: null })
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    expect(result.current.data.map(({ lastName }) => lastName)).toEqual([
      'Last00000',
      'Last00001',
      'Last00002',
      'Last00003',
      'Last00004',
    ])
    expect(result.current.total).toBe(30)
    expect(network.reads).toEqual(['authors'])
  })

  it('move their window without a read or an empty moment', async () => {
    const { hooks, network } = await client(250)
    const seen: number[] = []
    const { result, rerender } = renderHook(
      ({ offset }) => {
        const list = hooks.useAuthors({ orderBy: { lastName: 'asc' }, limit: 10, offset })
        if (!list.isLoading) seen.push(list.data.length)
        return list
      },
      { initialProps: { offset: 0 } },
    )
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    rerender({ offset: 200 })
    expect(result.current.data[0]?.lastName).toBe('Last00200')
    rerender({ offset: 3 })
    expect(result.current.data[0]?.lastName).toBe('Last00003')
    expect(new Set(seen)).toEqual(new Set([10]))
    await settle()
    expect(network.reads).toEqual(['authors'])
  })

  it('render again only when their window, total or state changes', async () => {
    const { hooks, store } = await client(100)
    let renders = 0
    const { result } = renderHook(() => {
      renders += 1
      return hooks.useAuthors({ orderBy: { lastName: 'asc' }, limit: 5 })
    })
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    await act(() => settle())
    const outside = store.list('authors', { orderBy: { lastName: 'asc' }, offset: 60, limit: 1 }).get()
      .data[0]
    const before = renders
    await act(async () => {
      await store.update('authors', outside?.id ?? '', { firstName: 'Changed' }).confirmed
      await store.refresh()
      await settle()
    })
    expect(renders).toBe(before)
    act(() => void store.update('authors', result.current.data[0]?.id ?? '', { firstName: 'Changed' }))
    expect(renders).toBe(before + 1)
    expect(result.current.data[0]?.firstName).toBe('Changed')
    await act(() => settle())
  })

  it('load nothing while disabled, and say so where the parent is missing', async () => {
    const { hooks, network } = await client(3)
    const { result } = renderHook(() => ({
      off: hooks.useAuthors({ enabled: false }),
      lost: hooks.useBooks(),
    }))
    await act(() => settle())
    expect(result.current.off).toMatchObject({ data: [], isLoading: false })
    expect(result.current.lost.error?.code).toBe('not_loaded')
    expect(network.reads).toEqual([])
  })

  it('read children by parent, and again when asked', async () => {
    const { hooks, network, server } = await client(3)
    const { result } = renderHook(() => hooks.useBooks({ where: { authorId: authorId(0) } }))
    await waitFor(() => expect(result.current.data).toHaveLength(2))
    await server.push([
      {
        op: 'delete',
        mutationId: crypto.randomUUID(),
        entity: 'books',
        key: { authorId: authorId(0), id: 'b1' },
      },
    ])
    await act(() => result.current.refetch())
    await waitFor(() => expect(result.current.data).toHaveLength(1))
    expect(network.reads).toHaveLength(2)
  })
})

describe('row hooks', () => {
  it('find a row, follow it, and know when there is none', async () => {
    const { hooks, store } = await client(3)
    const of = (id: string | undefined) => ({ id })
    const { result, rerender } = renderHook(({ id }) => hooks.useAuthor(id), {
      initialProps: of(authorId(1)),
    })
    expect(result.current).toMatchObject({ data: undefined, isLoading: true })
    await waitFor(() => expect(result.current.data?.firstName).toBe('First1'))
    act(() => void store.update('authors', authorId(1), { firstName: 'New' }))
    expect(result.current.data?.firstName).toBe('New')
    rerender(of('none'))
    await waitFor(() =>
      expect(result.current).toMatchObject({ data: undefined, isLoading: false, error: null }),
    )
    rerender(of(undefined))
    expect(result.current).toMatchObject({ data: undefined, isLoading: false })
  })
})

describe('mutation hooks', () => {
  it('resolve when the server has it, and tell of a failure', async () => {
    const { hooks, network, server } = await client(3)
    const { result } = renderHook(() => ({
      list: hooks.useAuthors(),
      create: hooks.useCreateAuthor(),
      update: hooks.useUpdateAuthor(),
      remove: hooks.useDeleteAuthor(),
    }))
    await waitFor(() => expect(result.current.list.total).toBe(3))
    const [create] = result.current.create
    const made = await act(() => create({ firstName: 'A', lastName: 'B' }))
    expect((await server.get('authors', { id: made.id }))?.row.firstName).toBe('A')
    expect(result.current.create[0]).toBe(create)
    expect(result.current.create[1]).toMatchObject({ isPending: false, error: null })

    network.hold = true
    let failed: Promise<unknown> = Promise.resolve()
    act(() => {
      failed = result.current.update[0](made.id, { firstName: 'Bad' }).catch((error: unknown) => error)
    })
    expect(result.current.update[1].isPending).toBe(true)
    expect(result.current.list.data.some(({ firstName }) => firstName === 'Bad')).toBe(true)
    await act(() => settle())
    await act(async () => {
      network.held[0]?.release('refuse')
      expect(await failed).toMatchObject({ code: 'invalid' })
    })
    expect(result.current.update[1]).toMatchObject({ isPending: false, error: { code: 'invalid' } })
    expect(result.current.list.data.some(({ firstName }) => firstName === 'Bad')).toBe(false)
    act(() => result.current.update[1].reset())
    expect(result.current.update[1].error).toBeNull()

    network.hold = false
    await act(async () => {
      await expect(result.current.create[0]({ firstName: '', lastName: '' })).rejects.toMatchObject({
        code: 'invalid',
      })
    })
    expect(result.current.create[1].error?.issues).toHaveLength(2)
    await act(() => result.current.remove[0](made.id))
    expect(result.current.list.total).toBe(3)
  })
})

describe('the store of a provider', () => {
  it('is that of the nearest one, and missed with a clear error', async () => {
    const { store } = await client(3)
    const { StoreProvider, useAuthors, useStore, useSyncStatus } = createHooks(library)
    const Names = () => {
      const { pending, entities } = useSyncStatus()
      return (
        <p>
          {useAuthors().total} {entities.authors.rows} {pending} {String(useStore() === store)}
        </p>
      )
    }
    expect(() => render(<Names />)).toThrow('There is no store for the model "library"')
    const { container } = render(
      <StoreProvider store={store}>
        <Names />
      </StoreProvider>,
    )
    await waitFor(() => expect(container.textContent).toBe('3 3 0 true'))
  })

  it('renders what is selected of the status again when that has changed, and nothing else', async () => {
    const { hooks, store } = await client(3)
    let renders = 0
    const { result } = renderHook(() => {
      renders += 1
      return hooks.useSyncStatus(({ entities: { authors } }) => ({
        rows: authors.rows,
        isLoading: authors.loading,
      }))
    })
    act(() => void store.list('authors', {}).subscribe(() => {}))
    await waitFor(() => expect(result.current).toEqual({ rows: 3, isLoading: false }))
    const before = { renders, selected: result.current }
    act(() => void store.list('books', { where: { authorId: authorId(0) } }).subscribe(() => {}))
    await waitFor(() => expect(store.status.get().entities.books).toMatchObject({ rows: 2, loading: false }))
    expect({ renders, selected: result.current }).toEqual(before)
  })

  it('renders on a server without reading', async () => {
    const { hooks, network } = await client(3)
    const Page = () => (
      <p>
        {String(hooks.useAuthors({ orderBy: { lastName: 'asc' }, limit: 3 }).isLoading)}
        {String(hooks.useAuthor(authorId(0)).isLoading)}
        {hooks.useSyncStatus().rows}
      </p>
    )
    expect(renderToString(<Page />)).toContain('true')
    await settle()
    expect(network.reads).toEqual([])
  })
})

describe('TanStack DB beside the hooks', () => {
  it('reads the same collections with its own live queries, by an index', async () => {
    const { store, network } = await client(1_200)
    const suggestions: unknown[] = []
    configureIndexDevMode({
      enabled: true,
      collectionSizeThreshold: 0,
      onSuggestion: (suggestion) => void suggestions.push(suggestion),
    })
    const { result } = renderHook(() => ({
      author: useLiveQuery((q) =>
        q.from({ a: collectionsOf(store).authors }).where(({ a }) => eq(a.id, authorId(7))),
      ),
      books: useLiveQuery((q) =>
        q.from({ b: collectionsOf(store).books }).where(({ b }) => eq(b.authorId, authorId(0))),
      ),
    }))
    await waitFor(() => expect(result.current.books.data).toHaveLength(2))
    await waitFor(() => expect(result.current.author.data).toHaveLength(1))
    expect(network.reads).toContain(`books/${authorId(0)}`)
    expect(suggestions).toEqual([])
    configureIndexDevMode({ enabled: false })
  })
})
