'use client'

import { type UseSearchOptions, type UseSearchResult, useSearch } from '@throughline/search/react'
import { createContext, type ReactNode, useContext } from 'react'
import type { PersonsSearch } from './persons-search.ts'

const SearchContext = createContext<PersonsSearch | undefined>(undefined)

/** Gives a search to the components below. */
export function PersonSearchProvider({
  search,
  children,
}: {
  readonly search: PersonsSearch
  readonly children: ReactNode
}): ReactNode {
  return <SearchContext.Provider value={search}>{children}</SearchContext.Provider>
}

/** Persons that match a term, in themselves or in what is below them, while one types. */
export function usePersonSearch(
  term: string,
  options?: UseSearchOptions,
): UseSearchResult<PersonsSearch['model']['names'][number]> {
  const search = useContext(SearchContext)
  if (!search) throw new Error('`usePersonSearch` stands below a `PersonSearchProvider`.')
  return useSearch(search, term, options)
}
