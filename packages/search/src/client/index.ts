export type { SearchState } from '../host/messages.types.ts'
export { createSearch } from './create-search.ts'
export type {
  AskServer,
  ClientHttpSource,
  CreateSearchOptions,
  FoundResult,
  Readable,
  Search,
  SearchedStore,
} from './search-client.types.ts'
