import type { AnyModel, EntityName, EntityRow } from '@throughline/schema'

/** What a search asks for. */
export interface SearchOptions {
  /** Most roots to answer with; 20 when absent. */
  readonly limit?: number
  /** Roots to leave out at the beginning. */
  readonly offset?: number
}

/** A term that was found in a field, and the part of it that was asked for. */
export interface MatchedTerm {
  readonly term: string
  /** First UTF-16 unit of the part. */
  readonly from: number
  /** The unit after it; the term's length where it was mistyped. */
  readonly to: number
}

/** A row in which words were found. */
export interface MatchedRow<TName extends string = string> {
  readonly entity: TName
  /** The row's own key as one string. */
  readonly key: string
  /** The terms found in each field, by its name. */
  readonly fields: Readonly<Record<string, readonly MatchedTerm[]>>
}

/** A root that was found, itself or by rows below it. */
export interface SearchHit<TName extends string = string> {
  readonly entity: TName
  readonly key: string
  /** Higher is closer; comparable within one search. */
  readonly score: number
  /** The rows that match, the best first; the root's own among them where it does. */
  readonly rows: readonly MatchedRow<TName>[]
}

/** What a search answers. */
export interface SearchResult<TName extends string = string> {
  /** By score, then in the order in which the roots came. */
  readonly hits: readonly SearchHit<TName>[]
  /** Roots found, those before `offset` and after `limit` too. */
  readonly total: number
  /** Whether each word was found; without, the hits lack one of them. */
  readonly complete: boolean
  /** The query with terms that are there for words that are not. */
  readonly suggestion?: string
  /** Terms compared and occurrences read. */
  readonly work: { readonly terms: number; readonly postings: number }
}

/** An index as typed arrays: to keep in IndexedDB, or to send to another thread (each has a buffer of its own). */
export interface SavedSearchIndex {
  /** What is searched of the model, in what format. */
  readonly fingerprint: string
  /** Terms, keys of rows, keys of roots, the root of each row, and where each term occurs. */
  readonly arrays: readonly [
    termUnits: Uint16Array<ArrayBuffer>,
    termStarts: Uint32Array<ArrayBuffer>,
    keyUnits: Uint16Array<ArrayBuffer>,
    keyStarts: Uint32Array<ArrayBuffer>,
    rootUnits: Uint16Array<ArrayBuffer>,
    rootStarts: Uint32Array<ArrayBuffer>,
    rowRoots: Uint32Array<ArrayBuffer>,
    postingStarts: Uint32Array<ArrayBuffer>,
    postings: Uint32Array<ArrayBuffer>,
  ]
}

/** Search over the rows of a model. */
export interface SearchIndex<TModel extends AnyModel> {
  /** Rows that are indexed. */
  readonly size: number
  /** Adds rows, or takes them for those of the same key; they are found from then on. */
  put: (rows: Iterable<EntityRow<TModel>>) => void
  /** Takes a row away, by its own key fields. Rows below it are rows of their own. Answers whether it was there. */
  remove: (entity: EntityName<TModel>, key: Readonly<Record<string, unknown>>) => boolean
  /** Finds roots by words in themselves and in the rows below them. Never throws for a query. */
  search: (query: string, options?: SearchOptions) => SearchResult<EntityName<TModel>>
  /** The whole index as typed arrays, copied, without what is gone. */
  save: () => SavedSearchIndex
}
