// @vitest-environment happy-dom
import type { SearchResult } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { townModel, townRows } from '../../tests/fixtures/town-model.ts'
import { createSearch } from '../client/create-search.ts'
import type { AskServer, Search } from '../client/search-client.types.ts'
import { useSearch } from './use-search.ts'

const opened: Search<typeof townModel>[] = []
afterEach(() => {
  cleanup()
  for (const search of opened.splice(0)) search.close()
})

async function open(options: { server?: AskServer<'homes' | 'people'>; isSlow?: () => boolean } = {}) {
  const store = memoryStore(townModel)
  await store.load(townRows(3))
  const search = createSearch(townModel, {
    source: {
      pull: store.pull,
      snapshot: async (page) => {
        if (options.isSlow?.()) throw new Error('Not yet.')
        return store.snapshot(page)
      },
    },
    pollInterval: false,
    ...(options.server && { server: options.server }),
  })
  opened.push(search)
  return { search, store }
}

const answer = (key: string): SearchResult<'homes' | 'people'> => ({
  hits: [{ entity: 'people', key, score: 1, rows: [] }],
  total: 1,
  complete: true,
  work: { terms: 0, postings: 0 },
})

describe('useSearch', () => {
  it('finds while one types, and keeps what was found until the next is there', async () => {
    const { search } = await open()
    const { result, rerender } = renderHook(({ term }) => useSearch(search, term), {
      initialProps: { term: '' },
      wrapper: StrictMode,
    })
    expect(result.current).toMatchObject({ hits: [], term: '', isStale: false, error: null })
    await waitFor(() => expect(result.current.isReady).toBe(true))
    rerender({ term: 'miller' })
    await waitFor(() => expect(result.current.total).toBe(3))
    expect(result.current).toMatchObject({ term: 'miller', isStale: false, isServer: false, complete: true })
    rerender({ term: 'miller ribababa' })
    expect(result.current).toMatchObject({ term: 'miller', isStale: true, total: 3 })
    await waitFor(() => expect(result.current.term).toBe('miller ribababa'))
    expect(result.current.hits[0]?.key).toBe('p0')
    rerender({ term: ' ' })
    expect(result.current).toMatchObject({ hits: [], term: '', isStale: false })
  })

  it('finds again what has changed, without another key', async () => {
    const { search, store } = await open()
    const { result } = renderHook(() => useSearch(search, 'quito'))
    await waitFor(() => expect(result.current).toMatchObject({ isReady: true, total: 0, isStale: false }))
    await store.push([
      {
        op: 'update',
        mutationId: crypto.randomUUID(),
        entity: 'people',
        key: { id: 'p1' },
        changes: { name: 'Quito' },
      },
    ])
    act(() => search.refresh())
    await waitFor(() => expect(result.current.hits.map(({ key }) => key)).toEqual(['p1']))
  })

  it('asks the server once for a word, not for each of its letters, until the rows are here', async () => {
    let isSlow = true
    const server = vi.fn<AskServer<'homes' | 'people'>>(async (query) => answer(`${query} from the server`))
    const { search } = await open({ server, isSlow: () => isSlow })
    const { result, rerender } = renderHook(({ term }) => useSearch(search, term, { serverWait: 30 }), {
      initialProps: { term: 'm' },
    })
    for (const term of ['mi', 'mil', 'mill', 'miller']) rerender({ term })
    await waitFor(() => expect(result.current.hits[0]?.key).toBe('miller from the server'))
    expect(result.current).toMatchObject({ isServer: true, isReady: false })
    expect(server.mock.calls.map(([query]) => query)).toEqual(['m', 'miller'])
    isSlow = false
    act(() => search.refresh())
    await waitFor(() => expect(result.current).toMatchObject({ isServer: false, isReady: true, total: 3 }))
    expect(server).toHaveBeenCalledTimes(2)
  })

  it('says what went wrong, and keeps what was found before', async () => {
    const server = vi.fn<AskServer<'homes' | 'people'>>(async (query) => {
      if (query === 'b') throw new Error('No answer.')
      return answer(query)
    })
    const { search } = await open({ server, isSlow: () => true })
    const { result, rerender } = renderHook(({ term }) => useSearch(search, term, { serverWait: 0 }), {
      initialProps: { term: 'a' },
    })
    await waitFor(() => expect(result.current.hits[0]?.key).toBe('a'))
    rerender({ term: 'b' })
    await waitFor(() => expect(result.current.error?.message).toBe('No answer.'))
    expect(result.current.hits[0]?.key).toBe('a')
    rerender({ term: 'c' })
    await waitFor(() => expect(result.current).toMatchObject({ error: null, term: 'c' }))
  })

  it('is drawn for the progress where that is read, and not elsewhere', async () => {
    const listeners = new Set<() => void>()
    const { search } = await open({ isSlow: () => true })
    let state = { ...search.state.get(), progress: { rows: 0 } }
    const told = {
      ...search,
      state: {
        get: () => state,
        subscribe: (listener: () => void) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
    }
    const drawn = { plain: 0, reading: 0 }
    renderHook(() => {
      drawn.plain += 1
      return useSearch(told, '', { startOnMount: false }).total
    })
    const { result } = renderHook(() => {
      drawn.reading += 1
      return useSearch(told, '', { startOnMount: false }).progress?.rows
    })
    const before = { ...drawn }
    const tell = (rows: number) =>
      act(() => {
        state = { ...state, progress: { rows }, revision: rows }
        for (const listener of listeners) listener()
      })
    for (const rows of [10, 20, 30]) {
      tell(rows)
      expect(result.current).toBe(rows)
    }
    expect(drawn).toEqual({ plain: before.plain, reading: before.reading + 3 })
  })

  it('begins nothing on a server', async () => {
    const { search } = await open({ isSlow: () => expect.unreachable() })
    function Page() {
      const { hits, isReady } = useSearch(search, 'miller')
      return `${hits.length} ${isReady}`
    }
    expect(renderToString(<Page />)).toBe('0 false')
  })
})
