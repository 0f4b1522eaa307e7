export { matchedRanges } from './matched-ranges.ts'
export { createSearchIndex, restoreSearchIndex } from './search-index.ts'
export type {
  MatchedRow,
  MatchedTerm,
  SavedSearchIndex,
  SearchHit,
  SearchIndex,
  SearchOptions,
  SearchResult,
} from './search.types.ts'
