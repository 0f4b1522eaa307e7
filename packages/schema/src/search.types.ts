import type { GuardedStore } from './policy/policy.types.ts'
import type { SyncStore } from './sync.types.ts'

/** What a search asks for. */
export interface SearchOptions {
  /** Most roots to answer with; 20 when absent. */
  readonly limit?: number
  /** Roots to leave out at the beginning. */
  readonly offset?: number
}

/** A term that was found in a field, and the part of it that was asked for. */
export interface MatchedTerm {
  /** The word as it is compared: folded, without signs. */
  readonly term: string
  /** The word as it was written where it came first: `Müller` of the term `muller`. */
  readonly text: string
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

/** What a server's search answers. */
export interface ServerSearchResult<TName extends string = string> extends SearchResult<TName> {
  /** All rows are indexed; before, those are found that are. */
  readonly isReady: boolean
}

/**
 * The port of search on a server: what a user finds of the rows and fields that they may read, and by these alone.
 *
 * `store` is that of the user's tenant, the same object for as long as it is used; `view` is that store as the user sees it.
 */
export interface ServerSearch {
  search(
    access: { readonly store: SyncStore; readonly view: GuardedStore },
    query: string,
    options?: SearchOptions,
  ): Promise<ServerSearchResult>
}
