import type { AnyModel, EntityName, ServerSearchResult } from '@throughline/schema'
import type { SearchInput } from '../search/search-procedure.types.ts'
import { createPlainHttp, type HttpOptions } from './plain-http.ts'
import { foreignAnswer } from './transport-error.ts'

/** Asks the search of an API. */
export type AskSearch<TName extends string = string> = (
  query: string,
  options?: Omit<SearchInput, 'query'> & { readonly signal?: AbortSignal | undefined },
) => Promise<ServerSearchResult<TName>>

/**
 * Makes what asks the `search` procedure of an API by address, for the `server` of a search in the browser.
 *
 * What it makes throws a `StoreError` only, as a transport does: `not_configured` where the API has no search.
 */
export function createSearchClient<TModel extends AnyModel>(
  _model: TModel,
  options: HttpOptions,
): AskSearch<EntityName<TModel>> {
  const http = createPlainHttp(options)
  return async (query, { signal, ...more } = {}) => {
    const input = JSON.stringify({ query: query.slice(0, 256), ...more })
    const answer = await http.json('search', { query: { input }, signal })
    // Sound: what is read of it is checked.
    const result = (answer as { result?: { data?: Partial<ServerSearchResult<EntityName<TModel>>> } } | null)
      ?.result
    if (!Array.isArray(result?.data?.hits)) throw foreignAnswer(http.place, undefined)
    // Sound: the hits of our own server.
    return result.data as ServerSearchResult<EntityName<TModel>>
  }
}
