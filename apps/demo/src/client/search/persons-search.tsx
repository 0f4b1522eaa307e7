'use client'

import type { PersonsClientStore } from '@throughline/persons/collections'
import { useStore } from '@throughline/persons/collections'
import { createPersonsSearch, PersonSearchProvider, type PersonsSearch } from '@throughline/persons/search'
import { type ReactNode, useState } from 'react'

let browserSearch: PersonsSearch | undefined

/** The browser's one search; on a server a new one each time, which nothing ever begins. */
function searchOfBrowser(store: PersonsClientStore): PersonsSearch {
  if (typeof window === 'undefined') return openSearch(store)
  browserSearch ??= openSearch(store)
  return browserSearch
}

function openSearch(store: PersonsClientStore): PersonsSearch {
  return createPersonsSearch({
    url: '/api/trpc',
    store,
    storage: 'persons',
    worker: () => new Worker(new URL('./search.worker.ts', import.meta.url), { type: 'module' }),
  })
}

/** Gives the pages below the search over all persons; its index is made when somebody searches first. */
export function SearchProvider({ children }: { children: ReactNode }) {
  const store = useStore()
  const [search] = useState(() => searchOfBrowser(store))
  return <PersonSearchProvider search={search}>{children}</PersonSearchProvider>
}

/** Deletes the index that is kept on this device, and ends the search. */
export async function forgetSearch(): Promise<void> {
  await browserSearch?.clear()
}
