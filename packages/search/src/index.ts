export { matchedRanges } from './matched-ranges.ts'
export { createSearchIndex, restoreSearchIndex } from './search-index.ts'
export type { SavedSearchIndex, SearchIndex } from './search.types.ts'
export type { MatchedRow, MatchedTerm, SearchHit, SearchOptions, SearchResult } from '@throughline/schema'
