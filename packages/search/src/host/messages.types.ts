import type { SearchOptions, SearchResult } from '@throughline/schema'
import type { SearchPlan } from '../search-fields.ts'
import type { HttpSourceOptions } from './http-source.ts'
import type { RowEdit } from './replica.ts'

/** What is asked of the thread that has the index. */
export type HostRequest =
  | {
      readonly kind: 'open'
      readonly plan: SearchPlan
      /** Absent where the thread has a source of its own. */
      readonly http?: HttpSourceOptions | undefined
      /** The name under which the index is kept; it is not when absent. */
      readonly storage?: string | undefined
      /** Milliseconds between looks at the feed where nobody says that there is something. */
      readonly pollInterval: number | false
    }
  | { readonly kind: 'search'; readonly id: number; readonly query: string; readonly options: SearchOptions }
  | { readonly kind: 'edits'; readonly edits: readonly RowEdit[] }
  /** There may be something in the feed. */
  | { readonly kind: 'refresh'; readonly headers?: HttpSourceOptions['headers'] }
  /** Forgets everything, the kept index too. */
  | { readonly kind: 'clear' }

/** How far an index has got. */
export interface SearchState {
  /** All rows are indexed; before, those are found that are. */
  readonly isReady: boolean
  /** Rows indexed so far, while not all are. */
  readonly progress: { readonly rows: number } | null
  /** Rows that are indexed. */
  readonly rows: number
  /** Why rows could not be read when that was tried last; it is tried again. */
  readonly error: string | null
  /** Another number each time that something else may be found. */
  readonly revision: number
}

/** What it tells. */
export type HostMessage =
  | { readonly kind: 'state'; readonly state: SearchState }
  | { readonly kind: 'result'; readonly id: number; readonly result: SearchResult }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'cleared' }
