// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, expect, it } from 'vitest'
import { authorId, settle } from '../../tests/library.ts'
import { client, remotely, shown } from '../../tests/sync-client.ts'
import { closeSynced } from '../../tests/sync-server.ts'
import { createHooks } from './create-hooks.tsx'

afterEach(() => {
  cleanup()
  closeSynced()
})

it('useConflicts shows the edits that wait, until each is decided', async () => {
  const one = await client({ conflicts: { default: 'ask' } })
  const { useConflicts } = createHooks(one.store)
  const { result } = renderHook(() => useConflicts())
  expect(result.current).toEqual([])
  const base = collectionsOf(one.store).authors.get(authorId(0))
  await act(async () => {
    await remotely(one, { firstName: 'Theirs' })
    await settle()
    one.store.update('authors', authorId(0), { firstName: 'Mine' }, { base })
    await settle()
  })
  expect(result.current).toMatchObject([{ entity: 'authors', fields: ['firstName'] }])
  await act(async () => {
    result.current[0]?.resolve('theirs')
    await settle()
  })
  expect(result.current).toEqual([])
  expect(shown(one)).toMatchObject({ firstName: 'Theirs' })
})
