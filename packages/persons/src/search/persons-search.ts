import { type CreateSearchOptions, type Search, createSearch } from '@throughline/search/client'
import { createSearchClient } from '@throughline/trpc/client'
import { personsModel } from '../model/persons-model.ts'

type PersonsModel = typeof personsModel

/** The search over persons and all rows below them. */
export type PersonsSearch = Search<PersonsModel>

/** Options of {@link createPersonsSearch}. */
export interface PersonsSearchOptions extends Omit<CreateSearchOptions<PersonsModel>, 'server' | 'source'> {
  /** Address of the persons' API, such as `/api/trpc`. */
  readonly url: string
  /** Whether the server is asked until all rows are indexed here; its API has to have a search. It is when absent. */
  readonly server?: boolean | undefined
}

/** Makes the search over the persons of an API: in a worker where one is given, on the server until its index is ready. */
export function createPersonsSearch({ url, server = true, ...options }: PersonsSearchOptions): PersonsSearch {
  return createSearch(personsModel, {
    ...options,
    source: { url },
    ...(server && { server: createSearchClient(personsModel, { url }) }),
  })
}
