import type { AnyModel, EntityName, EntityRow, SearchOptions, SearchResult } from '@throughline/schema'

type Texts = [
  units: Uint16Array<ArrayBuffer>,
  starts: Uint32Array<ArrayBuffer>,
  Uint32Array<ArrayBuffer>,
  Uint32Array<ArrayBuffer>,
]

/** An index as typed arrays: to keep in IndexedDB, or to send to another thread (each has a buffer of its own). */
export interface SavedSearchIndex {
  /** What is searched of the model, in what format. */
  readonly fingerprint: string
  /** One number of all arrays, by which one that was cut or changed is known. */
  readonly checksum: number
  /** Terms and keys, each with what is known of them; and where the terms occur. */
  readonly arrays: readonly [
    ...terms: Texts,
    ...keys: Texts,
    bases: Uint32Array<ArrayBuffer>,
    base: Uint32Array<ArrayBuffer>,
  ]
}

/** Search over the rows of a model. */
export interface SearchIndex<TModel extends AnyModel> {
  /** Rows that are indexed. */
  readonly size: number
  /** Adds rows, or takes them for those of the same key; they are found from then on. */
  put: (rows: Iterable<EntityRow<TModel>>) => void
  /**
   * Takes a row away, by its own key fields or its key as one string, and hides what is below it until it is put again.
   * Answers whether it was there.
   */
  remove: (entity: EntityName<TModel>, key: Readonly<Record<string, unknown>> | string) => boolean
  /** Finds roots by words in themselves and in the rows below them. Never throws for a query. */
  search: (query: string, options?: SearchOptions) => SearchResult<EntityName<TModel>>
  /** The whole index as typed arrays, copied, without what is gone. */
  save: () => SavedSearchIndex
}
