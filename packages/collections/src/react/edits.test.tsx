// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, renderHook } from '@testing-library/react'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authorId, closeClients, openClient, settle } from '../../tests/library.ts'
import { createUndo } from '../undo.ts'
import { createHooks } from './create-hooks.tsx'
import { useUndo } from './use-undo.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  cleanup()
  closeClients()
  vi.useRealTimers()
})

async function client() {
  const one = await openClient(3)
  await collectionsOf(one.store).authors.preload()
  const sent = () =>
    one.network.pushes.flat().map((mutation) => ('changes' in mutation ? mutation.changes : mutation.op))
  return { ...one, sent, hooks: createHooks(one.store) }
}

describe('usePacedUpdate…', () => {
  it('sends what was typed after a pause, on blur and on unmount, once each', async () => {
    const { hooks, store, sent } = await client()
    const Name = ({ id }: { readonly id: string }) => {
      const { data } = hooks.useAuthor(id)
      const [update, { flush, isPending }] = hooks.usePacedUpdateAuthor(id, { wait: 200 })
      return (
        <input
          aria-busy={isPending}
          value={data?.firstName ?? ''}
          onBlur={flush}
          onChange={(event) => void update({ firstName: event.target.value }).catch(() => {})}
        />
      )
    }
    const tree = (id: string) => (
      <StrictMode>
        <Name id={id} />
      </StrictMode>
    )
    const { container, rerender, unmount } = render(tree(authorId(0)))
    const input = container.querySelector('input')!
    const type = (text: string) => {
      for (let end = 1; end <= text.length; end += 1)
        fireEvent.change(input, { target: { value: text.slice(0, end) } })
    }
    type('Ada')
    expect([input.value, input.getAttribute('aria-busy'), sent()]).toEqual(['Ada', 'true', []])
    await act(async () => {
      vi.advanceTimersByTime(200)
      await settle()
    })
    expect([input.getAttribute('aria-busy'), sent()]).toEqual(['false', [{ firstName: 'Ada' }]])

    type('Eve')
    fireEvent.blur(input)
    await act(() => settle())
    expect(sent().slice(1)).toEqual([{ firstName: 'Eve' }])

    type('Ann')
    rerender(tree(authorId(1)))
    await act(() => settle())
    expect(sent().slice(2)).toEqual([{ firstName: 'Ann' }])
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('Ann')

    type('Bob')
    unmount()
    await settle()
    expect(sent().slice(3)).toEqual([{ firstName: 'Bob' }])
  })

  it('tells what is not valid, and keeps what was', async () => {
    const { hooks, store } = await client()
    const { result } = renderHook(() => hooks.usePacedUpdateAuthor(authorId(0)))
    await act(async () => {
      await expect(result.current[0]({ firstName: '' })).rejects.toMatchObject({ code: 'invalid' })
    })
    expect(result.current[1].error?.issues).toMatchObject([{ path: ['firstName'] }])
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('First0')
  })
})

describe('useUndo', () => {
  it('tells what would be undone, and renders for nothing else', async () => {
    const { store } = await client()
    const history = createUndo(store)
    let renders = 0
    const { result } = renderHook(() => {
      renders += 1
      return useUndo(history)
    })
    expect(result.current).toMatchObject({ canUndo: false, canRedo: false, undoLabel: undefined })
    await act(() => store.refresh())
    expect(renders).toBe(1)
    await act(() => store.update('authors', authorId(0), { firstName: 'Ada' }).confirmed)
    expect(renders).toBe(2)
    expect(result.current).toMatchObject({ canUndo: true, undoLabel: 'Change first name of author' })
    await act(() => result.current.undo())
    expect(result.current).toMatchObject({ canUndo: false, redoLabel: 'Change first name of author' })
    await act(() => result.current.redo())
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('Ada')
    await act(() => store.update('authors', authorId(0), { firstName: 'Eve' }).confirmed)
    await act(() => result.current.undo())
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('Ada')
    expect(result.current.error).toBe(null)
  })

  it('says why it did not go, and is empty on a server', async () => {
    const { store, server } = await client()
    const history = createUndo(store)
    await store.update('authors', authorId(0), { firstName: 'Ada' }).confirmed
    const Step = () => <p>{String(useUndo(history).canUndo)}</p>
    expect(renderToString(<Step />)).toContain('false')
    const { result } = renderHook(() => useUndo(history))
    await server.push([
      {
        mutationId: 'theirs',
        entity: 'authors',
        op: 'update',
        key: { id: authorId(0) },
        changes: { firstName: 'Theirs' },
      },
    ])
    await store.refresh()
    await act(() => result.current.undo())
    expect(result.current).toMatchObject({ canUndo: false, error: { code: 'conflict' } })
    expect(collectionsOf(store).authors.get(authorId(0))?.firstName).toBe('Theirs')
  })
})
