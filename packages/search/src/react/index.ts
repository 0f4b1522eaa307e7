export { type UseSearchOptions, type UseSearchResult, useSearch } from './use-search.ts'
