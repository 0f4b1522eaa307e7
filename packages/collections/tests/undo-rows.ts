import type { CollectionStore } from '@throughline/collections'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { expect, vi } from 'vitest'
import { withoutManaged } from '../src/values.ts'
import { authorId, type Library } from './library.ts'

export const ada = { firstName: 'Ada', lastName: 'Lovelace' }
export const book = (id: string, of = authorId(0)) => ({ id, authorId: of, title: `Title ${id}`, pages: 3 })

/** Every row that is shown, without what the server keeps. */
export function rowsOf(store: CollectionStore<Library>) {
  const { authors, books, chapters } = collectionsOf(store)
  return [authors, books, chapters].flatMap((collection) =>
    collection.toArray
      .map((row) => withoutManaged({ ...row }))
      .toSorted((left, right) => String(left['id']).localeCompare(String(right['id']))),
  )
}

export const wait = (store: CollectionStore<Library>) =>
  vi.waitFor(() => expect(store.status.get().pending).toBe(0))
