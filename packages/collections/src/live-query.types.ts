import type { CollectionsError } from './collections-error.ts'
import type { Readable } from './readable.types.ts'

type Scalar = bigint | boolean | Date | number | string

interface Equality<TValue> {
  readonly eq?: TValue
  readonly in?: readonly TValue[]
}

interface Range<TValue> {
  readonly gt?: TValue
  readonly gte?: TValue
  readonly lt?: TValue
  readonly lte?: TValue
}

interface Pattern {
  /** `%` stands for any characters, `_` for one; case matters. */
  readonly like?: string
  /** As `like`; case does not matter. */
  readonly ilike?: string
}

/** What one field is asked for: a value it equals, or comparisons that all hold. */
export type Condition<TValue> =
  | (NonNullable<TValue> extends Scalar ? TValue : never)
  | (Equality<TValue> &
      (NonNullable<TValue> extends Scalar ? Range<NonNullable<TValue>> : unknown) &
      (NonNullable<TValue> extends string ? Pattern : unknown))

/** Conditions on a row's fields, all of which hold, and of `or` at least one; `undefined` asks for nothing. */
export type Where<TRow> = {
  readonly [F in keyof TRow & string]?: Condition<TRow[F]> | undefined
} & { readonly or?: readonly Where<TRow>[] | undefined }

/**
 * The fields to sort by, the first one first.
 *
 * Strings compare without case and diacritics, empty values come last, ties are broken by the row's key.
 */
export type OrderBy<TRow> = { readonly [F in keyof TRow & string]?: 'asc' | 'desc' | undefined }

/** Which rows a list has. */
export interface ListOptions<TRow> {
  readonly where?: Where<TRow> | undefined
  readonly orderBy?: OrderBy<TRow> | undefined
  /** Rows in `data`; all of them when absent, which is meant for short lists. */
  readonly limit?: number | undefined
  /** Rows before the first one of `data`; 0 when absent. */
  readonly offset?: number | undefined
}

interface Result {
  /** The rows asked for are not all loaded yet; those that are, are in `data` already. */
  readonly isLoading: boolean
  readonly error: CollectionsError | null
  /** Reads the rows again; never rejects, `error` says how it went. */
  readonly refetch: () => Promise<void>
}

/** A list as it is now; the same object until something in it changes. */
export interface ListResult<TRow> extends Result {
  readonly data: readonly TRow[]
  /** How many of the rows loaded now match, in the window or not. */
  readonly total: number
}

/** One row as it is now; `data` is `undefined` while it loads, and after that where there is none. */
export interface RowResult<TRow> extends Result {
  readonly data: TRow | undefined
}

/** A list to subscribe to: rows are loaded while there are subscribers. */
export type LiveList<TRow> = Readable<ListResult<TRow>>

/** A row to subscribe to. */
export type LiveRow<TRow> = Readable<RowResult<TRow>>
